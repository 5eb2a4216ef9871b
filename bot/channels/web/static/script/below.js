// What stands below the newest answer (static/extras), loaded when there is one.
import { choices, log, status } from "./page.js";
import { chat } from "./chat.js";

const DAY_MS = 86400000;

// Keeps with a bubble what its reply says of itself: when to come back, and whether it is worth keeping as a picture.
export function mark(bubble, reply) {
  if (reply.card) bubble.card = true;
  if (typeof reply.remind === "number") bubble.day = reply.remind && Date.now() + reply.remind * DAY_MS;
}

export function showBelow() {
  let at = chat.kept.length;
  while (at && chat.kept[at - 1].who === "bot") at -= 1;
  const answer = chat.kept.slice(at);
  if (!answer.length) return;
  import(new URL(log.dataset.extras, document.baseURI).href).then(
    (extras) => {
      const newest = answer[answer.length - 1];
      if (newest !== chat.kept[chat.kept.length - 1]) return; // it took so long that there is another
      clearBelow();
      const atEnd = log.scrollTop > 0 && log.scrollHeight - log.scrollTop - log.clientHeight < 4;
      extras.show(answer, chat.language, choices, status);
      const messages = log.querySelectorAll(".message");
      const first = messages[messages.length - answer.length];
      const below = log.scrollHeight - log.scrollTop - log.clientHeight;
      const above = first ? first.getBoundingClientRect().top - log.getBoundingClientRect().top : 0;
      if (atEnd && below < above) log.scrollTop = log.scrollHeight; // the answer stays in view as a whole
    },
    () => {}, // the answer is there without it
  );
}

export function clearBelow() {
  if (window.speechSynthesis) speechSynthesis.cancel(); // an answer that is being read aloud
  for (const row of log.querySelectorAll(".extras")) row.remove();
}
