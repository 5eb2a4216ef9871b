"""People who write on each channel that pushes, for the stories that hold on all of them (`CHANNELS` in conftest).

A new channel gets a module beside `telegram_channel.py` whose function opens the bot and yields a `Person`, and a line
here.
"""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from bot.settings import Settings
from bot.timing import Timing
from tests.conftest import Clock, Person
from tests.support.telegram_channel import on_telegram
from tests.support.whatsapp_channel import on_whatsapp

PEOPLE_ON: dict[str, Callable[[Settings, Clock, Timing], AbstractAsyncContextManager[Person]]] = {
    "telegram": on_telegram,
    "whatsapp": on_whatsapp,
}
