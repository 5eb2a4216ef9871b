// telegraf as its documentation shows it: its polling, or its webhook callback. Keeps nothing.
"use strict";

const { Telegraf } = require("telegraf");
const { message } = require("telegraf/filters");
const { People, given, serve } = require("./people.js");

const job = given();
const people = new People(job);
const bot = new Telegraf(job.token, { telegram: { apiRoot: job.api, webhookReply: false } });

bot.on(message("text"), (ctx) =>
  ctx.reply(people.answer(people.hashIn(ctx.message.text)), { reply_markup: { inline_keyboard: job.buttons } }),
);

if (job.how === "polling") {
  bot.launch();
} else {
  bot.telegram.getMe().then((me) => {
    bot.botInfo = me;
    serve(job, bot.webhookCallback("/telegram/webhook"), (url) =>
      bot.telegram.setWebhook(url, { max_connections: 100 }),
    );
  });
}
