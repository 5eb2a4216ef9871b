// Deletes the conversation, here and at the server.
import { add } from "./bubbles.js";
import { offer } from "./choices.js";
import { word } from "./language.js";
import { forgetHere } from "./memory.js";
import { log, status, sure } from "./page.js";
import { newId, oneTry } from "./requests.js";
import { toTheEnd } from "./scrolling.js";
import { chat } from "./chat.js";

export function askToForget() {
  if (chat.underWay) status.textContent = word("waiting");
  else sure.showModal();
}

export async function forget() {
  let answer = null;
  chat.underWay = { choice: "erase" };
  try {
    answer = await oneTry({ choice: "erase", id: newId() });
  } catch (unreachable) {
    // The person is told below.
  }
  chat.underWay = null;
  forgetHere();
  for (const one of log.querySelectorAll(".message")) one.remove();
  for (const bubble of chat.kept) bubble.state = "forgotten"; // what waits for the line to come back is not sent any more
  chat.kept = [];
  add("bot", answer && answer.replies.length ? answer.replies[0].text : word("forgotten_here"));
  add("bot", word("greeting_text"));
  offer(word("greeting_choices"));
  log.focus({ preventScroll: true });
  toTheEnd();
}
