"""Free text is understood as docs/benchmarks.md says; the model is made from the messages in the repository."""

import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from data.language import classifier, question_model, spelling
from data.language.classifier import Guess, Model, ModelProblem
from data.language.question_model import QuestionModel
from handlers.free_text.intent_pages import MAIN, REDIRECTS
from handlers.words.intent import NOT_OURS, Intent, with_surest
from tests.bench import real_messages
from tests.bench.understanding import HELD_OUT, tally, tally_meanings, understand
from tests.support import pace
from tests.support.readings import reading
from workshop import messages, questions

SHIPPED = Path(classifier.__file__).with_name(classifier.FILE).read_bytes()


@pytest.mark.parametrize("file", sorted(HELD_OUT.glob("*.tsv")), ids=lambda file: file.stem)
def test_messages_it_has_never_seen_are_understood(file: Path) -> None:
    result = tally(understand, messages.read([file]))
    assert result.right / result.messages >= 0.88
    assert (result.right + result.offered) / result.messages >= 0.95
    assert result.wrong / result.messages <= 0.04


def test_the_held_out_messages_as_a_whole_meet_the_goal() -> None:
    result = tally(understand, messages.read(sorted(HELD_OUT.glob("*.tsv"))))
    assert result.right / result.messages >= 0.88
    assert (result.right + result.offered) / result.messages >= 0.96
    assert result.wrong / result.messages <= 0.03


@pytest.mark.parametrize("file", sorted(real_messages.FOLDER.glob("*.jsonl")), ids=lambda file: file.stem)
def test_real_messages_of_people_who_were_never_read_are_understood(file: Path) -> None:
    found = [(real_messages.understand(one), one) for one in real_messages.read(file)]
    result = tally_meanings((meaning, one.topics) for meaning, one in found)
    assert result.right / result.messages >= 0.8
    assert (result.right + result.offered) / result.messages >= 0.89
    assert result.wrong / result.messages <= 0.1
    answered = [one for meaning, one in found if meaning.question]
    right = [one for meaning, one in found if meaning.question in one.questions]
    assert len(right) / len(answered) >= 0.7


def test_each_fine_question_is_reached_in_words_of_others() -> None:
    reached = real_messages.phrasings()
    assert reached.share >= 0.85
    assert reached.wrong / reached.phrasings <= 0.1


def test_nothing_that_is_held_out_was_learned_from() -> None:
    texts = [one.text for one in messages.read(messages.of_training())]
    texts += [one.text for one in questions.read(questions.of_training())]
    learned = {" ".join(spelling.words(one)) for one in texts}
    real = [one for file in sorted(real_messages.FOLDER.glob("*.jsonl")) for one in real_messages.read(file)]
    held = [one.text for one in messages.read(sorted(HELD_OUT.glob("*.tsv")))] + [one.text for one in real]
    held_out = [spelling.words(one) for one in held]
    longer = [
        " ".join(words) for words in held_out if len(words) >= 3 and "xnikx" not in words
    ]  # "makasih" is everybody's
    assert [text for text in longer if text in learned] == []


def test_the_shipped_models_were_made_from_these_messages() -> None:
    made_from = {classifier.shipped().head.data_sha256, question_model.shipped().head.data_sha256}
    assert made_from == {questions.fingerprint()}, (
        "workshop/examples, the spellings or the topics of answers changed: run `python -m workshop.train`"
    )


def test_the_same_messages_make_the_same_model_byte_for_byte(tmp_path: Path) -> None:
    from workshop import train  # noqa: PLC0415 - scikit-learn takes 2 s, and each worker collects this file

    found = messages.read(messages.of_training())[::40]
    asked = questions.read(questions.of_training())[::40]
    for name in ("one", "other"):
        train.make(found, "x", tmp_path / name, asked)
        train.make_questions(asked, found, "x", tmp_path / f"{name} of questions")
    for of_what in ("", " of questions"):
        assert (tmp_path / f"one{of_what}").read_bytes() == (tmp_path / f"other{of_what}").read_bytes()
    assert Model((tmp_path / "one").read_bytes()).head.ngrams > 1000
    assert QuestionModel((tmp_path / "one of questions").read_bytes()).head.ngrams > 1000


def test_there_are_messages_of_every_topic_language_and_style() -> None:
    found = messages.read(messages.of_training())
    assert len(found) >= 3000
    for what, wanted in (("language", messages.LANGUAGES), ("style", messages.STYLES)):
        assert {getattr(one, what) for one in found} == wanted
    for label in messages.LABELS:
        assert sum(one.labels[0] == label for one in found) >= 100, label


def test_every_topic_has_a_page_and_every_label_a_topic() -> None:
    for label in classifier.shipped().head.labels:
        topic, _, door = label.partition(":")
        assert topic in MAIN or (topic == NOT_OURS and door in REDIRECTS)


def test_it_is_quick_and_small() -> None:
    texts = [one.text for one in messages.read(sorted(HELD_OUT.glob("*.tsv")))][::4]
    understand(texts[0])
    # docs/benchmarks.md has the figure; this finds a blunder
    assert pace.fewest_pieces(lambda: [understand(text) for text in texts], 4 * len(texts), 3) < 4 * len(texts)
    assert len(SHIPPED) < 5_000_000


def test_the_models_stay_in_their_files() -> None:
    """What a process keeps of them by itself: most of their megabytes are pages of the file."""
    tracemalloc.start()
    try:
        kept = Model(classifier.mapped(classifier.FILE)), QuestionModel(classifier.mapped(question_model.FILE))
        size, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert all(one.head.ngrams > 70_000 for one in kept)
    assert size < 8_000_000


@given(st.text(max_size=5000))
def test_whatever_is_typed_is_one_thing_or_to_be_chosen(text: str) -> None:
    meaning = reading(text).intent
    assert meaning.topic is None or meaning.topic in MAIN or meaning.topic == NOT_OURS
    assert len(meaning.suggestions) <= 3
    assert {*meaning.suggestions} <= MAIN.keys()
    assert meaning == reading(text).intent


@pytest.mark.parametrize(
    "raw", [b"", b"{}\n", SHIPPED[:-1], SHIPPED[:5000], b"\xff" + SHIPPED, SHIPPED.replace(b'"pieces":', b'"pieces":1')]
)
def test_a_damaged_model_is_refused_with_what_to_do(raw: bytes) -> None:
    with pytest.raises(ModelProblem, match=r"workshop\.train"):
        Model(raw)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("gmn cra ngurus kk yg ilang", "bagaimana cara urus kk yang hilang"),
        ("abdi teu acan kadaptar", "saya tidak belum terdaftar"),
        ("kartu bpjstk sy aktif ga??", "kartu bpjs ketenagakerjaan saya aktif tidak ?"),
        ("TOLOOONG apa2 kok mahal", "tolong apa kenapa mahal"),
        ("nik 3275 0509 0388 9401 nya", "nik xnikx nya"),
        ("cek https://contoh.id/x dong", "cek xlinkx dong"),
        ("dari rs ke rumah", "dari rumah sakit ke rumah"),
    ],
)
def test_spellings_are_read_as_one(typed: str, read: str) -> None:
    assert " ".join(spelling.words(typed)) == read


@pytest.mark.parametrize(
    "line", ["claim\tid\tshort", "clam\tid\tshort\tx", "claim\txx\tshort\tx", "claim\tid\tloud\tx"]
)
def test_a_malformed_line_of_messages_is_named(tmp_path: Path, line: str) -> None:
    file = tmp_path / "author.tsv"
    file.write_text(f"claim\tid\tshort\tok\n{line}\n", encoding="utf-8")
    with pytest.raises(messages.MalformedLine, match=r"author\.tsv, line 2"):
        messages.read([file])


def test_a_fine_question_far_ahead_within_its_topic_is_clear_though_many_share_the_rest() -> None:
    rest = tuple(Guess(name, 0.06) for name in ("update.long", "update.papers", "update.online", "update.job"))
    assert Intent("update_data", questions=(Guess("update.move", 0.15), *rest)).question == "update.move"
    assert Intent("update_data", questions=(Guess("update.move", 0.1), *rest)).question == ""
    rival = Guess("update.how", 0.12)
    assert Intent("update_data", questions=(Guess("update.move", 0.2), rival, *rest)).question == ""


def test_a_sure_sentence_decides_on_a_story_that_is_not_certain() -> None:
    unsure = Intent(None, suggestions=("human", "update_data"), probabilities={"human": 0.47, "update_data": 0.41})
    asked = (Guess("update.kk_dead", 0.9), Guess("update.kk_lost", 0.05))
    sure = Intent("update_data", probabilities={"update_data": 0.97}, questions=asked)
    decided = with_surest(unsure, [replace(sure, probabilities={"update_data": 0.7}), sure])
    assert (decided.topic, decided.question) == ("update_data", "update.kk_dead")
    assert decided.suggestions == unsure.suggestions
    less_sure = replace(sure, questions=(Guess("update.kk_dead", 0.5), Guess("update.kk_lost", 0.4)))
    small_talk = replace(sure, topic="thanks", questions=(Guess("talk.thanks", 0.99),))
    assert with_surest(unsure, [less_sure, small_talk]).topic is None
