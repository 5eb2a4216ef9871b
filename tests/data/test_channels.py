"""What is known of the channels is written once."""

from datetime import timedelta

import pytest

from bot.channels.web import cookies
from data import channels, retention
from data.content import texts


def test_a_browsers_cookie_lasts_as_long_as_its_chat_is_kept() -> None:
    assert timedelta(days=30) == channels.WEB.chat_kept == retention.WEB_CHAT == cookies.CHAT_COOKIE_LIFETIME


def test_a_channel_either_pushes_or_is_visited() -> None:
    assert not {*channels.PUSHED} & {*channels.VISITED}
    assert {*channels.PUSHED, *channels.VISITED} == {*channels.PUBLIC}


@pytest.mark.parametrize("name", channels.PUBLIC)
def test_staff_can_choose_each_channel(name: str) -> None:
    assert texts.staff_label(f"channel.{name}")
    assert all((channels.label(name), channels.short_label(name)))


def test_a_channel_that_is_not_ours_is_called_by_its_name() -> None:
    assert (channels.label("gone"), channels.short_label("gone")) == ("gone", "gone")
