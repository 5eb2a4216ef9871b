"""A bot of pyTelegramBotAPI, and its webhook: aiohttp, as in its examples (it has no server of its own)."""

import asyncio

from aiohttp import web
from telebot import asyncio_helper
from telebot.async_telebot import AsyncTeleBot
from telebot.types import Update

from tests.bench.peers.job import Job


def bot_of(job: Job) -> AsyncTeleBot:
    """The bot, told where Telegram is."""
    asyncio_helper.API_URL = job.api + "/bot{0}/{1}"
    if job.ca:  # it trusts certifi alone
        asyncio_helper.session_manager.ssl_context.load_verify_locations(job.ca)
    return AsyncTeleBot(job.token)


async def serve(bot: AsyncTeleBot, job: Job) -> None:
    """Hands on each update, and says that it was taken once it is handled."""

    async def handle(request: web.Request) -> web.Response:
        await bot.process_new_updates([Update.de_json(await request.json())])
        return web.Response()

    app = web.Application()
    app.router.add_post("/telegram/webhook", handle)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", job.port).start()
    await bot.set_webhook(job.webhook_url, max_connections=100)
    await asyncio.Event().wait()
