// The field that a person types in.
import { meant } from "./choices.js";
import { hide } from "./hide.js";
import { word } from "./language.js";
import { box, status } from "./page.js";
import { send } from "./sending.js";
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
  if (chat.underWay) {
    status.textContent = word("waiting");
    return;
  }
  box.value = "";
  fit();
  const way = meant(text);
  send(way ? { choice: way.value } : { text }, hide(text));
  if (!chat.touched) box.focus({ preventScroll: true });
}
