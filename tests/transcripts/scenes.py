"""What residents type, scene by scene, and the page on which each scene stands."""

from dataclasses import dataclass

from tests.conftest import BUDI, DEWI, JOKO, NOBODY, SITI

SCENES: dict[str, list[str]] = {
    "Hello": ["/start"],
    "Asks how to check": ["/cek"],
    "Listed": [f"bang cek {BUDI}"],
    "Listed, begins later": [SITI],
    "Was listed, the end date has passed": [JOKO],
    "Was listed, the status says it ended": [DEWI],
    "Gone since an earlier list": ["3275014705949344"],
    "In the list, with a status that cannot be read": ["3275014705949345"],
    "Not in the list, and every button behind it": [NOBODY, "[info.update]", "[info.why]", "[info.eligible]"],
    "A digit is missing": ["327505090388940"],
    "A digit too many": ["32750509038894011"],
    "Digits hidden": ["327505xxxxxx9401"],
    "Letters for digits": ["327S050903889401"],
    "Rounded by Excel": ["3.275.050.903.889.400"],
    "A NIK in a link": [f"https://contoh.go.id/cek?nik={BUDI}"],
    "A birth date that does not exist": ["3275053113889401"],
    "A province that does not exist": ["9075050903889401"],
    "A family card number": ["no kk saya 3275011101059007"],
    "A bank account": ["rekening bca 1234567890"],
    "A phone number": ["0812-0000-0038"],
    "Another card": ["nomor kks 6032980000009234"],
    "A number that ends in 0000": ["3275 0509 0388 0000"],
    "The number of a BPJS member": ["kpj saya 12345678901"],
    "Several NIKs": [f"{BUDI} sama {NOBODY}", "1"],
    "Too many NIKs": [" ".join(f"32750101038895{n}" for n in range(30, 37))],
    "An old button": ["[check.pick.0000.0]"],
    "The quota is used up": [*(f"32750101038895{n}" for n in range(31, 37))],
    "The example typed back": ["3275 0141 0590 9001"],
    "Not sure what is meant": ["kalau begitu bagaimana"],
    "Not understood": ["blorp zxqv"],
    "Thanks": ["makasih"],
    "Privacy": ["/privasi"],
    "Erase": ["/hapus"],
}
TOPICS: dict[str, list[str]] = {
    "The menu, page by page": ["/menu", "[menu.2]", "[menu.3]"],
    "Which language": ["[language]"],
    "Wants to register": ["mau daftar sigap gimana caranya", "[info.register.province]", "[info.self_pay]"],
    "Who is eligible": ["syaratnya apa", "[info.desil]"],
    "Why not me": ["kenapa saya gak terdaftar", "[info.why.figures]"],
    "Puts data right": [
        "cara betulin data",
        "[info.update.papers]",
        "[info.update.kelurahan]",
        "[info.update.app]",
        "[info.update.after]",
    ],
    "The guide, as far as the choice": [
        "/panduan",
        "[guide.for.other]",
        "[guide.to.elsewhere]",
        "[guide.to.kk]",
        "[guide.to.kk_move]",
        "[guide.to.kk_marriage]",
        "[guide.to.kk_death]",
        "[guide.to.kk_birth]",
        "[guide.to.kk_wrong]",
        "[guide.problem.kk_wrong]",
        "[guide.to.record]",
        "[guide.to.record_do]",
        "[guide.to.offline]",
        "[guide.to.dtsen]",
    ],
    "The guide, by the kelurahan": [
        "[guide.to.where]",
        "medan satria",
        "[guide.place.kel.32.75.06.1001]",
        "[picture.papers]",
        "[guide.problem.office_papers]",
        "lanjutkan",
        "udah",
        "[guide.problem.office_rt]",
        "[guide.to.office_counter]",
        "[guide.problem.office_counter]",
        "[guide.to.meeting]",
        "[guide.to.survey]",
        "[guide.problem.survey]",
        "[guide.to.wait]",
        "[guide.problem.wait]",
        "[guide.to.end]",
        "/panduan",
    ],
    "The guide, by phone": [
        "[guide.to.app_account]",
        "[guide.problem.app_account]",
        "[guide.to.app_active]",
        "[guide.to.app_propose]",
    ],
    "The guide by situation": [
        "[situations]",
        "[situations.kk]",
        "[situation.dead_in_kk]",
        "terus?",
        "kalau ditolak gimana?",
        "[situations.ktp]",
        "[situation.nik_offline]",
        "bilang apa?",
        "[situations.data]",
        "[answer.update.track]",
        "kapan balik?",
        "[situations.move]",
        "[situations.others]",
    ],
    "What does one get": ["manfaatnya apa", "[info.benefits.accident]", "[info.benefits.death]"],
    "Who pays": ["iurannya siapa yang bayar"],
    "How to claim": [
        "cara klaim",
        "[info.claim.accident]",
        "[info.claim.papers]",
        "[info.claim.death]",
        "[info.claim.heirs]",
    ],
    "An accident is told": ["suami saya ketabrak motor pas narik tadi pagi", "udah di rs skrg, bayarnya gmn"],
    "Offices and numbers": [
        "kantornya di mana",
        "[offices.population]",
        "[offices.welfare]",
        "[offices.bpjs]",
        "[offices.emergency]",
    ],
    "What is SIGAP": ["apa itu sigap", "[info.about.figures]"],
    "Others use the NIK": ["NIK saya dipakai orang lain"],
    "Somebody asks for money": ["ada yang minta transfer katanya biar masuk sigap"],
    "A NIK and a question": [f"NIK saya {BUDI}, terus kalau kecelakaan dapat apa aja?"],
    "Two questions": ["iurannya siapa yang bayar? terus kalau meninggal ahli warisnya dapat berapa?"],
    "BPJS Kesehatan": ["bpjs kesehatan saya mati"],
    "What is not ours": [
        "saldo jht saya ga bisa dicairkan",
        "bsu kapan cair",
        "pkh bulan ini udah cair blm",
        "saya warga tambun kabupaten bekasi, ada program gini?",
        "di depok ada sigap juga ga",
        "cuaca bekasi hari ini",
    ],
    "An insult, and despair": ["bot tolol", "saya pengen mati aja, ga ada yang nolong"],
    "Pictures": ["[picture.protects]", "[picture.kelurahan]", "[picture.app]"],
    "Am I an active member": ["cek peserta aktif bpjs"],
    "Wants a person": ["mau ngomong sama orang beneran", "mau ngomong sama petugas soal desil"],
    "Everything that is kept": ["[privacy.more]"],
    "Who runs it": ["siapa yang menjalankan bot ini?"],
    "Something attached": ["(photo)", "(file)", "(voice)", "(contact)", "(location)", "(other)"],
    "In a group": [f"(group) cek {BUDI}"],
}
TOLD_LATER: dict[str, dict[str, list[str]]] = {
    "core": {
        "Tell me when it changes": [NOBODY, "kabari saya", "[privacy.watches]"],
        "Announcements": [
            "LANGGANAN",
            "[subscribe.kecamatan]",
            "[subscribe.place.page.1]",
            "jatiasih",
            "LANGGANAN",
            "jangan stop infonya",
            "Stop. Terima kasih",
            "BERHENTI",
            "sudah berhenti langganan belum?",
        ],
        "Asked once whether announcements are wanted": [BUDI, "ga usah", "syaratnya apa"],
    },
    "telegram": {
        "Tell me when it changes, on Telegram": [NOBODY, "kabari saya"],
        "Announcements, on Telegram": ["LANGGANAN", "[subscribe.place.kec.3]", "kaga usah ngabarin gua lagi"],
        "Asked once, on Telegram": ["mau daftar sigap gimana caranya", "ya"],
    },
}
"""Where we can write by ourselves, we say so."""
NAME_SCENES: dict[str, list[str]] = {
    "Second factor right": [BUDI, "nama saya Budi Santoso"],
    "Second factor wrong, three times": [BUDI, "Slamet", "Agus", "Tono", BUDI],
    "Second factor, not in the list": [NOBODY, "Slamet"],
    "Second factor, no name": [BUDI, "1234"],
}
KK_SCENES: dict[str, list[str]] = {"The KK as second factor": [BUDI, "apa ya", "9008", "9007"]}
OLD_DATA: dict[str, list[str]] = {"Old data": [NOBODY, BUDI]}
"""Asked 100 days after the list was published."""
NO_SNAPSHOT: dict[str, list[str]] = {"No snapshot": [NOBODY]}
ANOTHER_KEY: dict[str, list[str]] = {"A snapshot of another key": [NOBODY]}
DAMAGED: dict[str, list[str]] = {"A damaged snapshot": [NOBODY]}


@dataclass(frozen=True, slots=True)
class Page:
    """One file of transcripts: what it is about, and its scenes in order."""

    title: str
    scenes: tuple[str, ...]


PAGES: dict[str, Page] = {
    "welcome": Page(
        "The first words",
        (
            "Hello",
            "The menu, page by page",
            "Which language",
            "Not sure what is meant",
            "Not understood",
            "Thanks",
            "Something attached",
            "In a group",
        ),
    ),
    "check": Page(
        "A NIK is checked",
        (
            "Asks how to check",
            "Listed",
            "Listed, begins later",
            "Was listed, the end date has passed",
            "Was listed, the status says it ended",
            "Gone since an earlier list",
            "In the list, with a status that cannot be read",
            "Not in the list, and every button behind it",
            "Several NIKs",
            "Too many NIKs",
            "An old button",
            "The quota is used up",
            "A NIK and a question",
            "Old data",
        ),
    ),
    "numbers": Page(
        "A number that is no NIK",
        (
            "A digit is missing",
            "A digit too many",
            "Digits hidden",
            "Letters for digits",
            "Rounded by Excel",
            "A NIK in a link",
            "A birth date that does not exist",
            "A province that does not exist",
            "A family card number",
            "A bank account",
            "A phone number",
            "Another card",
            "A number that ends in 0000",
            "The number of a BPJS member",
            "The example typed back",
        ),
    ),
    "second-factor": Page(
        "The second factor",
        (
            "Second factor right",
            "Second factor wrong, three times",
            "Second factor, not in the list",
            "Second factor, no name",
            "The KK as second factor",
        ),
    ),
    "cannot-check": Page(
        "When no NIK can be checked", ("No snapshot", "A snapshot of another key", "A damaged snapshot")
    ),
    "programme": Page(
        "The programme, and who is in it",
        ("What is SIGAP", "Wants to register", "Who is eligible", "Why not me", "Puts data right", "Two questions"),
    ),
    "guide": Page(
        "The guide to putting data right",
        (
            "The guide, as far as the choice",
            "The guide, by the kelurahan",
            "The guide, by phone",
            "The guide by situation",
        ),
    ),
    "benefits": Page(
        "Benefits, contributions and claims",
        ("What does one get", "Who pays", "How to claim", "An accident is told", "Pictures"),
    ),
    "offices": Page("Offices and people", ("Offices and numbers", "Wants a person", "Am I an active member")),
    "privacy": Page("Privacy", ("Privacy", "Everything that is kept", "Who runs it", "Erase", "Others use the NIK")),
    "not-ours": Page(
        "What is not ours", ("BPJS Kesehatan", "What is not ours", "Somebody asks for money", "An insult, and despair")
    ),
    "news": Page(
        "News and announcements",
        (
            "Tell me when it changes",
            "Announcements",
            "Asked once whether announcements are wanted",
            "Tell me when it changes, on Telegram",
            "Announcements, on Telegram",
            "Asked once, on Telegram",
        ),
    ),
}
"""By file name. A scene is played in the order of the tables above, and stands on one page."""
