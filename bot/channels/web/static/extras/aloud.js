// Reads an answer aloud with a voice of the phone itself, so that no words go to anybody else.
import { dress, written } from "./parts.js";

const CODES = { id: ["id", "in", "ind"], en: ["en"], su: ["su", "sun", "id", "in", "ind"] };
const NOT_SPOKEN = /[\u2022\u2190-\u2bff\u{1f000}-\u{1faff}\ufe0f]/gu;
const synth = window.speechSynthesis;
const aloud = { pressed: null };

function voiceFor(language) {
  const local = synth.getVoices().filter((voice) => voice.localService === true);
  for (const code of CODES[language] || []) {
    const found = local.find((voice) => voice.lang.toLowerCase().split(/[-_]/)[0] === code);
    if (found) return found;
  }
  return null;
}

// Browsers find their voices some time after the page was loaded.
export function whenVoices(language, row, offer) {
  if (!synth || !window.SpeechSynthesisUtterance) return;
  const voice = voiceFor(language);
  if (voice) {
    offer(voice);
    return;
  }
  const later = () => {
    const found = row.isConnected ? voiceFor(language) : null;
    if (found) offer(found);
    if (found || !row.isConnected) synth.removeEventListener("voiceschanged", later);
  };
  if (synth.addEventListener) synth.addEventListener("voiceschanged", later);
}

export function read(text, voice, pressed) {
  if (aloud.pressed && aloud.pressed.isConnected) {
    hush();
    return;
  }
  const sentences = text.replace(NOT_SPOKEN, " ").match(/[^.!?\n]+[.!?\n]*/g) || [];
  const spoken = sentences.map((one) => one.trim()).filter(Boolean).map((one) => {
    const utterance = new SpeechSynthesisUtterance(one);
    Object.assign(utterance, { voice, lang: voice.lang });
    return utterance;
  });
  if (!spoken.length) return;
  aloud.pressed = pressed;
  dress(pressed, "stop", written("stop"));
  const ended = () => {
    if (aloud.pressed === pressed) finish();
  };
  for (const one of spoken) one.addEventListener("error", ended);
  spoken[spoken.length - 1].addEventListener("end", ended);
  for (const one of spoken) synth.speak(one); // one a sentence: a long one is cut off
}

function finish() {
  if (aloud.pressed) dress(aloud.pressed, "aloud", written("aloud"));
  aloud.pressed = null;
}

function hush() {
  finish();
  if (synth) synth.cancel();
}

window.addEventListener("pagehide", hush);
