"""A whole sentence in English or Sundanese is answered in that language; single words and mixtures change nothing."""

import pytest

from data.content import fine_answers
from data.content.texts import label, phrase, text
from tests.conftest import NOBODY, Office, Opened
from tests.support.readings import reading


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("hello, can i check if my mother is in the list", "en"),
        ("my brother was hit by a car on his way to work", "en"),
        ("abdi hoyong terang kumaha carana ngadaptar", "su"),
        ("pun bojo teu acan kenging, naha nya", "su"),
        ("abdi dicopet, kartu bpjs na leungit", "su"),
        ("kumaha upami KTP abdi ical?", "su"),
        ("abdi damel di pabrik tapi hoyong ngiring sigap, tiasa?", "su"),
        ("who runs this bot", "en"),
        ("does my workplace matter for the benefit?", "en"),
        ("upami ahli warisna tebih, tiasa ngintun berkas ku pos?", "su"),
        ("i moved to bekasi last month can i join", "en"),
        ("hello anyone there?", "en"),
        ("hi is somebody there", "en"),
        ("hi min, help", ""),
        ("how much", ""),
        ("cek nik my husband dong", ""),
        ("saya mau tanya what is sigap", ""),
        ("nuhun pisan", ""),
        ("mau claim accident gimana", ""),
        ("BPJS itu what do you mean", ""),
    ],
)
def test_only_a_whole_sentence_is_sure(said: str, code: str) -> None:
    assert reading(said).spoken == code


async def test_the_first_sentence_sets_the_language_of_the_chat(office: Office, bot: Opened) -> None:
    office.publishes()
    chat = await bot()
    await chat.says("hello, who can get this and how do i know if i am in")
    assert phrase("spoken", "en") in chat.reply.text
    await chat.says(NOBODY)
    assert chat.reply.text.startswith(text("check.not_listed", "en", as_of="5 November 2026"))
    assert phrase("spoken", "en") not in chat.reply.text


async def test_a_later_sentence_does_too_and_indonesian_is_one_word_away(bot: Opened) -> None:
    chat = await bot()
    await chat.says("cara daftar")
    answer = await chat.says("so does that mean i can not register myself?")
    assert answer.language == "en"
    assert (await chat.says("bahasa indonesia")).language == "id"


async def test_a_sundanese_sentence_too(bot: Opened) -> None:
    chat = await bot()
    answer = await chat.says("kumaha carana abdi tiasa terang kacatet atanapi henteu")
    assert answer.language == "su"


@pytest.mark.parametrize("said", ["how much", "thanks", "kumaha carana", "check"])
async def test_a_word_or_two_change_nothing(bot: Opened, said: str) -> None:
    chat = await bot()
    assert (await chat.says(said)).language == "id"


async def test_a_language_that_was_chosen_stays(bot: Opened) -> None:
    chat = await bot()
    await chat.presses_value("language.su")
    assert (await chat.says("what is this and how do i know if i am in it")).language == "su"


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("abdi hoyong terang desil abdi sabaraha", "eligible.my_desil"),
        ("naha abdi teu kenging bantosan padahal tatangga kenging", "eligible.why_not"),
    ],
)
async def test_an_answer_that_is_not_in_sundanese_is_indonesian_and_says_so_first(
    bot: Opened, said: str, name: str
) -> None:
    chat = await bot()
    answer = await chat.says(said)
    assert answer.language == "su"
    assert not fine_answers.answers()[name].su
    assert chat.reply.text.startswith(f"{phrase('in_indonesian', 'su')}\n\n{fine_answers.answers()[name].id}")
    assert label(fine_answers.answers()[name].buttons[1], "id") in {one.label for one in chat.choices}, (
        "as its text says"
    )


async def test_one_that_is_in_sundanese_says_nothing_of_that(bot: Opened) -> None:
    chat = await bot()
    await chat.says("artosna iraha cair kang?")
    assert chat.reply.text.startswith(fine_answers.answers()["claim.paid_when"].text("su"))
    assert phrase("in_indonesian", "su") not in chat.reply.text


async def test_a_situation_too_and_english_needs_no_excuse(bot: Opened) -> None:
    chat = await bot()
    await chat.says("kumaha upami KTP abdi ical?")
    assert chat.reply.text.startswith(phrase("in_indonesian", "su"))
    chat.address = "another"
    assert (await chat.says("what if i lost my KTP?")).language == "en"
    assert phrase("in_indonesian", "en") not in chat.reply.text


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("aku pengin ngerti desilku piro", "jv"),
        ("piye carane ndaftar sigap?", "jv"),
        ("ktp ku ilang piye yo", "jv"),
        ("kulo badhe tanglet, nopo kulo sampun kedaftar?", "jv"),
        ("bapakku wis ninggal, kudu nggawa opo wae?", "jv"),
        ("aye mao nanya dong, gimane cara daptar sigap", "bt"),
        ("ngape aye kagak dapet padahal tetangge dapet", "bt"),
        ("piye min kok belum cair sampai sekarang", ""),
        ("kesel gue, udah lapor kagak ada kabar", ""),
        ("aku mau tanya mas, syaratnya apa", ""),
        ("kumaha carana abdi tiasa terang", ""),
        ("what papers do we need, same name?", ""),
        ("ape", ""),
    ],
)
def test_javanese_and_betawi_are_known_by_words_of_their_own(said: str, code: str) -> None:
    assert reading(said).dialect == code


async def test_who_writes_javanese_is_told_once_that_we_answer_in_indonesian(bot: Opened) -> None:
    chat = await bot()
    await chat.says("aku pengin ngerti desilku piro")
    assert chat.reply.text == f"{fine_answers.answers()['eligible.my_desil'].id}\n\n{phrase('in_indonesian', 'id')}"
    await chat.says("piye carane ndaftar sigap?")
    assert phrase("in_indonesian", "id") not in chat.reply.text


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        ("aye udeh kagak kuat idup, aye mao mati aje", "info.despair"),
        ("bojoku keplindes trek pas dodolan bakso, terus piye mas", "info.emergency"),
    ],
)
async def test_who_needs_help_is_told_nothing_of_languages(bot: Opened, said: str, outcome: str) -> None:
    chat = await bot()
    answer = await chat.says(said)
    assert answer.outcome == outcome
    assert phrase("in_indonesian", "id") not in chat.reply.text


@pytest.mark.parametrize(
    ("said", "begins"),
    [
        ("assalamualaikum", "Waalaikumsalam. Halo"),
        ("ass. min mau tanya cara klaim", "Waalaikumsalam. Klaim"),
        ("assalamualaikum wr wb, ktp saya hilang", "Waalaikumsalam.\n\n• Ke"),
        ("Assalamualaikum, bapak saya meninggal kemarin, gimana klaimnya", "Waalaikumsalam. Turut berduka."),
        ("Assalamualaikum, can I check for my neighbour?", "Waalaikumsalam. You may"),
    ],
)
async def test_a_salaam_is_returned(bot: Opened, said: str, begins: str) -> None:
    chat = await bot()
    await chat.says(said)
    assert chat.reply.text.startswith(begins)


@pytest.mark.parametrize(
    "said",
    [
        "assalamualaikum, suami saya jatoh dari motor pas narik, darahnya banyak",
        "halo min, cara klaim gimana",
        "saya sudah bilang ke pak rt assalamualaikum tapi tidak dijawab, cara klaim gimana",
    ],
)
async def test_nothing_is_returned_to_others_and_help_comes_first(bot: Opened, said: str) -> None:
    chat = await bot()
    await chat.says(said)
    assert "aalaikumsalam" not in chat.reply.text


async def test_a_short_english_greeting_is_answered_in_english(bot: Opened) -> None:
    chat = await bot()
    answer = await chat.says("hello? anyone here")
    assert (answer.outcome, answer.language) == ("welcome", "en")
