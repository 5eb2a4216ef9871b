"""Staff write a broadcast, another one approves it, and each wrong turn has a way back."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TypeVar

import pytest

from bot.app import App
from data.announcements import announcements as broadcasts
from data.announcements import deliveries, delivery_claims, tallies
from data.announcements.announcements import Broadcast, State
from data.announcements.tallies import Tally
from data.content import texts
from data.database.sqlite import Transaction
from data.limits import expected_crowds
from handlers.messages import Incoming
from handlers.subscription import subscription
from tests.conftest import BUDI, NOW, Clock, Office, Opened
from tests.support.officers import APPROVER, BOTH, PDF, PHOTO, STAFF, VIEWER, WRITER, Officer, at_work, resident

TEXT = "Jadwal sosialisasi SIGAP\n\nSabtu, 5 Desember 2026 pukul 09.00 di Kantor Kecamatan Jatiasih."
MORNING = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
"""Monday, 09.00 in Bekasi."""


@pytest.fixture
def clock() -> Clock:
    return Clock(MORNING)


Result = TypeVar("Result")


async def _tx(app: App, work: Callable[[Transaction], Awaitable[Result]]) -> Result:
    return await app.dispatch._database.group_commit(work)


async def _broadcast(app: App, number: int = 1) -> Broadcast:
    async def read(tx: Transaction) -> Broadcast | None:
        return await broadcasts.load(tx, number)

    found = await _tx(app, read)
    assert found
    return found


async def _actions(app: App) -> list[tuple[str, str]]:
    """Who did what, from the audit."""

    async def read(tx: Transaction) -> list[tuple[str, str]]:
        return [(a, b) for a, b in await tx.rows("SELECT actor, action FROM audit ORDER BY seq")]

    return await _tx(app, read)


async def _prepared(app: App) -> None:
    while await app.announcements.prepare():
        pass


async def _office(bot: Opened, **more: object) -> tuple[Officer, Officer]:
    anybody = await bot(staff=STAFF, **more)
    return at_work(anybody, WRITER), at_work(anybody, APPROVER)


async def _subscribers(app: App, *addresses: str) -> None:
    for address in addresses:
        await resident(app, address).says("langganan")


async def _written(ani: Officer, text: str = TEXT) -> None:
    """A draft with its text, and somebody whom it reaches."""
    if not await _tx(ani.app, lambda tx: tx.rows("SELECT 1 FROM chats WHERE subscribed IS NOT NULL LIMIT 1")):
        await _subscribers(ani.app, "900")
    await ani.says("/siaran")
    await ani.presses("Tulis siaran baru")
    await ani.says(text)


async def _handed_in(ani: Officer) -> None:
    await _written(ani)
    await ani.presses("Periksa & ajukan")
    await ani.presses("Ajukan")


# ---------------------------------------------------------------- nobody else sees a trace


@pytest.mark.parametrize("command", ["/siaran", "/statistik", "/kader", "/siaran@SigapUjiBot"])
async def test_to_residents_the_desk_does_not_exist(bot: Opened, command: str) -> None:
    anybody = await bot(staff=STAFF)
    without = await bot()
    stranger, another = resident(anybody.app, "999"), resident(without.app, "998")
    assert await stranger.says(command) == await another.says(command)
    for value in ("desk.lobby", "desk.new", "desk.approve.1.00000000", "desk.figures"):
        assert (await stranger.presses_value(value)).outcome == (await another.presses_value("nothing.of.ours")).outcome
    assert await _actions(anybody.app) == []


async def test_the_id_of_a_member_means_nothing_on_another_channel(bot: Opened) -> None:
    anybody = await bot(staff=STAFF)
    on_the_web = resident(anybody.app, WRITER, "web")
    assert not (await on_the_web.says("/siaran")).outcome.startswith("staff.")


async def test_in_a_group_the_desk_is_closed(bot: Opened) -> None:
    ani, _ = await _office(bot)
    assert (await ani.says_in_group("/siaran")).outcome == "group"


async def test_one_of_the_staff_is_a_resident_too(bot: Opened, office: Office) -> None:
    office.publishes()
    ani, _ = await _office(bot)
    assert (await ani.says(BUDI)).outcome == "check.found"
    await ani.says("/siaran")
    assert (await ani.says("apa manfaatnya?")).topic == "benefits"


# ---------------------------------------------------------------- from the first word to the approval


async def test_a_broadcast_is_written_checked_handed_in_and_approved_by_another(bot: Opened) -> None:
    ani, budi = await _office(bot)
    await _subscribers(ani.app, "1", "2", "3")
    await _written(ani)
    assert "Indonesia (" in ani.said
    answer = await ani.presses("Periksa & ajukan")
    assert "3 orang" in answer.replies[0].text
    assert answer.replies[1].text.startswith(TEXT)  # the exact preview
    assert answer.replies[1].original == 1
    await ani.presses("Ajukan")
    assert "Budi" in ani.said
    assert "Dedi" in ani.said

    await budi.presses_value("desk.review.1")
    assert budi.last
    assert budi.last.replies[1].text.startswith(TEXT)
    await budi.presses("Setujui")
    approved = await _broadcast(ani.app)
    assert (approved.state, approved.approver, approved.self_approved) == (State.APPROVED, APPROVER, False)
    crowd = await _tx(ani.app, lambda tx: expected_crowds.upcoming(tx, NOW))
    assert [(one.people, one.ends - one.begins) for one in crowd] == [(3, timedelta(days=1))]
    await _prepared(ani.app)
    assert await _tx(ani.app, lambda tx: tallies.by_channel(tx, 1)) == {"telegram": Tally(total=3)}
    done = [action for _, action in await _actions(ani.app)]
    assert done == [
        "broadcast.begun",
        "broadcast.text",
        "broadcast.checked",
        "broadcast.handed_in",
        "broadcast.reviewed",
        "broadcast.approved",
        *done[6:],
    ]


async def test_nobody_approves_what_he_wrote(bot: Opened) -> None:
    anybody = await bot(staff=STAFF)
    dedi = at_work(anybody, BOTH)
    await _handed_in(dedi)
    token = (await _broadcast(dedi.app)).content.hex()[:8]
    await dedi.presses_value(f"desk.approve.1.{token}")
    assert "orang lain" in dedi.said
    assert (await _broadcast(dedi.app)).state is State.HANDED_IN
    assert ("telegram:444", "broadcast.approval_refused") in await _actions(dedi.app)


async def test_one_person_may_do_all_only_where_it_is_set_and_the_audit_says_so(bot: Opened) -> None:
    anybody = await bot(staff=STAFF, single_approver=True)
    dedi = at_work(anybody, BOTH)
    await _handed_in(dedi)
    await dedi.presses("Setujui sendiri")
    found = await _broadcast(dedi.app)
    assert (found.state, found.self_approved) == (State.APPROVED, True)

    async def newest(tx: Transaction) -> str:
        return str((await tx.rows("SELECT detail FROM audit WHERE action = 'broadcast.approved'"))[0][0])

    assert '"alone":true' in str(await _tx(dedi.app, newest))


async def test_a_viewer_sees_and_does_nothing_else(bot: Opened) -> None:
    ani, _ = await _office(bot)
    citra = at_work(ani, VIEWER)
    await _handed_in(ani)
    await citra.says("/siaran")
    assert "Tulis siaran baru" not in [choice.label for choice in citra.choices]
    token = (await _broadcast(ani.app)).content.hex()[:8]
    for value in ("new", "text.1.id", f"approve.1.{token}", "pause.1", "abort.1.yes", "resend.1.yes", "cadre.new"):
        await citra.presses_value(f"desk.{value}")
        assert citra.last
        assert citra.last.outcome == "staff.no_role"
    assert (await _broadcast(ani.app)).state is State.HANDED_IN
    assert (await citra.says("/statistik")).outcome == "staff.figures"


async def test_a_change_after_the_approver_looked_needs_another_look(bot: Opened) -> None:
    ani, budi = await _office(bot)
    await _handed_in(ani)
    await budi.presses_value("desk.review.1")
    seen = next(choice.value for choice in budi.choices if choice.label == "Setujui")
    await ani.presses("Tarik kembali")
    await ani.presses("Tulis teks")
    await ani.presses("Indonesia")
    await ani.says(TEXT + " Bawa KTP.")
    await ani.presses("Periksa & ajukan")
    await ani.presses("Ajukan")
    await budi.presses_value(seen)
    assert "berubah" in budi.said
    assert (await _broadcast(ani.app)).state is State.HANDED_IN
    await budi.presses("Lihat dan putuskan")
    await budi.presses("Setujui")
    assert (await _broadcast(ani.app)).state is State.APPROVED


async def test_what_was_changed_after_the_check_is_checked_again(bot: Opened) -> None:
    ani, _ = await _office(bot)
    await _written(ani)
    await ani.presses("Periksa & ajukan")
    old = next(choice.value for choice in ani.choices if choice.label == "Ajukan")
    await ani.presses_value("desk.text.1.id")
    await ani.says("Teks lain")
    await ani.presses_value(old)
    assert "Periksa lagi" in ani.said
    assert (await _broadcast(ani.app)).state is State.DRAFT


async def test_what_the_channel_refuses_is_not_handed_in(bot: Opened) -> None:
    ani, _ = await _office(bot)
    await _written(ani)
    answer = await ani.presses("Periksa & ajukan")
    await ani.app.replies.note_refusal(answer, "Bad Request: wrong file identifier")
    await ani.presses("Ajukan")
    assert "Telegram menolak" in ani.said
    assert (await _broadcast(ani.app)).state is State.DRAFT


async def test_an_approver_sends_it_back_with_a_word(bot: Opened) -> None:
    ani, budi = await _office(bot)
    await _handed_in(ani)
    await budi.presses_value("desk.review.1")
    await budi.presses("Kembalikan")
    await budi.says("Jamnya salah, mestinya 10.00")
    assert "Ani" in budi.said
    await ani.presses_value("desk.open.1")
    assert "Jamnya salah" in ani.said
    assert (await _broadcast(ani.app)).state is State.DRAFT


# ---------------------------------------------------------------- wrong turns


async def test_a_nik_in_the_text_is_refused_and_the_question_goes_on(bot: Opened) -> None:
    ani, _ = await _office(bot)
    await ani.says("/siaran")
    await ani.presses("Tulis siaran baru")
    await ani.says(f"Pak Budi {BUDI} menerima kartu")
    assert "NIK" in ani.said
    assert (await _broadcast(ani.app)).texts == {}
    await ani.says(TEXT)
    assert (await _broadcast(ani.app)).texts == {"id": TEXT}


async def test_a_text_that_is_too_long_hears_by_how_much(bot: Opened, clock: Clock) -> None:
    ani, _ = await _office(bot)
    await ani.says("/siaran")
    await ani.presses("Tulis siaran baru")
    await ani.says("a" * 4096)
    assert "Kelebihan" in ani.said
    over = int(ani.said.split("Kelebihan ")[1].split()[0])
    await ani.says("b" * 500)  # the app cuts what is longer than a message: this is the rest, not the text
    assert f"Kelebihan {over + 500}" in ani.said
    assert (await _broadcast(ani.app)).texts == {}
    clock.passes(seconds=30)
    await ani.says("a" * (4096 - over))
    answer = await ani.presses("Periksa & ajukan")
    assert len(answer.replies[1].text) == 4096


async def test_with_a_picture_there_is_less_room(bot: Opened) -> None:
    ani, _ = await _office(bot)
    await _written(ani, "a" * 1000)
    await ani.presses("Gambar atau PDF")
    await ani.attaches(PHOTO)
    assert "kelebihan" in ani.said
    await ani.presses("Kembali")
    await ani.presses("Tulis teks")
    await ani.presses("Indonesia")
    await ani.says(TEXT)
    await ani.presses("Gambar atau PDF")
    await ani.attaches(PHOTO)
    assert "gambar" in ani.said
    answer = await ani.presses("Periksa & ajukan")
    assert answer.replies[1].attachment == PHOTO
    assert not answer.private  # the officer's picture is not taken for a KTP


async def test_only_pictures_and_pdfs_of_a_sensible_size(bot: Opened) -> None:
    ani, _ = await _office(bot)
    await _written(ani)
    await ani.presses("Gambar atau PDF")
    await ani.attaches(None, "voice")
    assert "Hanya gambar atau PDF" in ani.said
    await ani.attaches(replace(PDF, size=30 * 2**20), "file")
    assert "Terlalu besar" in ani.said
    await ani.attaches(PDF, "file")
    assert "PDF jadwal.pdf" in ani.said
    await ani.presses("Gambar atau PDF")
    await ani.presses("Tanpa lampiran")
    assert (await _broadcast(ani.app)).attachment is None


async def test_languages_audience_and_the_numbers_of_the_preflight(bot: Opened) -> None:
    ani, _ = await _office(bot)
    await _subscribers(ani.app, "1", "2", "3")
    sunda = resident(ani.app, "3")
    await sunda.presses_value("language.su")
    await resident(ani.app, "web-chat", "web").says("langganan")
    await _written(ani)
    await ani.presses("Tulis teks")
    await ani.presses("Sunda")
    await ani.says("Jadwal SIGAP di Jatiasih.")
    await ani.presses("Periksa & ajukan")
    assert "4 orang" in ani.said
    assert "Telegram: 3" in ani.said
    assert "chat web" in ani.said
    assert "Sunda: 1, dapat teks Sunda" in ani.said
    assert ani.last
    assert [reply.original for reply in ani.last.replies] == [None, 1, 1, None]
    await ani.presses("Ubah dulu")
    await ani.presses("Penerima")
    await ani.presses("Satu saluran")
    await ani.presses("Telegram")
    assert "3 orang" in ani.said
    await ani.presses("Satu bahasa")
    await ani.presses("Sunda")
    assert "1 orang" in ani.said
    await ani.presses("Satu kecamatan")
    await ani.says("jati asih")
    assert "Kecamatan Jatiasih" in ani.said
    await ani.presses("Satu kecamatan")
    await ani.says("Surabaya")
    assert "bukan satu kecamatan" in ani.said
    await ani.presses("Kembali")
    await ani.presses("Semua pelanggan")
    assert "4 orang" in ani.said


async def test_sent_at_a_time_and_at_night_only_with_a_reason(bot: Opened) -> None:
    ani, _ = await _office(bot)
    await _written(ani)
    await ani.presses("Waktu kirim")
    await ani.says("kapan-kapan")
    await ani.says("besok 08:00")
    assert "Selasa, 24 November 2026 pukul 08.00 WIB" in ani.said
    await ani.presses("Waktu kirim")
    await ani.says("besok 22:00")
    assert "waktu tenang" in ani.said
    await ani.presses("Tetap, ada alasan")
    await ani.says("ya")
    assert "10 sampai 150 huruf" in ani.said
    await ani.says("Banjir: posko pindah malam ini juga")
    found = await _broadcast(ani.app)
    assert found.override == "Banjir: posko pindah malam ini juga"
    assert "alasan: Banjir" in ani.said
    await ani.presses("Periksa & ajukan")
    assert "alasan: Banjir" in ani.said  # so does who approves


async def test_at_night_at_once_waits_for_the_morning(bot: Opened, clock: Clock) -> None:
    ani, budi = await _office(bot)
    await _subscribers(ani.app, "1")
    await _handed_in(ani)
    clock.now = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)  # 22.00
    await budi.presses_value("desk.review.1")
    await budi.presses("Setujui")
    await _prepared(ani.app)
    assert (await _broadcast(ani.app)).state is State.APPROVED
    await budi.presses("Ikuti pengiriman")
    assert "waktu tenang" in budi.said
    clock.now = datetime(2026, 11, 24, 0, 1, tzinfo=UTC)  # 07.01
    await _prepared(ani.app)
    assert (await _broadcast(ani.app)).state is State.SENDING


async def test_typing_cancel_goes_back_and_a_command_leaves(bot: Opened) -> None:
    ani, _ = await _office(bot)
    await _written(ani)
    await ani.presses("Tulis teks")
    await ani.presses("Indonesia")
    await ani.says("batal")
    assert "Siaran #1 · draf" in ani.said
    await ani.presses("Waktu kirim")
    assert (await ani.says("/menu")).outcome == "menu"
    assert (await _broadcast(ani.app)).texts == {"id": TEXT}


async def test_a_draft_is_thrown_away_after_a_question(bot: Opened) -> None:
    ani, _ = await _office(bot)
    await _written(ani)
    await ani.presses("Buang draf")
    await ani.presses("Kembali")
    await ani.presses("Buang draf")
    await ani.presses("Ya, buang")
    await ani.presses_value("desk.draft.1")  # an old button
    assert "tidak ada lagi" in ani.said


async def test_old_buttons_and_nonsense_lead_somewhere(bot: Opened) -> None:
    ani, budi = await _office(bot)
    await _handed_in(ani)
    values = (
        "", "nothing", "draft.1", "text.1.xx", "time.7", "review", "review.9", "report.1", "csv.x", "pause.1",
        "resume.99999999999", "approve.1.zz", "only.1.kecamatan-99", "resend.1.yes", "abort.5.yes",
    )  # fmt: skip
    for value in values:
        for officer in (ani, budi):
            answer = await officer.presses_value(f"desk.{value}")
            assert answer.outcome != "error", value
            assert answer.replies[-1].choices, value


# ---------------------------------------------------------------- words instead of buttons, and things nobody asked for


async def test_the_words_on_a_button_may_be_typed(bot: Opened) -> None:
    ani, budi = await _office(bot)
    await _subscribers(ani.app, "1")
    await ani.says("siaran")
    await ani.says("tulis siaran baru")
    await ani.says(TEXT)
    await ani.says("Periksa")
    await ani.says("ok")  # to what?
    assert [choice.label for choice in ani.choices] == ["Ajukan", "Tes ke saya lagi", "Ubah dulu"]
    await ani.says("ajukan")
    await budi.presses_value("desk.review.1")
    await budi.says("ya")
    assert (await _broadcast(ani.app)).state is State.HANDED_IN
    await budi.says("setujui")
    assert (await _broadcast(ani.app)).state is State.APPROVED


async def test_after_a_while_words_are_those_of_a_resident_again(bot: Opened, clock: Clock) -> None:
    ani, _ = await _office(bot)
    await _written(ani)
    clock.passes(minutes=11)
    await ani.says("periksa")
    assert ani.last
    assert not ani.last.outcome.startswith("staff.")


@pytest.mark.parametrize(
    ("button", "text"), [("Sambung ke teks", f"{TEXT}\n\nBawa KTP.\n\nGratis."), ("Ganti teks", "Bawa KTP.\n\nGratis.")]
)
async def test_a_text_in_several_messages(bot: Opened, button: str, text: str) -> None:
    ani, _ = await _office(bot)
    await _written(ani)
    await ani.says("Bawa KTP.")
    assert "belum masuk draf #1" in ani.said
    await ani.says("Gratis.")
    assert (await _broadcast(ani.app)).texts == {"id": TEXT}
    await ani.presses(button)
    assert (await _broadcast(ani.app)).texts == {"id": text}
    await ani.presses_value("desk.add.1")  # pressed twice
    assert (await _broadcast(ani.app)).texts == {"id": text}


async def test_what_was_not_meant_for_the_draft_stays_out_of_it(bot: Opened, office: Office) -> None:
    office.publishes()
    ani, _ = await _office(bot)
    await _written(ani)
    assert (await ani.says(f"cek {BUDI}")).outcome == "check.found"
    await ani.presses_value("desk.draft.1")
    assert (await ani.says("apa manfaatnya?")).topic == "benefits"
    await ani.presses_value("desk.draft.1")
    await ani.says("Program ini untuk siapa saja ya kira-kira")
    await ani.presses("Bukan untuk draf")
    assert not (await ani.says("Program ini untuk siapa saja ya kira-kira")).outcome.startswith("staff.")
    assert (await _broadcast(ani.app)).texts == {"id": TEXT}


async def test_pictures_that_nobody_asked_for(bot: Opened) -> None:
    ani, _ = await _office(bot)
    await _written(ani)
    await ani.attaches(PHOTO)  # while the draft lies open: what else could it be for?
    assert "Lampiran: gambar" in ani.said
    for said in ("Satu siaran, satu lampiran", "", ""):  # the rest of an album
        answer = await ani.attaches(replace(PHOTO, mark="another"))
        assert not answer.private
        assert said in "".join(reply.text for reply in answer.replies)
    assert not answer.replies
    assert (await _broadcast(ani.app)).attachment == PHOTO


async def test_of_an_album_the_first_is_attached_and_the_rest_said_to_be_left_out_once(bot: Opened) -> None:
    ani, _ = await _office(bot)
    await _written(ani)
    answers = []
    for n in range(4):
        photo = replace(PHOTO, mark=f"mark{n}", reference=f"file{n}")
        part = Incoming(f"album{n}", "telegram", WRITER, kind="photo", attachment=photo, pushed=True, album="77")
        answers.append(await ani.app.dispatch.handle(part))
    assert [len(answer.replies) for answer in answers] == [1, 0, 0, 0]
    assert "yang lain dari kiriman itu tidak ikut" in answers[0].replies[0].text
    assert not any(answer.private for answer in answers)
    found = (await _broadcast(ani.app)).attachment
    assert found
    assert found.mark == "mark0"


async def test_an_announcement_that_is_passed_on_leaves_its_old_code_behind(bot: Opened) -> None:
    ani, _ = await _office(bot)
    await _written(ani)
    preview = (await ani.presses("Periksa & ajukan")).replies[1].text
    await ani.presses_value("desk.text.1.id")
    assert ani.said.startswith(TEXT)  # to be copied
    await ani.says(preview)
    assert (await _broadcast(ani.app)).texts == {"id": TEXT}
    await ani.presses_value("desk.text.1.id")
    await ani.says(preview.replace("Tidak mau lagi", "Ga mau lagi"))
    assert "sudah memuat kode cek" in ani.said


async def test_who_turns_away_from_a_question_is_asked_no_more(bot: Opened) -> None:
    ani, _ = await _office(bot)
    await _written(ani)
    for leaves in ("/menu", "info.benefits"):
        await ani.presses_value("desk.text.1.id")
        await (ani.says(leaves) if leaves.startswith("/") else ani.presses_value(leaves))
        assert not (await ani.says("Dapat apa saja dari SIGAP")).outcome.startswith("staff.")
    assert (await _broadcast(ani.app)).texts == {"id": TEXT}


async def test_who_is_not_understood_sees_the_way_to_the_desk(bot: Opened) -> None:
    ani, _ = await _office(bot)
    stranger = resident(ani.app, "999")
    assert (await stranger.sends("photo")).replies[-1].choices[-1].label != "Semua siaran"
    await ani.attaches(PHOTO)
    await ani.presses("Semua siaran")
    assert "Belum ada siaran" in ani.said


async def test_beginning_twice_makes_one_draft(bot: Opened) -> None:
    ani, _ = await _office(bot)
    for _ in range(2):
        await ani.says("/siaran")
        await ani.presses("Tulis siaran baru")
    await ani.says(TEXT)
    await ani.presses_value("desk.new")
    assert (await _broadcast(ani.app, 2)).texts == {}
    assert await _tx(ani.app, lambda tx: broadcasts.load(tx, 3)) is None


async def test_a_day_without_its_hour_is_remembered(bot: Opened) -> None:
    ani, _ = await _office(bot)
    await _written(ani)
    for typed, said in (("9 pagi", "Selasa, 24 November 2026 pukul 09.00"), ("lusa jam 10", "Rabu, 25 November")):
        await ani.presses_value("desk.time.1")
        await ani.says("besok")
        assert "Jam berapa?" in ani.said
        await ani.says(typed)
        assert said in ani.said
    await ani.presses_value("desk.time.1")
    await ani.says("malam ini jam 10")
    await ani.says("jam 3 sore")  # instead of a button
    assert "Senin, 23 November 2026 pukul 15.00 WIB" in ani.said


async def test_the_time_that_is_said_is_the_time_that_is_meant(bot: Opened, clock: Clock) -> None:
    ani, budi = await _office(bot)
    await _written(ani)
    await ani.presses("Waktu kirim")
    await ani.says("malam ini jam 10")
    await ani.presses_value("desk.check.1")  # no button was pressed: it waits for the morning
    assert "Waktu: Selasa, 24 November 2026 pukul 07.00 WIB, sesudah waktu tenang" in ani.said
    await ani.presses("Ajukan")
    clock.now = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)  # 09.00 on the next day
    await budi.presses_value("desk.review.1")
    assert "sudah lewat, jadi segera" in budi.said
    clock.now = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)  # 22.00
    await budi.presses("Setujui")
    assert "Dikirim: Rabu, 25 November 2026 pukul 07.00 WIB" in budi.said


async def test_a_note_of_the_approver_is_typed(bot: Opened) -> None:
    ani, budi = await _office(bot)
    await _handed_in(ani)
    await budi.presses_value("desk.review.1")
    await budi.presses("Kembalikan")
    for answer in (await budi.attaches(None, "voice"), await budi.says(f"NIK {BUDI} salah")):
        assert answer.outcome == "staff.asked"
    assert (await _broadcast(ani.app)).state is State.HANDED_IN
    await budi.says("Jamnya salah")
    assert (await _broadcast(ani.app)).note == "Budi: Jamnya salah"


async def test_who_lost_his_role_types_in_vain(bot: Opened) -> None:
    ani, budi = await _office(bot)
    await _handed_in(ani)
    await ani.presses("Tarik kembali")
    await ani.presses("Tulis teks")
    await ani.presses("Indonesia")
    await _handed_in(at_work(ani, BOTH))
    await budi.presses_value("desk.review.2")
    await budi.presses("Kembalikan")
    later = await bot(staff=f"{WRITER}:viewer:Ani; {APPROVER}:viewer:Budi; {BOTH}:writer:Dedi")
    for address, words in ((WRITER, "Teks lain"), (APPROVER, "Ganti semuanya")):
        assert (await at_work(later, address).says(words)).outcome == "staff.no_role"
    assert (await _broadcast(later.app)).texts == {"id": TEXT}
    assert (await _broadcast(later.app, 2)).state is State.HANDED_IN


async def test_old_buttons_say_how_it_stands_and_lead_on(bot: Opened) -> None:
    ani, budi = await _office(bot)
    await _written(ani)
    await budi.says("/siaran")
    await budi.presses("#1 draf")
    assert "sedang ditulis Ani" in budi.said
    await ani.presses("Periksa & ajukan")
    again = next(choice.value for choice in ani.choices if choice.label == "Ajukan")
    for value in (again, again, "desk.draft.1", "desk.when.1.now"):
        await ani.presses_value(value)
    assert "sudah diajukan" in ani.said
    await ani.says(TEXT.replace("Sabtu", "Minggu"))  # she edits her message
    assert "Tarik kembali dulu" in ani.said
    await budi.presses_value("desk.review.1")
    await budi.presses("Setujui")
    await ani.presses_value("desk.text.1.id")
    assert "sudah disetujui Budi" in ani.said
    await ani.presses("Tarik kembali")
    assert "Ditarik kembali" in ani.said
    assert (await _broadcast(ani.app)).state is State.DRAFT
    await budi.presses_value("desk.follow.1")
    assert "masih draf" in budi.said


async def test_handed_in_while_nobody_may_approve(bot: Opened) -> None:
    anybody = await bot(staff=f"{WRITER}:writer:Ani")
    ani = at_work(anybody, WRITER)
    await _handed_in(ani)
    assert "belum ada orang lain" in ani.said
    await ani.presses("Tarik kembali")
    assert (await _broadcast(ani.app)).state is State.DRAFT


async def test_an_old_broadcast_is_found_by_its_day_and_its_title(bot: Opened, clock: Clock) -> None:
    ani, _ = await _office(bot)

    async def begin(tx: Transaction, title: str = "") -> None:
        one = await broadcasts.create(tx, WRITER, clock())
        assert await broadcasts.store(tx, replace(one, state=State.DONE, texts={"id": title}), State.DRAFT)

    for number in range(1, 10):
        await _tx(ani.app, partial(begin, title=f"Jadwal nomor {number}\n\nSabtu."))
        clock.passes(days=3)
    await ani.says("/siaran")
    assert "#9 · selesai · 17 Des · Ani\nJadwal nomor 9" in ani.said
    for first in ("#5 · selesai · 5 Des", "#1 · selesai · 23 Nov"):
        await ani.presses("Lebih lama")
        assert first in ani.said
    assert [choice.label for choice in ani.choices] == ["#1 selesai", "Paling baru"]
    await ani.presses("#1 selesai")
    await ani.presses("Lihat isinya")
    assert ani.said.startswith("Jadwal nomor 1\n\nSabtu.")


# ---------------------------------------------------------------- while it is sent


async def _sending(bot: Opened, *addresses: str) -> tuple[Officer, Officer]:
    ani, budi = await _office(bot)
    await _subscribers(ani.app, *addresses)
    await _handed_in(ani)
    await budi.presses_value("desk.review.1")
    await budi.presses("Setujui")
    await _prepared(ani.app)
    assert (await _broadcast(ani.app)).state is State.SENDING
    return ani, budi


async def test_paused_resumed_and_aborted_by_button(bot: Opened) -> None:
    ani, budi = await _sending(bot, "1", "2")
    await budi.presses("Ikuti pengiriman")
    assert "sedang dikirim" in budi.said
    await budi.presses_value("desk.pause.1")
    assert (await _broadcast(ani.app)).state is State.PAUSED
    await ani.presses_value("desk.resume.1")
    assert (await _broadcast(ani.app)).state is State.SENDING
    await ani.presses_value("desk.abort.1")
    await ani.presses("Tidak jadi")
    await ani.presses_value("desk.abort.1")
    await ani.presses("Ya, hentikan")
    assert (await _broadcast(ani.app)).state is State.ABORTED
    await _prepared(ani.app)
    counts = await _tx(ani.app, lambda tx: tallies.by_channel(tx, 1))
    assert counts == {"telegram": Tally(total=2, failed=2)}
    await ani.presses("Laporan")
    assert "siaran dihentikan: 2" in ani.said


@pytest.mark.parametrize("shout", ["STOP!!", "hentikan siaran", "tolong jeda dulu"])
async def test_whoever_shouts_stop_pauses_it(bot: Opened, shout: str) -> None:
    ani, _ = await _sending(bot, "1", "2", WRITER)
    await ani.says(shout)
    assert (await _broadcast(ani.app)).state is State.PAUSED
    assert "Siaran #1 dijeda" in ani.said
    await ani.says("lanjutkan")
    assert (await _broadcast(ani.app)).state is State.SENDING
    citra, subscriber = at_work(ani, VIEWER), resident(ani.app, "1")
    for somebody in (citra, subscriber):
        await somebody.says(shout)
    assert (await _broadcast(ani.app)).state is State.SENDING
    assert (await ani.says("BERHENTI")).outcome == "unsubscribed"


async def test_with_nothing_on_its_way_stop_is_what_residents_mean(bot: Opened) -> None:
    ani, _ = await _office(bot)
    await ani.says("langganan")
    assert (await ani.says("stop")).outcome == "unsubscribed"


async def test_pausing_is_the_first_button_of_the_lobby(bot: Opened) -> None:
    ani, _ = await _sending(bot, "1", "2")
    await ani.says("/siaran")
    await ani.presses("Jeda #1")
    assert (await _broadcast(ani.app)).state is State.PAUSED
    await ani.says("/siaran")
    await ani.presses("#1 dijeda")
    await ani.presses("Hentikan")
    await ani.says("ya")
    assert (await _broadcast(ani.app)).state is State.ABORTED


async def test_approved_and_not_begun_it_is_taken_back_or_ended(bot: Opened) -> None:
    ani, budi = await _office(bot)
    await _handed_in(ani)
    await budi.presses_value("desk.review.1")
    await budi.presses("Setujui")
    await ani.presses_value("desk.abort.1")
    assert "Belum ada yang terkirim" in ani.said
    await ani.presses("Tarik kembali")
    await ani.presses_value("desk.check.1")
    await ani.presses("Ajukan")
    await budi.presses_value("desk.review.1")
    await budi.presses("Setujui")
    await budi.presses("Hentikan")
    assert "Tarik kembali" not in [choice.label for choice in budi.choices]
    await budi.presses("Ya, hentikan")
    assert "Tidak ada yang terkirim" in budi.said


async def test_what_waits_for_another_says_so(bot: Opened) -> None:
    ani, budi = await _sending(bot, "1", "2")
    await _written(ani, "Yang kedua.")
    await ani.presses("Periksa & ajukan")
    assert "Menunggu siaran #1 selesai dulu" in ani.said
    await ani.presses("Ajukan")
    await budi.presses_value("desk.review.2")
    await budi.presses("Setujui")
    assert "sekarang juga. Menunggu siaran #1" in budi.said
    await _prepared(ani.app)
    await budi.presses("Ikuti pengiriman")
    assert "menunggu siaran lain selesai" in budi.said


async def test_the_report_tells_why_and_the_unknown_are_sent_again_knowingly(bot: Opened, clock: Clock) -> None:
    ani, budi = await _sending(bot, "1", "2", "3", "4")

    async def end(tx: Transaction) -> None:
        found = await broadcasts.load(tx, 1)
        assert found
        claims, _ = await delivery_claims.claim(tx, found, "telegram", 1, 10, clock())
        outcomes = (
            deliveries.DeliveryOutcome.SENT,
            deliveries.DeliveryOutcome.GONE,
            deliveries.DeliveryOutcome.FAILED,
            deliveries.DeliveryOutcome.UNKNOWN,
        )
        reasons = (None, "blocked", "Bad Request: chat is closed", "timedout")
        results = [delivery_claims.Result(*one) for one in zip(claims, outcomes, reasons, strict=True)]
        await delivery_claims.settle(tx, "telegram", results, clock())

    await _tx(ani.app, end)
    await _prepared(ani.app)
    assert (await _broadcast(ani.app)).state is State.DONE
    await ani.presses_value("desk.report.1")
    assert "Terkirim: 1 dari 4" in ani.said
    assert "bot diblokir" in ani.said
    assert "Bad Request: chat is closed: 1" in ani.said
    assert "Tak pasti sampai: 1" in ani.said
    assert "Kirim ulang" not in [choice.label for choice in ani.choices]  # a writer may not
    await budi.presses_value("desk.report.1")
    await budi.presses("Kirim ulang")
    assert "dua kali" in budi.said
    await budi.presses("Ya, kirim ulang")
    await _prepared(ani.app)
    assert (await _broadcast(ani.app)).state is State.SENDING
    answer = await budi.presses_value("desk.csv.1")
    assert answer.replies[0].made == "report-1.csv"


async def test_what_staff_did_is_in_the_audit_and_none_of_it_is_a_text(bot: Opened) -> None:
    ani, budi = await _sending(bot, "1")
    await budi.presses_value("desk.pause.1")
    await budi.presses_value("desk.resume.1")

    async def read(tx: Transaction) -> list[tuple[object, ...]]:
        return await tx.rows("SELECT actor, action, detail FROM audit ORDER BY seq")

    rows = await _tx(ani.app, read)
    assert {"broadcast.approved", "broadcast.paused", "broadcast.resumed"} <= {row[1] for row in rows}
    assert "sosialisasi" not in str(rows)


async def test_an_announcement_stays_genuine_when_the_sender_gets_another_name(bot: Opened) -> None:
    ani, budi = await _sending(bot, "1")
    answer = await budi.presses_value("desk.review.1")
    assert answer.outcome == "staff.asked"  # it is on its way

    async def sent(tx: Transaction) -> str:
        one = await broadcasts.load(tx, 1)
        assert one
        return subscription.announcement(one, "id", ani.app.settings.sender).text

    text = await _tx(ani.app, sent)
    later = await bot(staff=STAFF, sender="Dinas yang baru")
    assert (await resident(later.app, "7").says(text)).outcome == "genuine.yes"
    assert (await resident(later.app, "8").says(text.replace("09.00", "10.00"))).outcome == "genuine.altered"


# ---------------------------------------------------------------- nobody's number, and nothing that is not seen


@pytest.mark.parametrize(
    ("written", "why"),
    [
        (f"nomor KK {BUDI}", "text.nik"),
        ("rekening 3275.0509.0388.9401", "text.nik"),
        ("\u200b".join(BUDI), "text.nik"),
        ("tiga dua tujuh lima nol lima nol sembilan nol tiga delapan delapan sembilan empat nol satu", "text.nik"),
        ("Hubungi Bu Siti, 0812-3456-7890", "text.phone"),
    ],
)
async def test_no_number_of_anybody_is_announced_whatever_it_is_called(bot: Opened, written: str, why: str) -> None:
    ani, _ = await _office(bot)
    await _written(ani, f"{TEXT} {written}")
    assert ani.said.startswith(texts.staff(why))
    assert (await _broadcast(ani.app)).texts == {}


async def test_the_telephone_of_an_office_may_be_announced(bot: Opened) -> None:
    ani, _ = await _office(bot)
    await _written(ani, f"{TEXT} Tanya BPJS: WA 08877-171-171 atau (021) 8896 0250.")
    assert (await _broadcast(ani.app)).texts["id"].endswith("8896 0250.")


@pytest.mark.parametrize("sign", ["\u202e", "\u2066", "\u200f", "\u200b", "\U000e0041", "\ufe0f", "\u3164"])
async def test_signs_that_are_not_seen_are_left_out_and_the_writer_hears_so(bot: Opened, sign: str) -> None:
    ani, _ = await _office(bot)
    await _written(ani, f"Kan{sign}tor buka{sign} lagi")
    assert (await _broadcast(ani.app)).texts == {"id": "Kantor buka lagi"}
    assert texts.staff("text.unseen") in ani.said


async def test_an_ordinary_text_is_kept_as_it_is(bot: Opened) -> None:
    ani, _ = await _office(bot)
    await _written(ani, f"⚠️ {TEXT}\r\n👍🏽")
    assert texts.staff("text.unseen") not in ani.said
    assert (await _broadcast(ani.app)).texts == {"id": f"⚠️ {TEXT}\n👍🏽"}


async def test_a_file_named_after_somebody_is_not_attached(bot: Opened) -> None:
    ani, _ = await _office(bot)
    await _written(ani)
    for name in (f"KTP_{BUDI}.pdf", "KK 3275-0509-0388-9401.pdf"):
        await ani.presses("Gambar atau PDF")
        await ani.attaches(replace(PDF, name=name), kind="file")
        assert ani.said.startswith(texts.staff("file.number"))
        await ani.presses("Kembali")
    assert (await _broadcast(ani.app)).attachment is None


async def test_a_number_torn_over_the_words_and_the_name_of_the_file_is_found(bot: Opened) -> None:
    ani, _ = await _office(bot)
    await _written(ani, f"Data warga {BUDI[:8]}")
    await ani.presses("Gambar atau PDF")
    await ani.attaches(replace(PDF, name=f"{BUDI[8:]}.pdf"), kind="file")
    assert ani.said.startswith(texts.staff("file.number"))
    await ani.attaches(replace(PDF, name=f"{BUDI[:8]}.pdf"), kind="file")
    assert (await _broadcast(ani.app)).attachment is not None
    await ani.presses("Tulis teks")
    await ani.presses("Indonesia")
    await ani.says(f"{BUDI[8:]} itu nomornya")
    assert ani.said.startswith(texts.staff("text.nik"))


async def test_a_draft_from_before_is_looked_at_again_before_it_is_handed_in(bot: Opened) -> None:
    ani, _ = await _office(bot)
    await _written(ani)

    async def older(tx: Transaction) -> None:
        draft = await broadcasts.load(tx, 1)
        assert draft
        assert await broadcasts.store(tx, replace(draft, texts={"id": f"nomor KK {BUDI}"}), State.DRAFT)

    await _tx(ani.app, older)
    await ani.presses("Periksa & ajukan")
    assert ani.said.startswith(texts.staff("text.nik"))


@pytest.mark.parametrize("number", [f"nomor KK {BUDI}", "3275_0509_0388_9401", "nomor HP O812 3456 789O"])
async def test_neither_a_note_nor_a_reason_holds_a_number(bot: Opened, number: str) -> None:
    ani, budi = await _office(bot)
    await _handed_in(ani)
    await budi.says("/siaran")
    await budi.presses_value("desk.return.1")
    await budi.says(f"Hapus {number} dari teks")
    assert budi.said.startswith(texts.staff("review.note_in_words"))
    await budi.says("Hapus\u202e nomornya")
    assert (await _broadcast(ani.app)).note == "Budi: Hapus nomornya"
    await ani.presses_value("desk.reason.1")
    await ani.says(f"Banjir malam ini, kata {number}")
    assert ani.said.startswith(texts.staff("time.no_reason"))


async def test_the_draft_of_somebody_who_left_is_taken_over_by_one_writer(bot: Opened) -> None:
    ani, _ = await _office(bot)
    await _written(ani)
    dedi = at_work(ani, BOTH)
    await dedi.presses_value("desk.take.1")  # while Ani works here it is hers
    assert "sedang ditulis Ani" in dedi.said
    later = await bot(staff=f"{APPROVER}:approver:Budi; {BOTH}:writer:Dedi; 555:writer:Eka")
    budi, dedi, eka = (at_work(later, address) for address in (APPROVER, BOTH, "555"))
    await budi.presses_value("desk.open.1")
    assert "masih draf" in budi.said
    assert "Ambil alih" not in [choice.label for choice in budi.choices]
    assert (await budi.presses_value("desk.take.1")).outcome == "staff.no_role"
    await dedi.says("/siaran")
    await dedi.presses("#1 draf")
    await eka.presses_value("desk.open.1")
    await dedi.presses("Ambil alih")
    assert "sekarang milik Anda" in dedi.said
    await eka.presses("Ambil alih")
    assert "sedang ditulis Dedi" in eka.said
    assert (await _broadcast(later.app)).writer == BOTH
    assert (await _actions(later.app)).count((f"telegram:{BOTH}", "broadcast.taken_over")) == 1
    await dedi.presses_value("desk.check.1")
    await dedi.presses("Ajukan")
    assert (await _broadcast(later.app)).state is State.HANDED_IN


async def test_what_a_writer_without_the_role_left_behind_is_taken_over_too(bot: Opened) -> None:
    ani, _ = await _office(bot)
    await _written(ani)
    later = await bot(staff=f"{WRITER}:viewer:Ani; {BOTH}:writer:Dedi")
    dedi = at_work(later, BOTH)
    await dedi.presses_value("desk.open.1")
    await dedi.presses("Ambil alih")
    assert (await _broadcast(later.app)).writer == BOTH
