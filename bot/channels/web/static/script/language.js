// The language of the page.
import { allWords, box, byId } from "./page.js";
import { chat } from "./chat.js";

export const word = (name) => allWords[chat.language][name];

export function speak(chosen) {
  if (!allWords[chosen]) return;
  chat.language = chosen;
  document.documentElement.lang = chosen;
  document.title = word("title");
  for (const one of document.querySelectorAll("[data-word]")) one.textContent = word(one.dataset.word);
  for (const one of document.querySelectorAll("[data-label]")) one.setAttribute("aria-label", word(one.dataset.label));
  box.placeholder = word("placeholder");
  byId("spoken").textContent = chosen.toUpperCase();
  for (const one of document.querySelectorAll("[data-language]")) {
    one.setAttribute("aria-pressed", String(one.dataset.language === chosen));
  }
}
