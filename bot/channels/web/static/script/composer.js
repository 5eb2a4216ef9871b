// The field that a person types in.
import { meant } from "./choices.js";
import { hide } from "./hide.js";
import { isTooLong, tellAgain } from "./hint.js";
import { word } from "./language.js";
import { box, status } from "./page.js";
import { send } from "./sending.js";
import { putText } from "./typing.js";
import { chat } from "./chat.js";

export function fit() {
  box.style.height = "auto";
  box.style.height = `${Math.min(box.scrollHeight + 3, 120)}px`;
}

export function submit() {
  const text = box.value.trim();
  if (!text) {
    box.focus();
    return;
  }
  if (isTooLong()) {
    tellAgain();
    return;
  }
  if (chat.underWay) {
    status.textContent = word("waiting");
    return;
  }
  const way = meant(text);
  if (!send(way ? { choice: way.value } : { text }, hide(text))) return;
  putText("");
  if (!chat.touched) box.focus({ preventScroll: true });
}
