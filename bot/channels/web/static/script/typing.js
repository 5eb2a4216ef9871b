// What is typed: grouped if it is a number, given back if it has to be corrected, never cut.
import { fit } from "./composer.js";
import { digitsOf, inGroups } from "./digits.js";
import { showHint } from "./hint.js";
import { box } from "./page.js";
import { chat } from "./chat.js";

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

// A keyboard that composes a word would put in twice what is changed meanwhile: the hint shows the groups until it ends.
export function watchTyping() {
  let composing = false;
  box.removeAttribute("maxlength"); // which cuts what is pasted, without a word
  box.addEventListener("input", (event) => {
    composing = event.isComposing;
    chat.givenBack = "";
    if (chat.line === "back") chat.line = "";
    if (!composing) regroup(event.inputType === "deleteContentForward");
    showHint();
  });
  box.addEventListener("compositionend", () => {
    composing = false;
    setTimeout(() => {
      if (composing) return;
      regroup();
      showHint();
    }, 0);
  });
}
