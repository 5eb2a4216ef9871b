// The language of the page.
import { allWords, box, byId } from "./page.js";
import { chat } from "./chat.js";

export const word = (name) => allWords[chat.language][name];

// The page has the words of its own language; those of the others are loaded when one of them is first spoken.
async function learn() {
  try {
    Object.assign(allWords, (await import(new URL(byId("words").dataset.all, document.baseURI).href)).default);
  } catch (unreachable) {
    // The labels of the page stay as they are; the conversation goes on.
  }
}

export async function speak(chosen) {
  if (chosen === chat.language) return;
  if (!allWords[chosen]) await learn();
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
