"""Writes the conversations to be read aloud: `python -m tests.transcripts > docs/transcripts.md`.

Every situation of the check, in every language, by the real bot on real files, at a fixed time.
"""

import asyncio
import logging
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import cast

from pydantic import SecretStr

from bot import logs
from bot.app import running
from bot.settings import Settings
from data import hashing
from data.content.texts import LANGUAGES
from data.coverage import snapshots
from data.coverage.second_factor import Factor
from handlers.messages import Answer, Kind
from tests.channels import on_telegram
from tests.conftest import BUDI, DEWI, JOKO, NOBODY, PEOPLE, SITI, Clock, Office, Person

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
    "What does one get": ["manfaatnya apa", "[info.benefits.accident]", "[info.benefits.death]"],
    "Who pays": ["iurannya siapa yang bayar"],
    "How to claim": ["cara klaim", "[info.claim.accident]", "[info.claim.papers]", "[info.claim.death]"],
    "An accident is told": ["suami saya ketabrak motor pas narik tadi pagi"],
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


@contextmanager
def _office() -> Iterator[Office]:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "sigap"
        home.mkdir()
        yield Office(home, hashing.parse("5a" * 32))


@asynccontextmanager
async def _people(settings: Settings, clock: Clock, channel: str) -> AsyncIterator[Callable[[str], Person]]:
    """New people by name, on the core or on Telegram."""
    if channel == "telegram":
        async with on_telegram(settings, clock) as one:
            yield lambda name: replace(one, address=name, phone=None)
    else:
        async with running(settings, clock) as app:
            yield lambda name: Person(app, address=name)


async def _does(person: Person, line: str) -> Answer:
    """`[a button]`, `(something attached)`, `(group) words`, or plain words."""
    if line.startswith("["):
        return await person.presses_value(line.strip("[]"))
    if line.startswith("(group) "):
        return await person.says_in_group(line.removeprefix("(group) "))
    if line.startswith("("):
        return await person.sends(cast("Kind", line.strip("()")))
    return await person.says(line)


async def _play(
    office: Office,
    language: str,
    scenes: dict[str, list[str]],
    channel: str,
    clock: Clock | None = None,
    *,
    asked: bool = False,
) -> str:
    """Scenes of people who were asked before whether they want announcements, unless they are `asked` here."""
    written = []
    settings = Settings(data_dir=office.home, nik_key=SecretStr(office.key.secret.hex()))
    async with _people(settings, clock or Clock(), channel) as meet:
        for title, said in scenes.items():
            person = meet(f"{language} {title} {len(scenes)}")
            person.language = language
            await person.presses_value(f"language.{language}")
            if not asked:
                await person.presses_value("invite.no")
            written.append(f"### {title}\n")
            for line in said:
                answer = await _does(person, line)
                written.append(f"**>** {line}\n")
                for reply in answer.replies:
                    quoted = "\n".join(f"> {part}".rstrip() for part in reply.text.splitlines())
                    buttons = " ".join(f"`{choice.label}`" for choice in reply.choices)
                    written.append(f"{quoted}\n{f'>{chr(10)}> {buttons}{chr(10)}' if buttons else ''}")
                written.append(f"<sub>{answer.outcome}</sub>\n")
    return "\n".join(written)


async def transcripts(language: str, channel: str = "core") -> str:
    """All conversations in one language, as Markdown."""
    parts = [f"## {language}\n"]
    with _office() as office:
        office.publishes([*PEOPLE, ("3275014705949344", "A", "", "", "", "", "")], as_of=date(2026, 10, 1))
        office.publishes([*PEOPLE, ("3275014705949345", "A", "", "", "", "", "#N/A")])
        parts.append(await _play(office, language, {**SCENES, **TOPICS}, channel))
        for where, scenes in TOLD_LATER.items():
            parts.append(await _play(office, language, scenes, where, asked=True))
        late = Clock()
        late.passes(days=100)
        parts.append(await _play(office, language, {"Old data": [NOBODY, BUDI]}, channel, late))
    for factor, scenes in ((Factor.NAME, NAME_SCENES), (Factor.KK, KK_SCENES)):
        with _office() as office:
            office.publishes(factor=factor)
            parts.append(await _play(office, language, scenes, channel))
    with _office() as office:
        parts.append(await _play(office, language, {"No snapshot": [NOBODY]}, channel))
        office.publishes(key=hashing.parse("11" * 32))
        parts.append(await _play(office, language, {"A snapshot of another key": [NOBODY]}, channel))
        office.publishes()
        path = snapshots.file_of(office.snapshots, 2)
        path.write_bytes(path.read_bytes()[:100])
        parts.append(await _play(office, language, {"A damaged snapshot": [NOBODY]}, channel))
    return "\n".join(parts)


async def document(channel: str = "core") -> str:
    """The whole file docs/transcripts.md, as it is heard on a channel: on each the same."""
    head = (
        "# What residents hear\n\nWritten by `python -m tests.transcripts`; a test keeps it true. All NIKs are made up."
        " The day is 22 November 2026.\n"
    )
    return "\n".join([head, *[await transcripts(language, channel) for language in LANGUAGES]])


if __name__ == "__main__":
    logs.configure("text", logging.CRITICAL)
    sys.stdout.write(asyncio.run(document()))
