// grammY as its documentation shows it: the runner, or webhookCallback of node's http. Keeps nothing.
"use strict";

const { Bot, webhookCallback } = require("grammy");
const { run } = require("@grammyjs/runner");
const { People, given, serve } = require("./people.js");

const job = given();
const people = new People(job);
const bot = new Bot(job.token, { client: { apiRoot: job.api } });

bot.on("message:text", (ctx) =>
  ctx.reply(people.answer(people.hashIn(ctx.msg.text)), { reply_markup: { inline_keyboard: job.buttons } }),
);

if (job.how === "polling") {
  run(bot);
} else {
  serve(job, webhookCallback(bot, "http"), (url) => bot.api.setWebhook(url, { max_connections: 100 }));
}
