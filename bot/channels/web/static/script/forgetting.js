// Deletes the conversation, here and at the server.
import { clearBelow } from "./below.js";
import { add } from "./bubbles.js";
import { ask } from "./asking.js";
import { offer } from "./choices.js";
import { word } from "./language.js";
import { forgetHere } from "./memory.js";
import { log, sendButton, status } from "./page.js";
import { newId, oneTry } from "./requests.js";
import { showFrom } from "./scrolling.js";
import { markErased } from "./tabs.js";
import { putText } from "./typing.js";
import { chat } from "./chat.js";

export function askToForget() {
  if (chat.underWay) status.textContent = word("waiting");
  else ask();
}

export async function forget() {
  let answer = null;
  chat.underWay = { choice: "erase" };
  try {
    answer = await oneTry({ choice: "erase", id: newId() });
  } catch (unreachable) {
    // The person is told below.
  }
  if (answer && answer.erased) erased(answer);
  else erased({ replies: [{ text: word("forgotten_here") }] });
  log.focus({ preventScroll: true });
}

// What was asked for by the button, or in words.
export function erased(answer) {
  markErased(); // for the other tabs
  startAgain(answer.replies.map((reply) => reply.text).join("\n\n"));
}

// Nothing is left on the page but this sentence, which is in view and read out, and the greeting.
export function startAgain(sentence) {
  forgetHere();
  clearBelow();
  log.setAttribute("aria-live", "off"); // the status says it
  for (const one of log.querySelectorAll(".message")) one.remove();
  for (const bubble of chat.kept) bubble.state = "forgotten"; // what waits for the line to come back is not sent any more
  chat.kept = [];
  chat.underWay = null;
  sendButton.setAttribute("aria-disabled", "false");
  putText("");
  const { message } = add("bot", sentence);
  add("bot", word("greeting_text"));
  offer(word("greeting_choices"));
  showFrom(message);
  status.textContent = sentence;
  setTimeout(() => log.setAttribute("aria-live", "polite"), 500);
}
