// grammY that keeps what ours keeps, in SQLite (better-sqlite3): one commit an update.
//
// In one transaction: was the update handled before? the chat is read, the check counted and refused above the quota,
// the NIK looked up, the chat written, the answer put into the outbox; answers that were sent since leave it. Then the
// message with the NIK is deleted and the answer sent. What was committed is answered after a kill, and only what was
// sent since the last commit is repeated. (By polling the runner may confirm an update before it is handled.)
"use strict";

const Database = require("better-sqlite3");
const { Bot, GrammyError, webhookCallback } = require("grammy");
const { run } = require("@grammyjs/runner");
const { People, given, serve } = require("./people.js");

const QUOTA = 1_000_000;
const DAY = 24 * 3600;

const job = given();
const people = new People(job);
const bot = new Bot(job.token, { client: { apiRoot: job.api } });

const db = new Database(job.database);
for (const pragma of ["journal_mode = WAL", "synchronous = FULL", "secure_delete = ON"]) db.pragma(pragma); // as ours
db.exec(`
CREATE TABLE IF NOT EXISTS handled (update_id INTEGER PRIMARY KEY, at INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS chats (
    chat INTEGER PRIMARY KEY, language TEXT NOT NULL, answer TEXT NOT NULL, used INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS asked (
    chat INTEGER NOT NULL, nik BLOB NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (chat, nik)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS outbox (
    update_id INTEGER PRIMARY KEY, chat INTEGER NOT NULL, message INTEGER NOT NULL, answer TEXT NOT NULL
) STRICT;
`);
const note = db.prepare("INSERT OR IGNORE INTO handled VALUES (?, ?)");
const chatOf = db.prepare("SELECT language, answer FROM chats WHERE chat = ?");
const used = db.prepare("SELECT count(*) FROM asked WHERE chat = ? AND at > ?").pluck();
const count = db.prepare("INSERT INTO asked VALUES (?, ?, ?) ON CONFLICT DO NOTHING");
const saveChat = db.prepare(
  "INSERT INTO chats VALUES (?, ?, ?, ?) ON CONFLICT (chat) DO UPDATE " +
    "SET answer = excluded.answer, used = excluded.used",
);
const keep = db.prepare("INSERT INTO outbox VALUES (?, ?, ?, ?)");
const settle = db.prepare("DELETE FROM outbox WHERE update_id = ?");

let sent = []; // updates whose answer arrived: they leave the outbox with the next commit

/** Handles an update in one transaction: the answer as JSON, or undefined where it was handled before. */
const take = db.transaction((update, message) => {
  for (const one of sent) settle.run(one);
  const now = Math.floor(Date.now() / 1000);
  const chat = message.chat.id;
  if (note.run(update, now).changes === 0) return undefined;
  const language = chatOf.get(chat)?.language ?? message.from.language_code ?? "id";
  let nik = people.hashIn(message.text);
  if (nik && used.get(chat, now - DAY) < QUOTA) count.run(chat, nik, now);
  else nik = undefined;
  const answer = JSON.stringify({ text: people.answer(nik), buttons: job.buttons });
  saveChat.run(chat, language, answer, now);
  keep.run(update, chat, message.message_id, answer);
  return answer;
});

const send = async (update, chat, message, answer) => {
  const { text, buttons } = JSON.parse(answer);
  try {
    await bot.api.deleteMessage(chat, message);
  } catch (error) {
    if (!(error instanceof GrammyError)) throw error; // else it is gone already
  }
  await bot.api.sendMessage(chat, text, { reply_markup: { inline_keyboard: buttons } });
  sent.push(update);
};

bot.on("message:text", async (ctx) => {
  const answer = take.immediate(ctx.update.update_id, ctx.msg);
  sent = [];
  if (answer) await send(ctx.update.update_id, ctx.chat.id, ctx.msg.message_id, answer);
});

setInterval(() => {
  for (const one of sent.splice(0)) settle.run(one); // when no update comes: commits of their own
}, 500);

const begin = async () => {
  const left = db.prepare("SELECT update_id, chat, message, answer FROM outbox ORDER BY update_id").raw().all();
  for (const one of left) await send(...one);
  if (job.how === "polling") run(bot);
  else serve(job, webhookCallback(bot, "http"), (url) => bot.api.setWebhook(url, { max_connections: 100 }));
};
begin();
