"""Recognises somebody who was cheated: who paid, or gave a code or the NIK, to people who pretend to be from SIGAP."""

import re
from typing import Literal

Given = Literal["", "money", "nik"]
"""What was given: money or a code, with which it is urgent; the NIK or the KTP; nothing that is known of."""
_DONE = (
    r"(?:sudah|tadi|terlanjur|keburu|kadung|habis|abis|barusan|kemarin|baru|semalam|already|just|yesterday|telanjur)"
)
_GIVE = (
    r"(?:kasih|ngasih|kasi|ngasi|beri|memberi|berikan|kirim|ngirim|kirimkan|kirimin|dikirim|sebut|sebutin|sebutkan"
    r"|share|bagi|bagikan|ketik|isi|serahkan|kasihkan|kasihin|dikasih|dikasi|diberi|gave|given|sent|told|shared"
    r"|masukkan|masukin|upload|unggah)"
)
_PAY = (
    r"(?:transfer|tf|trf|ditransfer|setor|nyetor|bayar|ngebayar|membayar|dibayar|mayar|transferan|kirim (?:uang|duit)"
    r"|kasih (?:uang|duit)|ngasih (?:uang|duit)|topup|top up|dp|paid|transferred|sent (?:him|her|them|the)? ?money)"
)
_CODE = r"(?:otp|pin|kode(?! pos)|password|sandi|passcode|cvv|code)"
_PAPER = r"(?:nik|ktp|kk|selfie|data diri|data pribadi|identitas|id card)"
_SURELY_NOT_US = (
    r"(?:admin|ngaku|mengaku|ngakunya|mengatasnamakan|mengatasnamain|atas nama|penipu|penipuan|tipu|palsu|calo|oknum"
    r"|orang tidak dikenal|orang tidak jelas|rekening|scammer|fraud|fake|pretend\w*|jasa|joki|makelar"
    r"|nomor tidak dikenal|(?:lewat|di|via) (?:whatsapp|telegram|facebook|fb)|link|tautan)"
)
_FOR_A_PLACE = (
    r"(?:biar|supaya|agar|katanya|ktnya|buat|untuk|janjinya|so that) (?:\w+ ){0,3}"
    r"(?:masuk|daftar|terdaftar|kedaftar|didaftarin|didaftarkan|dapat|lolos|cair|sigap|listed)"
)
_DUES = re.compile(r"\b(?:iuran|mandiri|bpu|kelas|tunggakan|denda|pajak|premi)\b")
_NOT_DONE = re.compile(
    r"\b(?:kalau|jika|misal\w*|seandainya|if|would|apakah|boleh|jangan|belum|not yet|haven't|havent|didn't|didnt|harus"
    rf"|disuruh|suruh|diminta|minta)\b(?: \w+){{0,3}} (?:{_GIVE}|{_PAY})\b"
    rf"|\b(?:tidak|belum) (?:saya |pernah |sempat |sampai )*(?:{_GIVE}|{_PAY})\b"
)
_CHEATED = re.compile(
    r"\b(?:kena (?:\w+ )?(?:tipu|scam)|korban tipu|(?:got|been|was) (?:scammed|cheated)|dibobol|kebobolan"
    r"|(?:saya|suami|istri|ibu|bapak|anak|sudah|habis|baru|terlanjur) (?:baru |sudah |di |kayaknya |kayanya )?tipu)\b"
)
"""All words for being cheated are read as "tipu"."""
_FEARS = re.compile(
    r"\b(?:takut\w*|biar tidak|supaya tidak|agar tidak|jangan sampai|cara|hindari|afraid)\b(?: \w+){0,3} tipu"
)
GAVE_A_CODE = re.compile(rf"\b{_GIVE}\b(?: \w+){{0,5}} {_CODE}\b|\b{_CODE}\w*\b(?: \w+){{0,6}} {_GIVE}\b")
_GAVE_A_PAPER = re.compile(rf"\b{_GIVE}\b(?: \w+){{0,3}} {_PAPER}\b|\b{_PAPER}\w*\b(?: \w+){{0,5}} {_GIVE}\b")
_KNOWS_IT = re.compile(
    rf"\b(?:penipu|tipu|scammer|pelaku)\w*(?: \w+){{0,2}} (?:tahu|pegang|punya|dapat|simpan|has|knows|got)"
    rf"(?: \w+){{0,2}} {_PAPER}\b"
)
_PAID = re.compile(rf"\b{_DONE}\b(?: \w+){{0,4}} {_PAY}\b|\b{_PAY}\b(?: \w+){{0,3}} {_DONE}\b|\b(?:paid|transferred)\b")
_DONE_AT_ALL = re.compile(rf"\b(?:{_DONE}|gave|sent|told|shared|paid)\b")
_TO_THEM = re.compile(rf"\b{_SURELY_NOT_US}\w*\b|{_FOR_A_PLACE}\b")
_TO_US = re.compile(r"\b(?:bot|sini|disini|chat ini)\b")


def given(spelt: str, *, of_a_fraud: bool = False) -> Given:
    """What was given to a cheat, as a message (its words in canonical spelling) tells; empty if it tells of none.

    Where fraud was spoken of before, it need not be said again that it was to a cheat.
    """
    if _NOT_DONE.search(spelt) or _FEARS.search(spelt):
        return ""
    to_them = of_a_fraud or bool(_TO_THEM.search(spelt))
    done = bool(_DONE_AT_ALL.search(spelt))
    if done and GAVE_A_CODE.search(spelt):
        return "money"
    if to_them and _PAID.search(spelt) and not (_DUES.search(spelt) and not of_a_fraud):
        return "money"
    if (to_them and done and _GAVE_A_PAPER.search(spelt) and not _TO_US.search(spelt)) or _KNOWS_IT.search(spelt):
        return "nik"
    return "money" if _CHEATED.search(spelt) else ""
