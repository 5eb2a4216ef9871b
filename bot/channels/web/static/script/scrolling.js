// Where the conversation is scrolled to.
import { byId, choices, log } from "./page.js";

// In a low window the page scrolls as a whole, else the log alone does.
const logScrolls = () => getComputedStyle(log).overflowY === "auto";

export const scroller = () => (logScrolls() ? log : document.scrollingElement);

export function toTheEnd() {
  const moved = scroller();
  moved.scrollTop = moved.scrollHeight;
}

export function showFrom(first) {
  // A long answer begins at its top; a short one is shown whole.
  const top = first.getBoundingClientRect().top;
  const last = choices.firstChild ? choices : choices.previousElementSibling;
  const room = logScrolls() ? log.clientHeight : window.innerHeight - byId("composer").offsetHeight;
  if (last.getBoundingClientRect().bottom - top <= room - 16) toTheEnd();
  else if (logScrolls()) log.scrollTop += top - log.getBoundingClientRect().top - 8;
  else first.scrollIntoView({ block: "start" });
}
