"""A NIK that was wrong is replaced: the answer is a new check, and the former NIK is not spoken of."""

import pytest

from data.coverage.second_factor import Factor
from tests.conftest import BUDI, JOKO, NOBODY, Office, Opened


@pytest.mark.parametrize(
    "said",
    [
        "salah, yang bener {nik}",
        "eh maksudnya {nik}",
        "eh salah, harusnya {nik}",
        "sorry typo, {nik}",
        "ralat ya pak {nik}",
        "wrong number, i meant {nik}",
    ],
)
async def test_the_new_number_is_checked_and_nothing_else_said(office: Office, bot: Opened, said: str) -> None:
    office.publishes()
    chat = await bot()
    await chat.says(NOBODY)
    answer = await chat.says(said.format(nik=JOKO))
    assert (answer.outcome, len(answer.replies)) == ("check.ended", 1)
    assert "9530" not in chat.reply.text


async def test_after_a_number_with_too_few_digits_too(office: Office, bot: Opened) -> None:
    office.publishes()
    chat = await bot()
    await chat.says(JOKO[:15])
    answer = await chat.says(f"kurang 1 angka ya, ini {JOKO}")
    assert (answer.outcome, len(answer.replies)) == ("check.ended", 1)


@pytest.mark.parametrize("said", ["{wrong} eh salah, yang bener {right}", "{wrong} salah ketik maksudnya {right}"])
async def test_of_two_numbers_in_one_message_the_second_is_meant(office: Office, bot: Opened, said: str) -> None:
    office.publishes()
    chat = await bot()
    answer = await chat.says(said.format(wrong=NOBODY, right=JOKO))
    assert (answer.outcome, len(answer.replies), answer.private) == ("check.ended", 1, True)


async def test_two_numbers_without_a_correction_are_both_meant(office: Office, bot: Opened) -> None:
    office.publishes()
    chat = await bot()
    assert (await chat.says(f"{NOBODY} eh sama {JOKO}")).outcome == "check.several"


@pytest.mark.parametrize("factor", [Factor.NAME, Factor.KK])
async def test_where_a_factor_is_awaited_it_is_that_of_the_new_number(
    office: Office, bot: Opened, factor: Factor
) -> None:
    office.publishes(factor=factor)
    chat = await bot()
    await chat.says(NOBODY)
    answer = await chat.says(f"eh salah, yang bener {BUDI}")
    assert answer.outcome == "check.factor"
    assert "check.as_" not in " ".join(choice.value for choice in chat.choices)
    assert (await chat.says("Budi" if factor is Factor.NAME else "9007")).outcome == "check.found"
