// A hint at the microphone of the phone's keyboard, for whoever has not sent a message yet.
import { box, byId, choices, element } from "./page.js";
import { word } from "./language.js";
import { chat } from "./chat.js";

export function hintAtTheMicrophone() {
  if (!window.matchMedia("(pointer: coarse)").matches) return;
  const hint = element("p", "hint", word("dictate"));
  hint.dataset.word = "dictate";
  hint.id = "hint";
  hint.hidden = true;
  const composer = byId("composer");
  composer.parentNode.insertBefore(hint, composer);
  box.addEventListener("focus", () => {
    hint.hidden = chat.kept.some((bubble) => bubble.who === "own");
  });
  const gone = () => {
    hint.hidden = true;
  };
  composer.addEventListener("submit", gone);
  choices.addEventListener("click", gone);
}
