// A hint at the microphone of the phone's keyboard, for whoever has not sent a message yet.
import { word } from "./language.js";
import { box } from "./page.js";
import { chat } from "./chat.js";

const microphone = { named: false };

export function nameTheMicrophone(show) {
  if (!window.matchMedia("(pointer: coarse)").matches) return;
  box.addEventListener("focus", () => {
    microphone.named = true;
    show();
  });
}

export function microphoneHint() {
  return microphone.named && !chat.kept.some((bubble) => bubble.who === "own") ? word("dictate") : "";
}
