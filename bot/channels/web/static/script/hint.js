// The line above the field: how many digits there are, what is too long, whether the line is down.
import { microphoneHint } from "./dictating.js";
import { digitsOf, inGroups } from "./digits.js";
import { word } from "./language.js";
import { box, element, hintLine, log, status } from "./page.js";
import { toTheEnd } from "./scrolling.js";
import { putText } from "./typing.js";
import { chat } from "./chat.js";

const MOST_SIGNS = 4096;
const TELL_MS = 1000; // a screen reader is told when typing pauses
const lastTold = { text: "", clock: 0 };

function signsIn(text) {
  return text.length > MOST_SIGNS ? [...text].length : text.length;
}

export const isTooLong = () => signsIn(box.value.trim()) > MOST_SIGNS;

// What is shown, and what is told where that is written otherwise.
function hintNow() {
  const fill = (name, n) => word(name).replace("{n}", n.toLocaleString(chat.language));
  if (isTooLong()) return { bad: true, text: fill("too_long", signsIn(box.value.trim())) };
  if (chat.line === "down") return { bad: true, text: word(box.value ? "line_down" : "line_down_empty") };
  if (chat.line === "back") return { text: word("line_back") };
  const count = digitsOf(box.value).length;
  if (!count && chat.givenBack) return { text: word("given_back") };
  if (!count) return { text: microphoneHint(), told: "" }; // the field is described by it
  const text = chat.givenBack ? word("correct") : count > 16 ? fill("digits_over", count - 16) : "";
  const grouped = inGroups(box.value, 0).text;
  const shown = grouped === box.value ? text : `${grouped} ${text}`;
  return { text: shown, count, told: `${fill("digits", count)}. ${text}`.trim() };
}

export function showHint() {
  const { bad, text, count, told = text } = hintNow();
  const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 8;
  hintLine.className = bad ? "hint bad" : "hint";
  hintLine.textContent = "";
  if (count) hintLine.append(element("strong", count === 16 ? "full" : "", `${count}/16`));
  if (text) hintLine.append(element("span", "", text));
  if (chat.givenBack) hintLine.append(clearButton());
  hintLine.hidden = !hintLine.firstChild;
  if (atEnd) toTheEnd();
  tellLater(told, count === 16 ? 0 : TELL_MS);
}

function clearButton() {
  const button = element("button", "", word("clear"));
  button.type = "button";
  button.addEventListener("click", () => {
    putText("");
    box.focus({ preventScroll: true });
  });
  return button;
}

function tellLater(text, ms) {
  if (text === lastTold.text) return;
  lastTold.text = text;
  clearTimeout(lastTold.clock);
  if (text) lastTold.clock = setTimeout(() => (status.textContent = text), ms);
}

export function tellAgain() {
  lastTold.text = "";
  status.textContent = "";
  showHint();
}
