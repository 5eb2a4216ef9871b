// What is typed: grouped if it is a number, given back if it has to be corrected, never cut.
import { fit } from "./composer.js";
import { digitsOf, inGroups } from "./digits.js";
import { showHint } from "./hint.js";
import { box } from "./page.js";
import { chat } from "./chat.js";

const KEYBOARD_MS = 150; // a keyboard that composes a word must have finished with it

export function putText(text) {
  const shown = digitsOf(text) ? inGroups(text, text.length).text.trim() : text;
  box.value = shown;
  chat.givenBack = "";
  if (document.activeElement === box) box.setSelectionRange(shown.length, shown.length);
  fit();
  showHint();
}

// The page alone keeps what was typed, in memory: it goes back into an empty field.
export function giveBack(text) {
  if (box.value) return;
  putText(text);
  chat.givenBack = box.value;
  showHint();
}

// Who goes on by a button leaves the number behind.
export function dropGivenBack() {
  if (chat.givenBack && box.value === chat.givenBack) putText("");
}

function regroup(forward) {
  const { text, caret } = inGroups(box.value, box.selectionStart, forward);
  if (text === box.value) return;
  box.value = text;
  box.setSelectionRange(caret, caret);
  fit();
}

export function watchTyping() {
  let pause = 0;
  box.removeAttribute("maxlength"); // which cuts what is pasted, without a word
  box.addEventListener("input", (event) => {
    clearTimeout(pause);
    chat.givenBack = "";
    if (chat.line === "back") chat.line = "";
    if (event.isComposing) pause = setTimeout(regroup, KEYBOARD_MS);
    else regroup(event.inputType === "deleteContentForward");
    showHint();
  });
  box.addEventListener("compositionend", () => {
    clearTimeout(pause);
    pause = setTimeout(regroup, 0);
  });
}
