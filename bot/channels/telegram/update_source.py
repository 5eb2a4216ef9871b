"""Makes sure that Telegram's updates come to us: keeps the webhook ours, and notices when another program polls."""

import asyncio
import random
from collections.abc import Mapping
from typing import Any

import structlog

from bot.channels.telegram.client import Api, Taken
from bot.metrics import Metrics
from bot.sending.backoff import Backoff
from bot.sending.errors import SendError

log = structlog.get_logger()

WEBHOOK = "/telegram/webhook"
"""The path to which Telegram sends webhooks."""

SILENT_SECONDS = 90.0
"""After this time without a successful poll, webhook or check of our webhook, updates may not reach us."""
RIVAL_SECONDS = 30.0
"""For this time after another program polled with our token, it may do so again: longer than a poll is held open."""
CHECK_SECONDS = (30.0, 60.0)
"""Shortest and longest time between two checks of the webhook: random, so that many bots do not check at once."""
_LONGEST_WAIT = 5.0
"""Seconds between two polls while another program takes our updates: it gets those that we miss."""


class UpdateSource:
    """Where updates come from, and whether they reach us. Times are those of the running loop."""

    def __init__(self, api: Api, metrics: Metrics, webhook: Mapping[str, Any]) -> None:
        self._api = api
        self._metrics = metrics
        self._webhook = webhook
        """The parameters of `setWebhook`; empty when we poll."""
        self._ours = False
        self._last_contact = self._rival = float("-inf")
        self._error_date: object = None

    @property
    def ready(self) -> bool:
        """Whether updates reach us, as far as we know."""
        now = asyncio.get_running_loop().time()
        return self._ours and now - self._last_contact < SILENT_SECONDS and now - self._rival >= RIVAL_SECONDS

    def note_contact(self) -> None:
        """Telegram delivered updates, or said that there are none."""
        self._last_contact = asyncio.get_running_loop().time()

    async def begin(self) -> None:
        """Sets the webhook, or deletes it when we poll. Raises Unauthorised or Refused."""
        if self._webhook:
            await self._api.call_until_answered("setWebhook", self._webhook)
            log.info("telegram.webhook_set")
        else:
            await self._api.call_until_answered("deleteWebhook", {})
            log.info("telegram.polling")
        self._ours = True
        self.note_contact()

    # ------------------------------------------------------------ by webhook

    async def watch_webhook(self) -> None:
        """Checks from time to time whether the webhook is still ours, for ever. Raises Unauthorised."""
        backoff, pause = Backoff(1.0, CHECK_SECONDS[1]), _until_check()
        while True:
            await asyncio.sleep(pause)
            retry_after = None
            try:
                await self._check_webhook()
            except SendError as problem:
                if problem.ends_channel:
                    raise
                log.warning("telegram.webhook_not_checked", problem=type(problem).__name__)
                retry_after = problem.retry_after
            if self._ours:
                backoff.reset()
            pause = _until_check() if self._ours else backoff.next(retry_after)

    async def _check_webhook(self) -> None:
        info = await self._api.call("getWebhookInfo", {})
        if not isinstance(info, Mapping):
            return
        if not self._ours or self._is_foreign(info):
            self._ours = False
            self._metrics.alarm(
                "telegram_webhook",
                "Telegram's webhook was not ours any more: another program has our token. Ours is set again. "
                "Stop that program, or take a new token from @BotFather.",
            )
            await self._api.call("setWebhook", self._webhook)
            self._ours = True
        self.note_contact()

    def _is_foreign(self, info: Mapping[str, Any]) -> bool:
        """Whether another program set the webhook: with another address, other kinds of update, or another secret.

        Telegram does not show the secret; but we refused (403) updates that came with another one.
        """
        kinds = info.get("allowed_updates")
        if info.get("url") != self._webhook["url"]:
            return True
        if isinstance(kinds, list) and {*map(str, kinds)} != {*self._webhook["allowed_updates"]}:
            return True
        new, self._error_date = info.get("last_error_date") != self._error_date, info.get("last_error_date")
        return new and "403" in str(info.get("last_error_message"))

    # ------------------------------------------------------------ by polling

    async def take_back(self, problem: Taken, wait: float) -> None:
        """Another program ended our poll: takes the updates back, and waits at most `wait` s. Raises Unauthorised."""
        if problem.by_webhook:
            self._ours = False
            self._metrics.alarm(
                "telegram_webhook",
                "Another program set a webhook with our token, so no update reaches us. It is deleted. "
                "Stop that program, or take a new token from @BotFather.",
            )
            try:
                await self._api.call("deleteWebhook", {})
                self._ours = True
            except SendError as failure:
                if failure.ends_channel:
                    raise
                log.warning("telegram.webhook_not_deleted", problem=type(failure).__name__)
        else:
            self._rival = asyncio.get_running_loop().time()
            self._metrics.alarm(
                "telegram_poller",
                "Another program polls with our token, and receives a part of the messages: stop it. "
                "Perhaps an old copy of this bot still runs.",
            )
        await asyncio.sleep(min(wait, _LONGEST_WAIT))


def _until_check() -> float:
    """Seconds until the next check of a webhook that is ours."""
    return random.uniform(*CHECK_SECONDS)  # noqa: S311 - no secret
