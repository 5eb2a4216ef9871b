"""Writes the stories of residents to be read as these people: docs/transcripts/stories.md.

Each goes through `sigap ask` itself, JSON lines in and out, over real files, at a fixed time.
"""

import io
import json
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import time_machine
from pydantic import SecretStr

from bot.channels import console
from bot.commands.chat import talking
from bot.settings import Settings
from data import hashing
from tests.conftest import BUDI, JOKO, NOBODY, NOW, SITI, Office

DAYS_BETWEEN_VISITS = 3
NENEK = "3275014203499531"  # not in the list
OF_THE_KABUPATEN = "3216061203889402"  # not in the list


@dataclass(frozen=True)
class Story:
    """One person's matter."""

    name: str
    title: str
    said: str
    """A message a line, typed, or `[a value]`: a button just offered. Behind an empty line comes another visit."""
    published_late: bool = False
    """Whether the city's list comes only after the first visit."""

    @property
    def visits(self) -> list[list[str]]:
        """Each is a run of `sigap ask` of its own, some days after the one before."""
        return [visit.splitlines() for visit in self.said.strip().split("\n\n")]


STORIES = (
    Story(
        "accident",
        "An ojol driver's wife, minutes after the accident",
        f"""
tolong min suami sy ojol barusan kecelakaan di jl ahmad yani ketabrak mobil boks, kakinya patah kayanya. nik \
nya {BUDI} ini masuk sigap ga??
udah di rs skrg, bayarnya gmn? ditanggung apa engga
trus lapornya kemana, berapa lama batasnya
[info.claim.accident]
[info.claim.papers]
klo dia ga bs narik sebulan dpt duit ga
motor nya rusak jg apa diganti jg?
makasih ya min
""",
    ),
    Story(
        "widow",
        "A widow whose husband died of an illness",
        f"""
assalamualaikum
suami saya meninggal minggu kemarin krn sakit jantung. katanya dia terdaftar sigap. saya dapat apa ya
ini nik almarhum {BUDI}
cara ngurusnya gimana pak? saya ga ngerti apa2
akta kematian ngurusnya dimana
anak saya 2 masih sd, ada beasiswa ga
ada yg nawarin bantu urus tp minta 10 persen, gpp ga?
terimakasih banyak
""",
    ),
    Story(
        "envy",
        "The neighbour has got it",
        f"""
knapa tetangga dapet sy engga
{NOBODY}
[info.why]
dia mah punya motor 2, sy ngontrak. ga adil bgt
desil sy brp emg
trus sy hrs gmn dong biar dpt
klo udh dibenerin pasti dapet kan?
""",
    ),
    Story(
        "rt",
        "The head of an RT asks for three neighbours, and helps a fourth",
        f"""
Selamat pagi. Saya ketua RT 04, mau cek warga saya: {BUDI}, {JOKO}, {NOBODY}
1
2
3
pak slamet data kk nya masih ada istrinya yg udah meninggal, cara betulinnya gimana?
panduan
[guide.for.other]
[guide.to.kk]
[guide.to.kk_death]
sudah

lanjutkan
[guide.to.dtsen]
[guide.to.where]
mdn satria
[guide.place.kel.32.75.06.1001]
[guide.problem.office_papers]
""",
    ),
    Story(
        "kabupaten",
        "Somebody of Tambun, Kabupaten Bekasi",
        f"""
bang gua tinggal di tambun bisa dapet sigap kaga
nik gua {OF_THE_KABUPATEN}
ktp gua kabupaten bekasi. trus kemana dong
ada program sejenis ga di kabupaten
klo gw pindah ktp ke kota bekasi bisa?
bayar sendiri aja berapa sih
""",
    ),
    Story(
        "scam",
        "Paid 75,000 and gave the OTP away",
        f"""
min saya td ditelpon katanya dr sigap disuruh tf 75rb buat aktivasi, udh sy tf. trus minta kode otp jg udh sy kasih 😭
gmn dong ini sy takut rekening sy dibobol
uangnya bs balik ga
lapor nya kemana
nik sy {NOBODY} brarti sy udah aktif blm?
""",
    ),
    Story(
        "grandmother",
        "A Sundanese grandmother",
        f"""
sampurasun
punten jang, ema hoyong naros, naon ari sigap teh
ema teu ngartos basa indonesia, tiasa basa sunda?
punten jang, naon ari sigap teh
{NENEK}
incu ema ngojeg, tiasa didaptarkeun teu?
ema mah teu gaduh hp nu sae, kedah ka mana?
bayar teu di kelurahan teh?
hatur nuhun jang
""",
    ),
    Story(
        "stuck",
        "Her proposal has been stuck for months",
        f"""
saya sudah usul di aplikasi cek bansos dari bulan juli sampai sekarang statusnya masih diproses terus, gimana ya
di kelurahan katanya suruh nunggu, nunggu sampe kapan
kalo lewat kelurahan lebih cepet ga?
operatornya ga pernah ada di tempat
mau komplain ke siapa
coba cekin nik saya {NOBODY}
""",
    ),
    Story(
        "builder",
        "A Javanese builder, for himself and his friends",
        f"""
Mas, aku kuli bangunan ning Bekasi, arep daftar sigap piye carane? karo kancaku 5
KTP ku isih Jawa Tengah, Sragen. iso ora?
lha aku wis 10 taun neng bekasi
nek tiba seko gedung ditanggung ora
nek mbayar dewe piro?
kancaku KTP ne bekasi, nik e {NOBODY} cekno yo
matur nuwun mas
""",
    ),
    Story(
        "employer",
        "An English-speaking employer of a domestic worker",
        f"""
Hi, does SIGAP cover my housekeeper? She lives with us in Bekasi Selatan
Sorry, English please
How can I check if she is registered?
Her NIK is {SITI}
What does she get if she has an accident at my house?
Can I pay for her myself, how much?
Is it safe to give her NIK here?
""",
    ),
    Story(
        "despair",
        "A young man with debts",
        f"""
bot goblok gunanya apa lu
gw utang pinjol 20jt ga ada yg nolong
cape hidup gw
percuma ngomong sama robot
emang ada orang yg bisa diajak ngomong?
sigap bisa lunasin utang ga
yaudah cek {NOBODY}
""",
    ),
    Story(
        "news",
        "Told that it cannot be checked now, and later that there is news",
        f"""
cek dong {BUDI}
[watch]
kapan bisanya emang
oke makasih

halo min udah bisa blm
{BUDI}
kabar yg ditunggu
""",
        published_late=True,
    ),
)


@dataclass(frozen=True)
class Heard:
    """One line of a story, and what `sigap ask` answered."""

    said: str
    """As it is shown: typed words, or the button's own in brackets."""
    visit: int
    answer: dict[str, Any]

    @property
    def outcome(self) -> str:
        return str(self.answer["outcome"])

    @property
    def topic(self) -> str | None:
        topic = self.answer["topic"]
        return None if topic is None else str(topic)

    @property
    def bubbles(self) -> list[str]:
        return [str(reply["text"]) for reply in self.answer["replies"]]

    @property
    def buttons(self) -> list[tuple[str, str]]:
        """Value and label of each, in order."""
        return [(one["value"], one["label"]) for reply in self.answer["replies"] for one in reply["choices"]]


def tell(story: Story) -> list[Heard]:
    """The whole story, from the first line to the last."""
    heard: list[Heard] = []
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "sigap"
        home.mkdir()
        office = Office(home, hashing.parse("5a" * 32))
        settings = Settings(data_dir=home, nik_key=SecretStr(office.key.secret.hex()))
        for visit in range(len(story.visits)):
            if visit == (1 if story.published_late else 0):
                office.publishes()
            with time_machine.travel(NOW + timedelta(days=visit * DAYS_BETWEEN_VISITS), tick=False):
                out = io.StringIO()
                with talking(settings) as talk:
                    malformed = console.ask(talk, _lines(story, visit, heard, out), out)
            assert malformed == 0, story.name
    return heard


def _lines(story: Story, visit: int, heard: list[Heard], out: io.StringIO) -> Iterator[str]:
    """What one types, each line after the answer to the one before was read."""
    for line in story.visits[visit]:
        button = _offered(heard[-1], line.strip("[]")) if line.startswith("[") else None
        said = {"choice": button[0]} if button else {"text": line}
        begins = out.tell()
        yield json.dumps({"chat": story.name, **said})
        out.seek(begins)
        heard.append(Heard(f"[{button[1]}]" if button else line, visit, json.loads(out.read())))


def _offered(last: Heard, wanted: str) -> tuple[str, str]:
    """Value and label of a button under the last answer; behind `watch` stands a token that only it knows."""
    for value, label in last.buttons:
        if value == wanted or (wanted == "watch" and value.startswith("watch.")):
            return value, label
    raise AssertionError(f"no button {wanted} under {last.said!r}, only {last.buttons}")


def written(number: int, story: Story, heard: list[Heard]) -> str:
    """A story as Markdown."""
    parts, visit = [f"## {number}. {story.title}\n"], 0
    for one in heard:
        if one.visit != visit:
            visit = one.visit
            meanwhile = ", after the city has published its list" if story.published_late else ""
            parts.append(f"*{DAYS_BETWEEN_VISITS} days later{meanwhile}:*\n")
        parts.append(f"**>** {one.said}\n")
        for reply in one.answer["replies"]:
            quoted = "\n".join(f"> {part}".rstrip() for part in reply["text"].splitlines())
            buttons = " ".join(f"`{choice['label']}`" for choice in reply["choices"])
            parts.append(f"{quoted}\n{f'>{chr(10)}> {buttons}{chr(10)}' if buttons else ''}")
        parts.append(f"<sub>{one.outcome} · {one.topic}</sub>\n")
    return "\n".join(parts)


def document() -> str:
    """The whole file docs/transcripts/stories.md."""
    head = (
        "# Twelve people and the bot\n\nWritten by `python -m tests.transcripts` through `sigap ask`; a test keeps it"
        f" true. All people and NIKs are made up. The day is {NOW:%-d %B %Y}.\n"
    )
    return "\n".join([head, *[written(number, one, tell(one)) for number, one in enumerate(STORIES, start=1)]])
