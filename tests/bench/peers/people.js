// What a peer is told to do (job.py), and the list that it looks NIKs up in.
"use strict";

const crypto = require("node:crypto");
const fs = require("node:fs");
const http = require("node:http");
const Database = require("better-sqlite3");

/** The job named on the command line: the fields of `Job` in job.py. */
exports.given = () => JSON.parse(fs.readFileSync(process.argv[2], "utf8"));

/** The list, looked up in the loop's own thread. */
exports.People = class {
  constructor(job) {
    this.key = Buffer.from(job.key, "hex");
    this.answers = job.answers;
    this.row = new Database(job.snapshot, { readonly: true })
      .prepare("SELECT status FROM people WHERE nik = ?")
      .pluck();
  }

  /** The hash of the NIK in a text, as the snapshot has it; undefined when there is none. */
  hashIn(text) {
    const found = /\b\d{16}\b/.exec(text);
    return found ? crypto.createHmac("sha256", this.key).update(found[0]).digest().subarray(0, 16) : undefined;
  }

  /** What is said about it. */
  answer(nik) {
    if (!nik) return this.answers.no_nik;
    return this.row.get(nik) === 0 ? this.answers.listed : this.answers.not_listed;
  }
};

/** Takes updates with `handler` of node's http server, and tells Telegram where. */
exports.serve = (job, handler, setWebhook) => {
  http
    .createServer(handler)
    .listen(job.port, "127.0.0.1", () => setWebhook(`http://127.0.0.1:${job.port}/telegram/webhook`));
};
