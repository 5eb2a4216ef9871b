"""Random people do random things on Telegram to the real process: always one fitting answer, never an exception."""

import asyncio
import json
import threading
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from data.content.texts import LONGEST_REPLY, phrase, text
from handlers.steps import STEPS
from tests.conftest import BUDI, NOBODY
from tests.fakes.bot_api import BotApi
from tests.fakes.bot_api_rules import Rules
from tests.fakes.people import ATTACHED, SERVICE, Person, person
from tests.support.processes import House, Serving
from tests.support.telegram_servers import all_answered, ready, until, wired

Result = TypeVar("Result")

TYPED = st.one_of(
    st.text(st.characters(blacklist_categories=["Cs"]), min_size=1, max_size=300),
    st.text(st.sampled_from("0123456789 .-xO/@<>&"), min_size=1, max_size=60),
    st.sampled_from([BUDI, NOBODY, f"{BUDI} {NOBODY}", "/hapus", "/start", "/start cek", "/cek@SigapUjiBot"]),
    st.sampled_from(["halo", "english", "1", "cara klaim"]),
    st.sampled_from(["3 " * 2000, "x" * 4096, "😀" * 2000, "<b>", "&amp;", "\n\n\n.", "/" * 50]),
)  # fmt: skip
STRANGE = st.recursive(
    st.none() | st.integers(-5, 10**12) | st.text(max_size=5),
    lambda inner: st.dictionaries(st.sampled_from(["message", "chat", "id", "from", "text", "data", "type"]), inner),
    max_leaves=8,
)
GROUP = -1_001_999_000_111


class World:
    """The fake and the bot, in a loop of their own, as Hypothesis has none."""

    def __init__(self, house: House, *, webhook: bool) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self.house = house
        self.api: BotApi = self.do(self._open())
        wired(house, self.api, webhook=webhook).env["SIGAP_CHECKS_PER_DAY"] = "1000000"
        self.running: Serving = self.start()

    def do(self, work: Coroutine[Any, Any, Result]) -> Result:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(120)

    def call(self, act: Callable[[], Result]) -> Result:
        async def acted() -> Result:
            return act()

        return self.do(acted())

    async def _open(self) -> BotApi:
        return await BotApi(rules=Rules(1e9, 1e9, 10**9)).__aenter__()

    async def until(self, phone: Person, messages: int) -> None:
        """Waits until a phone shows so many messages, and no more come."""
        await until(lambda: len(phone.replies) >= messages)
        await self.all_answered()

    async def all_answered(self) -> None:
        """Whoever wrote to the bot has its answer."""
        await all_answered(self.api, self.house.live)

    def start(self) -> Serving:
        running = self.house.start()
        self.do(ready(running))
        return running

    def close(self) -> None:
        self.running.process.kill()
        self.running.process.wait()
        self.do(self.api.__aexit__(None, None, None))
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()


class Telegram(RuleBasedStateMachine):
    """What people may do. After each deed all is quiet again, and the answer is looked at."""

    world: World

    def __init__(self) -> None:
        super().__init__()
        self.people = [person(self.world.api), person(self.world.api, language="en")]
        self.member = person(self.world.api, group=GROUP)
        self.was_killed = False

    def _one_answer(self, phone: Person, act: Callable[[], object]) -> None:
        """Exactly one answer, short, with buttons that the phone can show."""
        before = len(phone.replies)
        self.world.call(act)
        self.world.do(self.world.until(phone, before + 1))
        replies = phone.replies[before:]
        assert len(replies) == 1, [one.text for one in replies]
        assert 0 < len(replies[0].text) <= LONGEST_REPLY + 150
        assert sum(map(len, replies[0].keyboard)) <= 7  # six, and the way back in the guide
        assert replies[0].text not in {text("error", "id"), text("error", "en"), text("error", "su")}

    def _does(self, act: Callable[[], object]) -> None:
        self.world.call(act)
        self.world.do(self.world.all_answered())

    @rule(who=st.integers(0, 1), said=TYPED)
    def types(self, who: int, said: str) -> None:
        self._one_answer(self.people[who], lambda: self.people[who].says(said))

    @rule(who=st.integers(0, 1), value=st.one_of(st.sampled_from(sorted(STEPS)), st.text(min_size=1, max_size=20)))
    def presses_any_button(self, who: int, value: str) -> None:
        self._one_answer(self.people[who], lambda: self.people[who].presses_data(value))

    @precondition(lambda self: any(phone.replies and phone.last.keyboard for phone in self.people))
    @rule(who=st.integers(0, 1), which=st.integers(0, 5))
    def presses_a_button_that_is_there(self, who: int, which: int) -> None:
        phone = self.people[who]
        buttons = [one for row in (phone.last.keyboard if phone.replies else []) for one in row]
        if buttons:
            value = buttons[which % len(buttons)]["callback_data"]
            self._one_answer(phone, lambda: phone.presses_data(value, phone.last.message_id))

    @rule(who=st.integers(0, 1), kind=st.sampled_from(sorted(ATTACHED)), caption=st.one_of(st.none(), TYPED))
    def attaches(self, who: int, kind: str, caption: str | None) -> None:
        self._one_answer(self.people[who], lambda: self.people[who].sends(kind, caption and caption[:1024]))

    @rule(who=st.integers(0, 1), said=TYPED)
    def forwards(self, who: int, said: str) -> None:
        self._one_answer(self.people[who], lambda: self.people[who].forwards(said))

    @rule(who=st.integers(0, 1), kind=st.sampled_from(sorted(SERVICE)))
    def does_what_needs_no_answer(self, who: int, kind: str) -> None:
        before = len(self.world.api.sent)
        self._does(lambda: self.people[who].sends(kind))
        assert len(self.world.api.sent) == before

    @rule(who=st.integers(0, 1))
    def blocks_and_comes_back(self, who: int) -> None:
        before = len(self.world.api.sent)
        self._does(self.people[who].blocks)
        self._does(self.people[who].unblocks)
        assert len(self.world.api.sent) == before

    @rule(said=TYPED)
    def speaks_in_a_group(self, said: str) -> None:
        before = len(self.member.replies)
        self._does(lambda: self.member.says(said))
        link = "https://t.me/SigapUjiBot?start=cek"
        holds_nik = f"{text('group.nik', 'id', link=link)}\n\n{phrase('group_not_hidden', 'id')}"
        assert {one.text for one in self.member.replies[before:]} <= {text("group", "id", link=link), holds_nik}
        assert len(self.member.replies) - before <= 1

    @rule(update=STRANGE)
    def telegram_says_something_new(self, update: object) -> None:
        kind = "callback_query" if json.dumps(update).startswith('{"d') else "message"
        self._does(lambda: self.world.api.deliver(1, **{kind: update}))

    @precondition(lambda self: not self.was_killed)  # a start takes as long as a hundred other deeds
    @rule()
    def the_bot_is_killed_and_starts_again(self) -> None:
        self.was_killed = True
        self.world.running.process.kill()
        self.world.running.process.wait()
        type(self).world.running = self.world.start()

    @invariant()
    def nothing_has_gone_wrong(self) -> None:
        assert b"Traceback" not in self.world.running.said
        assert b"turn.failed" not in self.world.running.said


@pytest.mark.parametrize("webhook", [False, True], ids=["polling", "webhook"])
def test_whatever_people_do_on_telegram_has_one_fitting_answer(house: House, webhook: bool) -> None:
    Telegram.world = World(house, webhook=webhook)
    try:
        run_state_machine_as_test(
            Telegram,
            settings=settings(
                max_examples=12, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
            ),
        )
    finally:
        Telegram.world.close()
