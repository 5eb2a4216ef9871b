// Where the conversation is scrolled to.
import { choices, log } from "./page.js";

// In a low window the page scrolls as a whole, else the log alone does.
const logScrolls = () => getComputedStyle(log).overflowY === "auto";

export function toTheEnd() {
  if (logScrolls()) log.scrollTop = log.scrollHeight;
  else choices.scrollIntoView({ block: "end" });
}

export function showFrom(first) {
  // A long answer begins at its top; a short one is shown whole.
  const top = first.getBoundingClientRect().top;
  const room = logScrolls() ? log.clientHeight : window.innerHeight;
  if (choices.getBoundingClientRect().bottom - top <= room - 16) toTheEnd();
  else if (logScrolls()) log.scrollTop += top - log.getBoundingClientRect().top - 8;
  else first.scrollIntoView({ block: "start" });
}
