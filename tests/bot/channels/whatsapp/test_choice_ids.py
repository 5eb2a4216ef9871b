"""The ids of buttons that lead to the same step."""

from bot.channels.whatsapp.choice_ids import ids, value
from handlers.messages import Choice


def test_two_buttons_to_one_step_have_two_ids_and_one_value() -> None:
    choices = [Choice("KTP Kota Bekasi", "guide.to.kk"), Choice("Menu", "menu"), Choice("Belum punya", "guide.to.kk")]
    made = ids(choices)
    assert made == ["guide.to.kk", "menu", "guide.to.kk#2"]
    assert [*map(value, made)] == [one.value for one in choices]
