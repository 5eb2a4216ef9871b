"""Who is in despair, or tells of an accident, is helped first: also while a second factor is asked for."""

import pytest

from data.content.texts import text
from data.coverage.second_factor import Factor
from tests.conftest import BUDI, Office, Opened
from tests.support.readings import reading

DESPAIR = """
capek hidup begini terus pengen mati aja
pengen bunuh diri rasanya
udah ga sanggup hidup
mending mati aja gue
saya ingin mengakhiri hidup
teu kiat deui hirup abdi mah
aku wis ora kuat urip
i want to die
i want to end my life
buat apa saya hidup lagi
teu kuat hirup abdi
saya putus asa
saya mau bunuh diri
saya sudah tidak mau hidup lagi
ga mau hidup
saya ga mau hidup lagi
motor saya hilang, saya ga mau hidup lagi
aku mau berhenti hidup
capek banget hidup gini
cape bgt idup
buat apa hidup
buat apa gue hidup lagi
hidup saya tidak ada gunanya
hidupku gak ada artinya lagi
ingin mengakhiri semuanya
pengen nyusul almarhum
pengen nyusul almarhumah istri saya
teu hayang hirup
embung hirup deui
hayang paeh
ora pengen urip
i don't want to live anymore
I just want to end it all
lebih baik saya mati
mending gue mati aja
saya tidak mau hidup di dunia ini lagi
""".strip().splitlines()
NO_DESPAIR = """
saya mau mengakhiri kontrak
motor saya mati
lampu mati terus
mati lampu sebulan
bapak saya meninggal kemarin
hp saya mati
pajak motor mati
kartu bpjs mati
mati kutu saya ngurus ini
aki motor tidak kuat
motor saya ga mau hidup
hp saya sudah gak mau hidup lagi
gak mau hidup motor saya
lampu rumah mati
biaya hidup mahal
saya tidak mau hidup susah
saya hidup sendiri
apa gunanya program ini
kalau saya mati apa yang didapat
kartu saya mati
jangan berhenti
""".strip().splitlines()


@pytest.mark.parametrize("said", DESPAIR)
async def test_despair_is_heard(bot: Opened, said: str) -> None:
    assert (await (await bot()).says(said)).outcome == "info.despair"


@pytest.mark.parametrize("said", NO_DESPAIR)
async def test_what_only_has_its_words_is_none(bot: Opened, said: str) -> None:
    assert not reading(said).despairs
    assert (await (await bot()).says(said)).outcome != "info.despair"


@pytest.mark.parametrize(("factor", "right"), [(Factor.NAME, "Budi"), (Factor.KK, "9007")])
async def test_help_comes_before_a_second_factor_and_costs_no_try(
    office: Office, bot: Opened, factor: Factor, right: str
) -> None:
    office.publishes(factor=factor)
    chat = await bot()
    await chat.says(BUDI)
    for said, outcome in (
        ("suami saya kecelakaan kerja", "info.emergency"),
        ("saya putus asa", "info.despair"),
        ("saya mau bunuh diri", "info.despair"),
        ("putus asa", "info.despair"),
        ("anak saya ketabrak motor barusan", "info.emergency"),
        ("lebih baik saya mati", "info.despair"),
    ):
        assert (await chat.says(said)).outcome == outcome, said
    assert (await chat.says(right)).outcome == "check.found"


@pytest.mark.parametrize("name", ["Luka", "Siti Luka", "Patah", "Jatuh Santoso"])
async def test_a_short_answer_is_a_name(office: Office, bot: Opened, name: str) -> None:
    office.publishes(factor=Factor.NAME)
    chat = await bot()
    await chat.says(BUDI)
    assert (await chat.says(name)).outcome == "check.not_listed"


@pytest.mark.parametrize(
    "said",
    [
        "suami saya kecelakaan pas narik, sekarang udah di rs",
        "bapak jatuh dari atap waktu kerja, lagi di igd",
        "my husband had an accident at work, he is in the hospital now",
    ],
)
async def test_who_is_at_the_hospital_is_told_what_to_say_there(bot: Opened, said: str) -> None:
    chat = await bot()
    answer = await chat.says(said)
    assert answer.outcome == "info.emergency.hospital"
    assert chat.reply.text.startswith(text("info.emergency.hospital", answer.language))


async def test_a_hospital_named_after_the_accident_is_understood(office: Office, bot: Opened) -> None:
    office.publishes()
    chat = await bot()
    for said in ("suami saya barusan ketabrak pas narik, tolong", f"suami saya barusan ketabrak pas narik. NIK {BUDI}"):
        await chat.says(said)
        assert (await chat.says("udah di rs skrg, bayarnya gmn?")).outcome == "info.emergency.hospital", said
        await chat.says("menu")
        assert (await chat.says("udah di rs skrg, bayarnya gmn?")).outcome != "info.emergency.hospital"


@pytest.mark.parametrize("said", ["suami ketabrak pas narik, ke rs mana", "suami ketabrak, belum dibawa ke rs"])
async def test_who_is_on_the_way_is_told_where_to_go(bot: Opened, said: str) -> None:
    assert (await (await bot()).says(said)).outcome == "info.emergency"
