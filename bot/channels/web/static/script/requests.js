// Requests to the server, tried several times with the same id.
import { chat } from "./chat.js";

const ONE_TRY_MS = 25000;
const PAUSES_MS = [1000, 4000]; // between tries by itself

export function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

export class Refused extends Error {}

export async function oneTry(body) {
  const stop = new AbortController();
  const clock = setTimeout(() => stop.abort(), ONE_TRY_MS);
  chat.stop = () => stop.abort();
  try {
    const response = await fetch("chat", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ ...body, cookies: chat.refusing ? "refused" : "given", language: chat.language }),
      signal: stop.signal,
      cache: "no-store",
    });
    if (response.status >= 400 && response.status < 500 && response.status !== 408) throw new Refused();
    if (!response.ok) throw new Error(String(response.status));
    const answer = await response.json();
    chat.refusing = answer.cookies === false;
    return answer;
  } finally {
    clearTimeout(clock);
    chat.stop = null;
  }
}

export async function severalTries(body) {
  for (const ms of PAUSES_MS) {
    try {
      return await oneTry(body);
    } catch (problem) {
      if (problem instanceof Refused) throw problem;
      await pause(ms);
    }
  }
  return oneTry(body);
}
