"""People say which announcements they want, are asked once, stop in plain words, and find on the web what waited."""

import tomllib
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime

import httpx
import pytest

from bot.app import build_web, running
from bot.settings import Settings
from data.announcements import announcements as broadcasts
from data.announcements import audience
from data.announcements.announcements import Attachment, Audience, Broadcast, State
from data.channels import PUSHED, VISITED
from data.content import areas, texts
from data.content.texts import LANGUAGES, label, phrase, text
from data.coverage.second_factor import Factor
from data.database.sqlite import Transaction
from handlers.free_text.intent_pages import page_for
from handlers.messages import Answer
from handlers.phrases import commands, wishes
from handlers.subscription import subscription
from tests.conftest import BUDI, CHANNELS, NOBODY, NOW, Clock, Office, Opened, Person
from tests.support.paths import TESTS
from tests.support.readings import reading
from tests.support.visitors import Visitor

SAID = {
    wish: written.strip().splitlines()
    for wish, written in tomllib.loads((TESTS / "messages" / "subscribing.toml").read_text(encoding="utf-8")).items()
}
SENDER = Settings.model_fields["sender"].default


@pytest.fixture(params=CHANNELS)
def channel(request: pytest.FixtureRequest) -> str:
    """Every story here holds where we write by ourselves and where we cannot."""
    return str(request.param)


def how(channel: str, code: str = "id") -> str:
    if channel in PUSHED:
        return phrase("announced_by_us", code)
    return phrase("announced_on_visit" if channel in VISITED else "announced_here", code)


def confirmed(channel: str, kecamatan: str = "", code: str = "id") -> str:
    which = phrase("announcements_kecamatan" if kecamatan else "announcements_all", code, kecamatan=kecamatan)
    return text("subscribed", code, which=which, how=how(channel, code))


def invitation(channel: str, code: str = "id") -> str:
    return text("invite", code, how=how(channel, code))


async def kept(chat: Person, what: str = "subscribed IS NOT NULL, kecamatan, consent, invited IS NOT NULL") -> object:
    """What we know of the only chat."""
    async with chat.app.dispatch._database.transaction() as tx:
        found = await tx.rows(f"SELECT {what} FROM chats")
    return found[0] if found else None


# ---------------------------------------------------------------- wanted


@pytest.mark.parametrize("said", ["LANGGANAN", "/langganan", "kabari gua kalo ada pengumuman ya", "[subscribe]"])
async def test_who_wants_announcements_gets_them_at_once(bot: Opened, channel: str, said: str) -> None:
    chat = await bot()
    answer = await (chat.presses_value("subscribe") if said.startswith("[") else chat.says(said))
    assert (answer.outcome, chat.reply.text) == ("subscribed", confirmed(channel))
    assert [one.label for one in chat.choices] == ["Hanya kecamatan saya", "Berhenti dikabari", "Menu"]
    assert await kept(chat) == (1, None, chat.reply.text, 1)


async def test_where_we_cannot_write_the_confirmation_says_so(bot: Opened, channel: str) -> None:
    chat = await bot()
    await chat.says("langganan")
    assert ("Anda buka lagi di HP ini" in chat.reply.text) is (channel == "core")
    assert ("30 hari" in chat.reply.text) is (channel == "core")


async def test_only_those_of_ones_own_kecamatan(bot: Opened, channel: str) -> None:
    chat = await bot()
    await chat.says("langganan")
    await chat.presses("Hanya kecamatan saya")
    assert chat.reply.text == text("subscribed.where", "id")
    assert [one.label for one in chat.choices][-1] == "Kecamatan lain"
    await chat.presses("Kecamatan lain")
    await chat.presses("Rawalumbu")
    assert chat.reply.text == confirmed(channel, "Rawalumbu")
    assert "dan yang untuk semua kecamatan" in chat.reply.text
    assert await kept(chat) == (1, "Rawalumbu", chat.reply.text, 1)  # the sentence confirmed last
    await chat.presses("Semua pengumuman")
    assert chat.reply.text == confirmed(channel)
    assert await kept(chat) == (1, None, chat.reply.text, 1)


async def test_every_kecamatan_can_be_pressed(bot: Opened) -> None:
    chat = await bot(messages_per_minute=1000)
    await chat.presses_value("subscribe.kecamatan")
    found: list[str] = []
    while (shown := [one.label for one in chat.choices if ".kec." in one.value]) and shown[0] not in found:
        assert len(chat.choices) <= 6
        found += shown
        await chat.presses("Kecamatan lain")
    assert tuple(found) == areas.all_kecamatan()
    for number, name in enumerate(found):
        await chat.presses_value(f"subscribe.place.kec.{number}")
        assert await kept(chat, "kecamatan") == (name,)


@pytest.mark.parametrize(
    ("said", "kecamatan"),
    [
        ("jatiasih", "Jatiasih"),
        ("kecamatan Bekasi Timur", "Bekasi Timur"),
        ("mdn satria", "Medansatria"),
        ("saya di pondok gede bang", "Pondokgede"),
        ("kranji", "Bekasi Barat"),  # a kelurahan means its kecamatan
        ("kel margahayu", "Bekasi Timur"),
    ],
)
async def test_a_kecamatan_may_be_typed(bot: Opened, said: str, kecamatan: str) -> None:
    chat = await bot()
    await chat.presses_value("subscribe.kecamatan")
    assert (await chat.says(said)).outcome == "subscribed"
    assert await kept(chat, "kecamatan") == (kecamatan,)


async def test_a_question_meanwhile_is_answered_and_the_place_may_still_be_typed(bot: Opened) -> None:
    chat = await bot()
    await chat.presses_value("subscribe.kecamatan")
    assert (await chat.says("kantor jatiasih di mana")).outcome == "offices"
    assert (await chat.says("tambun")).outcome != "subscribed"  # none of ours
    assert await kept(chat, "subscribed") == (None,)
    assert (await chat.says("jatiasih")).outcome == "subscribed"
    assert (await chat.says("jatiasih")).outcome != "subscribed"  # nothing waits any more


async def test_all_may_be_typed_instead_of_a_kecamatan(bot: Opened, channel: str) -> None:
    chat = await bot()
    await chat.presses_value("subscribe.kecamatan")
    await chat.says("semua aja deh")
    assert chat.reply.text == confirmed(channel)


@pytest.mark.parametrize("said", ["cuma mau kabar kecamatan gua", "langganan kecamatan jatiasih"])
async def test_the_wish_and_the_place_may_come_in_one_sentence(bot: Opened, said: str) -> None:
    chat = await bot()
    answer = await chat.says(said)
    named = "jatiasih" in said
    assert answer.outcome == ("subscribed" if named else "subscribed.where")
    assert answer.topic == "subscribe"
    assert await kept(chat, "kecamatan") == ("Jatiasih" if named else None,)


async def test_who_asks_again_hears_what_is_wanted_now(bot: Opened, channel: str) -> None:
    chat = await bot()
    await chat.says("langganan")
    consent = chat.reply.text
    await chat.says("langganan")
    which = phrase("announcements_all", "id")
    assert chat.reply.text == text("subscribed.already", "id", which=which, how=how(channel))
    assert await kept(chat, "consent") == (consent,)
    await chat.presses("Hanya kecamatan saya")
    await chat.says("jatisampurna")
    consent = chat.reply.text
    await chat.says("langganan")
    assert "sudah dikabari pengumuman SIGAP untuk Kecamatan Jatisampurna" in chat.reply.text
    assert [one.label for one in chat.choices] == ["Semua pengumuman", "Ganti kecamatan", "Berhenti dikabari", "Menu"]
    assert await kept(chat, "consent") == (consent,)
    await chat.presses("Ganti kecamatan")
    await chat.says("bantargebang")
    assert await kept(chat, "kecamatan") == ("Bantargebang",)


async def test_the_buttons_above_the_question_go_on_working(office: Office, bot: Opened) -> None:
    office.publishes()
    chat = await bot()
    await chat.says(f"{BUDI} {NOBODY}")
    second = chat.choices[1].value
    await chat.presses_value("subscribe.kecamatan")
    await chat.says("jatiasih")
    assert (await chat.says("2")).outcome == "check.not_listed"
    assert (await chat.presses_value(second)).outcome == "check.not_listed"


@pytest.mark.parametrize("value", ["subscribe.place.kec.12", "subscribe.place.page.9", "subscribe.place.x"])
async def test_a_place_we_never_offered_is_asked_anew(bot: Opened, value: str) -> None:
    assert (await (await bot()).presses_value(value)).outcome == "subscribed.where"


# ---------------------------------------------------------------- no longer


@pytest.mark.parametrize(
    "said", ["BERHENTI", "/stop", "Stop!", "kaga usah ngabarin gua lagi", "jangan kirim pengumuman lagi", "eureun"]
)
async def test_who_says_stop_is_out_at_once_and_the_kecamatan_forgotten(bot: Opened, said: str) -> None:
    chat = await bot()
    await chat.presses_value("subscribe.place.kec.3")
    answer = await chat.says(said)
    assert (answer.outcome, [one.text for one in answer.replies]) == ("unsubscribed", [text("unsubscribed", "id")])
    assert await kept(chat) == (0, None, None, 1)
    await chat.says(said)
    assert chat.reply.text == text("unsubscribed.none", "id")


async def test_who_never_wanted_any_is_told_that_none_come(bot: Opened) -> None:
    chat = await bot()
    answer = await chat.says("stop")
    assert (answer.outcome, chat.reply.text) == ("unsubscribed", text("unsubscribed.none", "id"))


@pytest.mark.parametrize("said", ["berhenti", "Stop", "unsubscribe", "kaga usah ngabarin gua lagi", "stop kirim info"])
async def test_a_way_to_stop_is_no_first_name(office: Office, bot: Opened, said: str) -> None:
    office.publishes(factor=Factor.NAME)
    chat = await bot()
    await chat.says("langganan")
    assert (await chat.says(BUDI)).outcome == "check.factor"
    assert (await chat.says(said)).outcome == "unsubscribed"
    assert (await chat.says("Budi")).outcome == "check.found"  # the question went on waiting


@pytest.mark.parametrize("said", ["lupa", "ga jadi", "udah ga usah", "skip", "stop nanya nama", "Agus Berhenti"])
async def test_who_will_not_tell_the_name_stays_subscribed(office: Office, bot: Opened, said: str) -> None:
    office.publishes(factor=Factor.NAME)
    chat = await bot()
    await chat.says("langganan")
    await chat.says(BUDI)
    assert (await chat.says(said)).outcome.startswith(("check.", "menu"))
    assert await kept(chat, "subscribed IS NOT NULL") == (1,)


async def test_stop_goes_before_every_question_of_ours(bot: Opened) -> None:
    chat = await bot()
    for step in ("guide.to.office_rt", "guide.to.where", "guide.to.app_propose", "subscribe.kecamatan"):
        await chat.says("langganan")
        await chat.presses_value(step)
        assert (await chat.says("udah jangan kirim kirim lagi")).outcome == "unsubscribed"
    await chat.presses_value("guide.to.app_propose")
    assert (await chat.says("sudah dikirim")).outcome == "guide"


async def test_news_of_a_nik_goes_on_and_that_is_said(office: Office, bot: Opened) -> None:
    office.publishes()
    chat = await bot()
    await chat.says(NOBODY)
    await chat.says("kabari saya")
    await chat.says("langganan")
    await chat.says("jangan kabari saya lagi")
    assert chat.reply.text == f"{text('unsubscribed', 'id')}\n\n{phrase('still_watching', 'id')}"
    assert label("privacy.watches", "id") in chat.reply.text
    assert [one.value for one in chat.choices] == ["privacy.watches", "menu"]


async def test_a_language_once_heard_is_the_one_written_in(bot: Opened, channel: str) -> None:
    chat = await bot()
    chat.language = "en"
    await chat.says("subscribe")
    assert await kept(chat, "language") == ("en" if channel in PUSHED else None,)
    code = "id" if channel in VISITED else "en"  # WhatsApp does not say what a phone is set to
    assert chat.reply.text == confirmed(channel, code=code)


# ---------------------------------------------------------------- asked once


def asked(chat: Person, channel: str) -> bool:
    assert chat.last
    (reply,) = chat.last.replies
    asks = reply.text.endswith(f"\n\n{invitation(channel)}")
    assert asks is ("invite.yes" in [one.value for one in reply.choices])
    return asks


async def test_it_is_asked_once_after_a_useful_answer(office: Office, bot: Opened, channel: str) -> None:
    office.publishes()
    chat = await bot()
    await chat.says("halo")
    assert not asked(chat, channel)
    await chat.says(BUDI)
    assert asked(chat, channel)
    assert chat.last
    assert [one.label for one in chat.choices] == [
        *("Masih peserta?", "Dapat apa?", "Cara klaim", "Ini untuk orang lain", "Ya, kabari", "Tidak usah", "Menu")
    ]
    for said in (BUDI, "syaratnya apa", "mau daftar", "manfaatnya apa"):
        await chat.says(said)
        assert not asked(chat, channel), said
    await chat.presses_value("invite.yes")  # the button stays good
    assert chat.reply.text == confirmed(channel)


@pytest.mark.parametrize("said", ["mau daftar dong gimana caranya", "syaratnya apa aja", "manfaatnya apa", BUDI])
async def test_useful_answers(office: Office, bot: Opened, channel: str, said: str) -> None:
    office.publishes()
    chat = await bot()
    await chat.says(said)
    assert asked(chat, channel)


@pytest.mark.parametrize(
    "said",
    [
        "halo",
        NOBODY,
        "kenapa tetangga dapat saya engga",
        "apa itu sigap",
        "cara klaim",
        "iurannya berapa",
        "bpjs kesehatan saya nunggak",
        "ada yang minta transfer katanya biar masuk sigap",
        "makasih",
        "privasi",
        "blorp zxqv",
        "stop",
        "3275",
        f"NIK saya {BUDI}, terus kalau kecelakaan dapat apa aja?",  # two bubbles are enough
        "syaratnya apa? terus iurannya siapa yang bayar?",
    ],
)
async def test_elsewhere_it_is_not_asked(office: Office, bot: Opened, channel: str, said: str) -> None:
    office.publishes()
    chat = await bot()
    await chat.says(said)
    assert not asked(chat, channel)


@pytest.mark.parametrize(
    "said",
    [
        "suami saya barusan ketabrak motor pas narik",
        f"tolong suami saya barusan jatuh dari motor pas narik, kakinya patah. NIK {BUDI}",
        "bapak meninggal dunia kemarin, klaimnya gimana",
        "saya pengen mati aja, ga ada yang nolong",
        "saya udah transfer 75rb ke orang yang ngaku sigap, ketipu",
        "bot tolol",
    ],
)
async def test_who_is_in_need_is_not_asked_then_nor_later(office: Office, bot: Opened, channel: str, said: str) -> None:
    office.publishes()
    chat = await bot()
    for line in (said, "manfaatnya apa", BUDI, "syaratnya apa"):
        await chat.says(line)
        assert not asked(chat, channel), line


async def test_it_is_not_asked_beside_another_question_of_ours(office: Office, bot: Opened, channel: str) -> None:
    office.publishes()
    chat = await bot()
    for waits in (f"{BUDI} {NOBODY}", "/panduan"):
        await chat.says(waits)
        await chat.says("syaratnya apa")
        assert not asked(chat, channel)
    await chat.says("/menu")
    await chat.says("syaratnya apa")
    assert asked(chat, channel)


async def test_in_a_group_nobody_is_asked(office: Office, bot: Opened, channel: str) -> None:
    office.publishes()
    chat = await bot()
    await chat.says_in_group(f"cek {BUDI}")
    assert not asked(chat, channel)


@pytest.mark.parametrize(
    "said", ["ya", "iya dong", "Mau kak", "boleh", "ya kabarin", "tlg kabari ya min", "hoyong atuh", "yes please"]
)
async def test_yes_may_be_typed(bot: Opened, channel: str, said: str) -> None:
    chat = await bot()
    await chat.says("syaratnya apa")
    await chat.says(said)
    assert chat.reply.text == confirmed(channel)


@pytest.mark.parametrize(
    "said", ["tidak", "ga usah", "gak deh makasih", "no thanks", "teu kedah", "nanti aja", "ora usah mas"]
)
async def test_no_may_be_typed_and_gets_one_kind_word(bot: Opened, channel: str, said: str) -> None:
    chat = await bot()
    await chat.says("syaratnya apa")
    answer = await chat.says(said)
    assert (answer.outcome, chat.reply.text) == ("invite.declined", text("invite.declined", "id"))
    await chat.says("manfaatnya apa")
    assert not asked(chat, channel)
    assert await kept(chat) == (0, None, None, 1)


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        ("mau cek nik", "check.asked"),
        ("oke makasih", "thanks"),
        ("ya tapi iurannya siapa yang bayar?", "info.contribution"),
        ("belum terdaftar gimana", "info.why"),
        ("jangan kirim apa apa ke saya", "unsubscribed"),
    ],
)
async def test_what_is_neither_yes_nor_no_is_heard_as_it_is(bot: Opened, said: str, outcome: str) -> None:
    chat = await bot()
    await chat.says("manfaatnya apa")
    assert (await chat.says(said)).outcome == outcome
    assert await kept(chat, "subscribed") == (None,)


async def test_a_yes_that_comes_later_says_yes_to_something_else(bot: Opened) -> None:
    chat = await bot()
    await chat.says("manfaatnya apa")
    await chat.says("kalau begitu bagaimana")
    await chat.says("ya")
    assert await kept(chat, "subscribed") == (None,)


async def test_the_button_that_tells_of_a_change_survives_the_question(office: Office, bot: Opened) -> None:
    office.publishes()
    chat = await bot()
    await chat.says(NOBODY)
    await chat.says("syaratnya apa")
    await chat.says("ga usah")
    assert (await chat.says("kabari saya")).outcome == "watch.kept"


async def test_no_after_a_yes_is_a_stop(bot: Opened) -> None:
    chat = await bot()
    await chat.says("manfaatnya apa")
    await chat.presses_value("invite.yes")
    await chat.presses_value("invite.no")
    assert chat.reply.text == text("unsubscribed", "id")


async def test_who_stopped_or_blocked_us_is_not_asked(bot: Opened, channel: str) -> None:
    chat = await bot()
    await chat.says("langganan")
    await chat.says("berhenti")
    await chat.says("manfaatnya apa")
    assert not asked(chat, channel)
    await chat.says("/hapus")
    await chat.says("langganan")
    async with chat.app.dispatch._database.transaction() as tx:
        await tx.run("UPDATE chats SET invited = NULL")  # as it was before we asked
        ((where, address),) = await tx.rows("SELECT channel, address FROM chats")
    await chat.app.replies.recipient_gone(where, address)
    await chat.says("manfaatnya apa")
    assert not asked(chat, channel)


# ---------------------------------------------------------------- one announcement


def draft(**more: object) -> Broadcast:
    said = {"id": "SIGAP gelombang {2} dibuka.\n\nBawa KTP ke kelurahan.", "en": "SIGAP: a second round."}
    return replace(Broadcast(7, State.APPROVED, "111", NOW, said, code="K7QX4M"), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("code", LANGUAGES)
def test_it_says_who_sends_it_how_to_check_it_and_how_to_stop(code: str) -> None:
    shown = subscription.announcement(draft(), code, SENDER)
    spoken = "en" if code == "en" else "id"  # of this one there are no Sundanese words
    said, _, footer = shown.text.rpartition("\n\n")
    assert said == draft().texts[spoken]
    assert SENDER in footer.splitlines()[0]
    assert "K7QX4M" in footer.splitlines()[1]
    assert ("STOP" if spoken == "en" else "BERHENTI") in footer.splitlines()[2]
    assert [(one.label, one.value) for one in shown.choices] == [(label("unsubscribe", spoken), "unsubscribe")]


def test_its_picture_goes_with_it() -> None:
    picture = Attachment("photo", "AgAC", "AQAD")
    assert subscription.announcement(draft(attachment=picture), "id", SENDER).attachment == picture


# ---------------------------------------------------------------- where we cannot write


@pytest.fixture
async def web(office: Office, clock: Clock) -> AsyncIterator[Person]:
    """Somebody in the web chat."""
    settings = Settings.model_validate({"data_dir": office.home, "nik_key": office.key.secret.hex()})
    async with running(settings, clock) as app:
        yield Person(app, channel="web")


async def announces(chat: Person, said: str, now: datetime = NOW, **more: object) -> Broadcast:
    """An announcement is approved, listed and begun."""

    async def work(tx: Transaction) -> Broadcast:
        one = await broadcasts.create(tx, "111", now)
        approved = replace(one, texts={"id": said}, state=State.APPROVED, approver="222", approved=now, **more)  # type: ignore[arg-type]
        assert await broadcasts.store(tx, approved, State.DRAFT)
        assert await audience.snapshot_recipients(tx, approved, 1000)
        await tx.run("UPDATE broadcasts SET state = 'done', started = ? WHERE id = ?", int(now.timestamp()), one.id)
        return approved

    return await chat.app.dispatch._database.group_commit(work)


async def states(chat: Person) -> list[str]:
    async with chat.app.dispatch._database.transaction() as tx:
        return [state for (state,) in await tx.rows("SELECT state FROM deliveries ORDER BY broadcast")]


def bubbles(chat: Person) -> list[str]:
    assert chat.last
    return [one.text for one in chat.last.replies]


async def test_an_announcement_waits_for_the_next_visit_and_comes_once(web: Person) -> None:
    await web.says("langganan")
    one = await announces(web, "Cek NIK lagi mulai 1 Desember.")
    assert await web.app.chats.has_news("web", web.address)
    answer = await web.says("halo")
    assert bubbles(web)[1:] == [subscription.announcement(one, "id", SENDER).text]
    assert answer.replies[-1].choices == ()  # the buttons of the answer stay
    assert await states(web) == ["sent"]
    assert not await web.app.chats.has_news("web", web.address)
    await web.says("halo")
    assert len(bubbles(web)) == 1


async def test_the_page_that_is_opened_again_asks_for_it(web: Person) -> None:
    transport = httpx.ASGITransport(build_web(web.app).site())
    async with httpx.AsyncClient(transport=transport, base_url="http://sigap.test") as client:
        visitor = Visitor(client)
        await visitor.says("langganan")
        assert "data-news" not in (await client.get("/")).text
        await announces(web, "Ada jadwal baru.")
        assert "data-news" in (await client.get("/")).text
        assert (await visitor.presses("news")).startswith("Ada jadwal baru.")
        assert "data-news" not in (await client.get("/")).text


async def test_many_come_three_at_a_time_oldest_first(web: Person) -> None:
    await web.says("langganan")
    for n in range(1, 6):
        await announces(web, f"Kabar {n}.")
    shown = []
    for visit in (3, 2, 0):
        await web.says("menu")
        assert len(bubbles(web)) == visit + 1
        shown += [one.split(".")[0] for one in bubbles(web)[1:]]
    assert shown == [f"Kabar {n}" for n in range(1, 6)]


async def test_what_is_for_another_kecamatan_is_not_shown(web: Person) -> None:
    await web.says("langganan")
    await announces(web, "Rawalumbu.", audience=Audience(kecamatan="Rawalumbu"))
    await web.presses_value("subscribe.place.kec.0")  # Bekasi Timur
    await announces(web, "Rawalumbu lagi.", audience=Audience(kecamatan="Rawalumbu"))
    await announces(web, "Bekasi Timur.", audience=Audience(kecamatan="Bekasi Timur"))
    await announces(web, "Semua.")
    assert await kept(web, "kecamatan") == ("Bekasi Timur",)
    await web.says("menu")
    assert [one.split(".")[0] for one in bubbles(web)[1:]] == ["Bekasi Timur", "Semua"]
    assert not await web.app.chats.has_news("web", web.address)


async def test_who_stops_hears_nothing_of_what_waited(web: Person) -> None:
    await web.says("langganan")
    await announces(web, "Kabar.")
    await web.says("berhenti")
    assert bubbles(web) == [text("unsubscribed", "id")]
    assert await states(web) == ["gone"]
    await web.says("langganan")
    assert len(bubbles(web)) == 1


async def test_in_an_emergency_it_waits(web: Person) -> None:
    await web.says("langganan")
    await announces(web, "Kabar.")
    await web.says("suami saya barusan ketabrak motor pas narik")
    assert not any(one.startswith("Kabar.") for one in bubbles(web))
    await web.says("makasih")
    assert bubbles(web)[-1].startswith("Kabar.")


async def test_a_picture_is_said_to_be_elsewhere(web: Person) -> None:
    await web.says("langganan")
    await announces(web, "Lihat gambar.", attachment=Attachment("photo", "AgAC", "AQAD"))
    answer = await web.says("menu")
    said, remark, footer = bubbles(web)[-1].split("\n\n")
    assert (said, remark) == ("Lihat gambar.", phrase("attachment_elsewhere", "id"))
    assert footer.startswith("Dari: ")
    assert answer.replies[-1].attachment is None


async def test_after_it_nothing_more_is_asked(web: Person) -> None:
    await web.says("langganan")
    await announces(web, "Kabar.")
    await web.says("manfaatnya apa")
    assert bubbles(web)[-1].startswith("Kabar.")


# ---------------------------------------------------------------- in plain words


@pytest.mark.parametrize(
    ("wish", "steps"),
    [
        ("stop", {"unsubscribe"}),
        ("wanted", {"subscribe"}),
        ("mine", {"subscribe.kecamatan", "subscribe.other"}),
    ],
)
def test_many_ways_to_say_it_are_understood(wish: str, steps: set[str]) -> None:
    said = SAID[wish]
    assert len(said) >= (20 if wish == "mine" else 40)
    missed = [one for one in said if _step(one) not in steps]
    assert missed == []


def _step(said: str) -> str | None:
    read = reading(said)
    named = commands.step_named(read, factor_awaited=False)
    return named or (page_for(read.intent, read) if read.intent.topic else None)


def test_the_ways_to_stop_are_heard_while_a_question_waits() -> None:
    missed = [one for one in SAID["stop"] if not _stops(one)]
    assert len(missed) <= len(SAID["stop"]) * 0.05
    assert [one for one in SAID["wanted"] + SAID["mine"] if _stops(one)] == []


def _stops(said: str) -> bool:
    read = reading(said)
    return "unsubscribe" in {commands.step_named(read, factor_awaited=True), wishes.step_wished(read)}


def test_what_is_kept_is_told() -> None:
    for code in LANGUAGES:
        told = text("privacy.more", code)
        assert len(told) <= texts.LONGEST_REPLY
        assert "kecamatan" in told


def _is_asked(answer: Answer) -> bool:
    return any(choice.value == "invite.yes" for reply in answer.replies for choice in reply.choices)


async def test_who_waits_for_news_of_a_nik_is_not_asked_beside_it_nor_afterwards(office: Office, bot: Opened) -> None:
    office.publishes()
    chat = await bot()
    await chat.says(NOBODY)
    answer = await chat.says("kabarin ya")
    assert (answer.outcome, _is_asked(answer)) == ("watch.kept", False)
    assert not _is_asked(await chat.says("cara daftar sigap"))


async def test_who_saw_the_page_on_announcements_is_not_asked_again(bot: Opened) -> None:
    chat = await bot()
    assert (await chat.presses_value("announcements")).outcome == "announcements"
    assert not _is_asked(await chat.says("siapa yang bisa dapat sigap"))


@pytest.mark.parametrize("said", ["kecewa, cara daftar sigap kok ga bisa", "ribet banget cara daftar sigap"])
async def test_a_complaint_is_answered_without_the_question(bot: Opened, said: str) -> None:
    chat = await bot()
    answer = await chat.says(said)
    assert (answer.outcome, _is_asked(answer)) == ("info.register", False)


async def test_after_a_complaint_neither(bot: Opened) -> None:
    chat = await bot()
    assert (await chat.says("bot goblok")).outcome == "info.calm"
    assert not _is_asked(await chat.says("cara daftar sigap"))
