// Sends what is typed or pressed until it is answered, and shows the answer.
import { clearBelow, mark, showBelow } from "./below.js";
import { add, showDots, tell } from "./bubbles.js";
import { offer } from "./choices.js";
import { erased } from "./forgetting.js";
import { showHint } from "./hint.js";
import { speak, word } from "./language.js";
import { isDown, lineIs } from "./line.js";
import { store } from "./memory.js";
import { log, sendButton, status } from "./page.js";
import { Refused, newId, severalTries } from "./requests.js";
import { showFrom, toTheEnd } from "./scrolling.js";
import { dropGivenBack, giveBack } from "./typing.js";
import { chat } from "./chat.js";

const SLOW_MS = 8000;

// Whether it is sent; if not, the person is told why.
export function send(body, shown) {
  if (chat.underWay) {
    status.textContent = word("waiting");
    return false;
  }
  if (isDown()) return false;
  if ("choice" in body) dropGivenBack();
  const before = chat.offered;
  offer([]);
  clearBelow();
  const { bubble, message } = add("own", shown);
  bubble.state = "sending";
  showHint();
  deliver({ ...body, id: newId() }, bubble, message, before);
  return true;
}

async function deliver(body, bubble, message, before) {
  chat.underWay = body;
  sendButton.setAttribute("aria-disabled", "true");
  tell(message, "sending");
  store();
  const dots = showDots();
  toTheEnd();
  const slow = setTimeout(() => bubble.state === "sending" && tell(message, "slow"), SLOW_MS);
  let answer = null;
  let problem = null;
  try {
    answer = await severalTries(body);
    await speak(answer.language);
  } catch (caught) {
    problem = caught;
  }
  clearTimeout(slow);
  if (bubble.state === "forgotten") return; // by another tab
  dots.remove();
  chat.underWay = null;
  sendButton.setAttribute("aria-disabled", "false");
  if (answer) {
    arrived(bubble, message, answer, body, before);
  } else {
    failed(body, bubble, message, problem, before);
  }
  store();
}

function arrived(bubble, message, answer, body, before) {
  bubble.state = "";
  tell(message, "");
  status.textContent = "";
  lineIs("");
  if (answer.erased) {
    erased(answer);
    return;
  }
  if (answer.retype && body.text) giveBack(body.text);
  hear(answer, before);
  if ("choice" in body && document.activeElement === log) (chat.offered.length ? choices : log).focus({ preventScroll: true });
}

function hear(answer, before) {
  showHint();
  const drawn = answer.replies.map((reply) => {
    const said = reply.heading ? reply.text.split("\n\n").slice(1).join("\n\n") : reply.text; // the card has its own
    const { bubble, message } = add("bot", said, reply.picture, reply.heading);
    mark(bubble, reply);
    return message;
  });
  const ways = answer.replies.flatMap((reply) => reply.choices);
  const once = ways.filter((way, at) => ways.findIndex((other) => other.value === way.value) === at);
  offer(answer.retype && !once.length ? before.map((way) => ({ ...way, role: "" })) : once); // the next step is to retype
  if (drawn.length) {
    showFrom(drawn[0]);
    showBelow();
  }
}

export async function askForNews() {
  if (!document.body.dataset.news) return;
  const before = chat.offered;
  chat.underWay = { choice: "news" };
  try {
    const answer = await severalTries({ choice: "news", id: newId() });
    await speak(answer.language);
    hear(answer);
    if (!chat.offered.length) offer(before);
    store();
  } catch (problem) {
    // The next visit asks again.
  }
  chat.underWay = null;
}

function failed(body, bubble, message, problem, before) {
  if (problem instanceof Refused) {
    bubble.state = "refused";
    tell(message, "refused");
    if (body.text) giveBack(body.text);
    return;
  }
  bubble.state = "failed";
  const again = () => {
    window.removeEventListener("online", again);
    if (chat.underWay || bubble.state !== "failed") return;
    bubble.state = "sending";
    const hadFocus = message.contains(document.activeElement);
    deliver(body, bubble, message, before);
    if (hadFocus) log.focus({ preventScroll: true });
  };
  window.addEventListener("online", again);
  tell(message, "failed", again);
  lineIs("down");
  toTheEnd();
}
