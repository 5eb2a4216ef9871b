// Whether the line is down. What is typed then stays in the field, in this page alone.
import { showHint, tellAgain } from "./hint.js";
import { chat } from "./chat.js";

export function lineIs(state) {
  if (chat.line === state) return;
  chat.line = state; // "down", "back", or empty
  showHint();
}

// Whether to send at all; if not, the person is told.
export function isDown() {
  if (navigator.onLine !== false) return false;
  chat.line = "down";
  tellAgain();
  return true;
}

export function watchLine() {
  window.addEventListener("offline", () => lineIs("down"));
  window.addEventListener("online", () => lineIs(chat.line === "down" ? "back" : ""));
  if (navigator.onLine === false) lineIs("down");
}
