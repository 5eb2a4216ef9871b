// The parts of the page that the scripts use, and the words on it.

export const byId = (id) => document.getElementById(id);
export const log = byId("log");
export const box = byId("text");
export const sendButton = byId("send");
export const status = byId("status");
export const choices = byId("choices");
export const sure = byId("sure");
export const hintLine = byId("hint");

export const allWords = JSON.parse(byId("words").textContent);

export function element(name, className, text) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}
