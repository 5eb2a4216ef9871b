"""Only a whole message that asks for a change makes one: to stop, announcements, a language, forgetting.

`wishes.jsonl` holds messages of our own, each with what its writer wants; `texts.jsonl` those that went wrong.
"""

import json
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from data.content import texts
from data.coverage.second_factor import Factor
from handlers.phrases import wishes
from tests.conftest import BUDI, NOBODY, Office, Opened, Person
from tests.support.readings import reading

HERE = Path(__file__).parent
WISHES = [json.loads(line) for line in (HERE / "wishes.jsonl").read_text(encoding="utf-8").splitlines()]
CASES = [json.loads(line) for line in (HERE / "texts.jsonl").read_text(encoding="utf-8").splitlines()]
MESSAGES = HERE.parent / "messages"
CHANGING = {"subscribe", "unsubscribe", "language"}
"""Labels of messages that ask for a change."""

State = tuple[Any, ...]


async def state(person: Person) -> State:
    """What one message could change: subscribed, kecamatan, language; how many NIKs are watched."""
    async with person.app.dispatch._database.transaction() as tx:
        kept = await tx.rows(
            "SELECT subscribed IS NOT NULL, kecamatan, language FROM chats WHERE address = ?", person.address
        )
        watched = await tx.rows("SELECT count(*) FROM watches WHERE address = ?", person.address)
    return (*(kept[0] if kept else ("forgotten", None, None)), watched[0][0])


SUBSCRIBED: State = (1, None, None, 0)
AFTER = {
    "none": SUBSCRIBED,
    "stop": (0, None, None, 0),
    "subscribe": SUBSCRIBED,
    "erase": ("forgotten", None, None, 0),
    **{f"language.{code}": (1, None, code, 0) for code in texts.LANGUAGES},
}


async def subscribers(bot: Opened, said: list[str]) -> list[State]:
    """What becomes of a subscriber each, who says one of these."""
    app, found = (await bot()).app, []
    for n, text in enumerate(said):
        person = Person(app, address=f"resident {n}")
        await person.presses_value("subscribe.all")
        await person.says(text)
        found.append(await state(person))
    return found


def _but_for_the_language_spoken(text: str, kept: State, wished: State) -> State:
    """What was kept, without the language of the chat if that is only the one of the whole sentence."""
    subscribed, kecamatan, language, watched = kept
    spoken = language is not None and language == reading(text).spoken
    return (subscribed, kecamatan, wished[2] if spoken else language, watched)


async def test_every_wish_is_heeded_and_nothing_else_changes_anything(bot: Opened) -> None:
    count = Counter(one["wish"] for one in WISHES)
    assert count["stop"] >= 120
    assert count["none"] >= 200
    found = await subscribers(bot, [one["text"] for one in WISHES])
    wrong = [
        (one, kept)
        for one, kept in zip(WISHES, found, strict=True)
        if _but_for_the_language_spoken(one["text"], kept, AFTER[one["wish"]]) != AFTER[one["wish"]]
    ]
    assert wrong == []


@pytest.mark.parametrize("wish", ["subscribe", "none"])
async def test_of_who_is_not_subscribed_only_a_wish_makes_a_subscriber(bot: Opened, wish: str) -> None:
    app, wrong = (await bot()).app, []
    for n, one in enumerate(one["text"] for one in WISHES if one["wish"] == wish):
        person = Person(app, address=f"resident {n}")
        await person.says(one)
        subscribed, _, language, _ = await state(person)
        if (subscribed == 1) != (wish == "subscribe") or language not in {None, reading(one).spoken}:
            wrong.append(one)
    assert wrong == []


@pytest.mark.parametrize("case", [one for one in CASES if "opt_out" in one["kind"]], ids=lambda case: case["text"])
async def test_a_case_that_went_wrong(bot: Opened, case: dict[str, str]) -> None:
    chat = await bot()
    await chat.says("langganan")
    answer = await chat.says(case["text"])
    assert (await state(chat))[0] == (0 if case["right"] == "unsubscribed" else 1)
    assert (answer.outcome == "unsubscribed") == (case["right"] == "unsubscribed")


async def test_no_message_of_the_repository_changes_what_it_does_not_ask_for(bot: Opened) -> None:
    """Those of which the label is about a change may make one."""
    lines = [line for file in sorted(MESSAGES.glob("*.tsv")) for line in file.read_text(encoding="utf-8").splitlines()]
    said = [(line.split("\t")[0], line.split("\t")[-1]) for line in lines]
    others = [text for label, text in said if label not in CHANGING and wishes.step_wished(reading(text)) != "erase"]
    others += (MESSAGES / "others.txt").read_text(encoding="utf-8").split("\n%%\n")
    found = await subscribers(bot, others[::3])  # the others of them say much the same, and each takes its time
    kept = {
        text: _but_for_the_language_spoken(text, one, SUBSCRIBED) for text, one in zip(others[::3], found, strict=True)
    }
    assert [text for text, one in kept.items() if one != SUBSCRIBED] == []
    assert [text for text in others if wishes.step_wished(reading(text))] == []


async def test_where_a_wish_is_likely_a_button_offers_it(bot: Opened) -> None:
    chat = await bot()
    await chat.says("sudah berhenti langganan belum?")
    assert chat.reply.text == texts.text("announcements.off", "id")
    assert chat.choices[0].value == "subscribe"
    await chat.says("langganan")
    answer = await chat.says("spam banget sih pengumumannya tiap pagi bikin hp saya panas")
    assert (answer.outcome, answer.topic) == ("announcements", "unsubscribe")
    await chat.presses(texts.label("unsubscribe", "id"))
    assert (await state(chat))[0] == 0
    await chat.says("saya tidak bisa bahasa inggris")
    assert {one.value for one in chat.choices} == {f"language.{code}" for code in texts.LANGUAGES}
    await chat.says("jangan hapus data saya")
    assert "erase" in {one.value for one in chat.choices}


@pytest.mark.parametrize(
    "said",
    [
        "min saya stop ya, hp saya mau dijual",
        "hp saya mau dijual. Berhenti ya",
        "bisa stop ga?",
        "boleh berhenti?",
        "STOP?",
        "unreg?",
        "matikan wa",
        "ibu saya berhenti",
        "ga perlu lagi, stop",
        "saya pindah, stop",
        "stop ya, nomor ini bukan punya saya",
        "maaf ya kak stop dulu soalnya saya lagi dirawat di luar kota",
        "hp ini dipakai anak sekolah jadi tolong stop ya",
        "udah dong kirim-kirimnya",
        "stop sebulan",
    ],
)
async def test_a_stop_that_is_not_the_whole_message_gets_a_button(bot: Opened, said: str) -> None:
    chat = await bot()
    await chat.says("langganan")
    answer = await chat.says(said)
    assert await state(chat) == SUBSCRIBED
    assert "unsubscribe" in {choice.value for reply in answer.replies for choice in reply.choices}


async def test_no_stop_is_offered_to_who_gets_nothing_or_is_in_need(bot: Opened) -> None:
    chat = await bot()
    for before, said in (("menu", "min saya stop ya, hp saya mau dijual"), ("langganan", "stop ya, suami meninggal")):
        await chat.says(before)
        answer = await chat.says(said)
        assert "unsubscribe" not in {choice.value for reply in answer.replies for choice in reply.choices}


async def test_a_stop_with_a_kecamatan_chooses_none(bot: Opened) -> None:
    for said in ("jatiasih stop", "jatiasih berhenti", "stop jatiasih", "keluar dari jatiasih", "hapus jatiasih"):
        chat = Person((await bot()).app, address=said)
        await chat.says("langganan")
        await chat.presses_value("subscribe.kecamatan")
        await chat.says(said)
        assert (await state(chat))[1] is None, said


async def test_a_stop_is_heeded_while_another_question_waits(office: Office, bot: Opened) -> None:
    office.publishes(factor=Factor.NAME)
    app = (await bot()).app
    steps = ("guide.to.office_rt", "guide.to.where", "subscribe.kecamatan", "genuine", BUDI)
    for said in ("Stop. Terima kasih", "makasih, stop", "S T O P", "OPT OUT", "tolong jangan kirim info lagi ya kak"):
        for step in steps:
            chat = Person(app, address=f"{said} {step}")
            await chat.says("langganan")
            await (chat.says(step) if step == BUDI else chat.presses_value(step))
            assert (await chat.says(said)).outcome == "unsubscribed", (said, step)


@pytest.mark.parametrize("factor", [Factor.NAME, Factor.KK])
async def test_a_stop_with_a_reason_is_no_answer_to_another_question(
    office: Office, bot: Opened, factor: Factor
) -> None:
    office.publishes(factor=factor)
    app = (await bot()).app
    for step in (BUDI, "guide.to.where"):
        chat = Person(app, address=step)
        await chat.says("langganan")
        await (chat.says(step) if step == BUDI else chat.presses_value(step))
        answer = await chat.says("min saya stop ya, hp saya mau dijual")
        assert answer.outcome == "announcements", step
        assert await state(chat) == SUBSCRIBED
        if step == BUDI:  # the question still waits, and no try was lost
            assert (await chat.says("Budi" if factor is Factor.NAME else "9007")).outcome == "check.found"


@pytest.mark.parametrize("said", ["cancel", "udahan", "quit"])
async def test_a_word_that_might_leave_the_question_does_so(bot: Opened, said: str) -> None:
    chat = await bot()
    await chat.says("langganan")
    await chat.presses_value("guide.to.office_rt")
    await chat.says(said)
    assert (await state(chat))[0] == 1
    await chat.says("menu")
    assert (await chat.says(said)).outcome == "unsubscribed"


@pytest.mark.parametrize("said", ["Sunda", "Indonesia", "Cukup", "Bu Siti", "Langganan Jaya", "Agus Stop"])
async def test_a_first_name_is_no_wish(office: Office, bot: Opened, said: str) -> None:
    office.publishes(factor=Factor.NAME)
    chat = await bot()
    await chat.says("langganan")
    await chat.says(BUDI)
    assert (await chat.says(said)).outcome.startswith("check.")
    assert await state(chat) == SUBSCRIBED


@pytest.mark.parametrize(
    "said", ["kabarin ya kalau berubah", "kabari kalau sudah masuk", "kabari aja", "Kabari saya ya", "kabarin dong min"]
)
async def test_after_a_check_tell_me_means_that_nik(office: Office, bot: Opened, said: str) -> None:
    office.publishes()
    chat = await bot()
    await chat.says(NOBODY)
    assert (await chat.says(said)).outcome == "watch.kept"
    assert (await state(chat))[0] == 0


async def test_what_may_be_about_that_nik_gets_its_button(office: Office, bot: Opened) -> None:
    office.publishes()
    chat = await bot()
    await chat.says(NOBODY)
    assert (await chat.says("nanti kabarin ya bang kalo bapak saya udah masuk daftar")).outcome == "announcements"
    assert chat.choices[0].label == texts.label("watch", "id")
    assert (await chat.presses(texts.label("watch", "id"))).outcome == "watch.kept"


@pytest.mark.parametrize(
    ("said", "kecamatan"),
    [
        ("jatiasih", "Jatiasih"),
        ("yang kecamatan bekasi utara aja", "Bekasi Utara"),
        ("saya tinggal di rawalumbu", "Rawalumbu"),
        ("rumah saya di jatiasih kebanjiran", None),
        ("bukan jatiasih", None),
        ("jangan semua", None),
        ("kantor kecamatan jatiasih dimana?", None),
    ],
)
async def test_a_kecamatan_is_chosen_only_by_its_name(bot: Opened, said: str, kecamatan: str | None) -> None:
    chat = await bot()
    await chat.says("langganan")
    await chat.presses_value("subscribe.kecamatan")
    await chat.says(said)
    assert await state(chat) == (1, kecamatan, None, 0)


async def test_a_wish_may_name_the_kecamatan_at_once(bot: Opened) -> None:
    chat = await bot()
    await chat.says("langganan pengumuman kecamatan jatiasih dong")
    assert (await state(chat))[1] == "Jatiasih"


def test_each_word_has_one_meaning() -> None:
    words = Counter(word for known in texts.wishes().values() for word in known)
    assert [word for word, times in words.items() if times > 1] == []


def test_the_ways_of_the_repository_are_wishes() -> None:
    said = tomllib.loads((MESSAGES / "subscribing.toml").read_text(encoding="utf-8"))
    for name, step, share in (("stop", "unsubscribe", 0.95), ("wanted", "subscribe", 0.85)):
        ways = said[name].strip().splitlines()
        assert sum(wishes.step_wished(reading(one)) == step for one in ways) >= share * len(ways)


@pytest.mark.parametrize("said", ["kabari ya", "kasih tau dong", "infoin dong"])
async def test_tell_me_without_a_word_of_whom_or_what_gets_a_button(bot: Opened, said: str) -> None:
    chat = await bot()
    answer = await chat.says(said)
    assert (await state(chat))[0] != 1
    assert "subscribe" in {choice.value for reply in answer.replies for choice in reply.choices}


@pytest.mark.parametrize(
    "said",
    ["forget me", "please forget me, thanks", "lupakan saya", "tolong lupakan data saya", "forget everything about me"],
)
async def test_who_wants_to_be_forgotten_gets_a_button(bot: Opened, said: str) -> None:
    chat = await bot()
    await chat.says("langganan")
    answer = await chat.says(said)
    assert answer.outcome == "privacy"
    assert "erase" in {choice.value for choice in chat.choices}
    assert _but_for_the_language_spoken(said, await state(chat), SUBSCRIBED) == SUBSCRIBED


@pytest.mark.parametrize(
    "said",
    [
        "kok masih dikirim? berhenti dong",
        "kenapa dikirim terus sih? tolong stop",
        "siapa yang daftarin saya? berhenti",
        "ok min terima kasih banyak infonya sangat bermanfaat tapi stop dulu ya",
        "stop soalnya hp saya mau dijual",
        "saya mau tanya dulu apa bpjs saya aktif terus satu lagi tolong stop pengumumannya ya",
        "stop ya 081234567890",
        "berhenti, nomor saya 081234567890",
        f"stop {BUDI}",
        f"{BUDI} stop",
        f"cek nik {BUDI} terus stop langganan",
        "may I stop?",
        "saya cabut persetujuan saya",
        "I withdraw my consent",
        "i stopped",
    ],
)
async def test_a_stop_among_other_words_or_numbers_gets_a_button(office: Office, bot: Opened, said: str) -> None:
    office.publishes()
    chat = await bot()
    await chat.says("langganan")
    answer = await chat.says(said)
    assert _but_for_the_language_spoken(said, await state(chat), SUBSCRIBED) == SUBSCRIBED
    assert "unsubscribe" in {choice.value for reply in answer.replies for choice in reply.choices}


@pytest.mark.parametrize(("nik", "outcome"), [(BUDI, "check.found"), (NOBODY, "check.not_listed")])
@pytest.mark.parametrize(
    ("said", "offered"),
    [
        ("hapus nik {nik}", "erase"),
        ("hapus {nik}", "erase"),
        ("{nik} english please", "language.en"),
        ("{nik} sunda", "language.su"),
    ],
)
async def test_a_wish_beside_a_nik_gets_a_button(
    office: Office, bot: Opened, said: str, offered: str, nik: str, outcome: str
) -> None:
    office.publishes()
    chat = await bot()
    answer = await chat.says(said.format(nik=nik))
    assert answer.outcome == outcome
    assert offered in {choice.value for reply in answer.replies for choice in reply.choices}


@pytest.mark.parametrize("said", [f"stop {BUDI}", "stop ya 081234567890", "kok bisa? tolong stop"])
async def test_who_gets_no_announcements_is_offered_no_end_of_them(office: Office, bot: Opened, said: str) -> None:
    office.publishes()
    answer = await (await bot()).says(said)
    assert {"unsubscribe", "subscribe"}.isdisjoint(choice.value for reply in answer.replies for choice in reply.choices)
