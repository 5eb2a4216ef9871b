// Shares the words of an answer by the phone's share sheet, or copies them. No NIK goes along, nor a part of one.
import { dress, here, say, written } from "./parts.js";

const LONG_NUMBER = /[\d\u2022](?:[ .-]{0,2}[\d\u2022])+/g;
const SHORTEST_NIK = 14;

export function withoutNiks(text) {
  return text.replace(LONG_NUMBER, (run) =>
    run.includes("\u2022") || run.replace(/\D/g, "").length >= SHORTEST_NIK ? "(NIK)" : run,
  );
}

export async function share(text, pressed) {
  const words = `${withoutNiks(text)}\n\n${written("from")} ${here()}`;
  if (navigator.share) {
    try {
      await navigator.share({ text: words });
      return;
    } catch (problem) {
      if (problem.name === "AbortError") return; // the person closed the sheet
    }
  }
  if (await copied(words)) {
    dress(pressed, "share", written("copied"));
    say("copied");
  } else {
    say("not_copied");
  }
}

async function copied(words) {
  try {
    await navigator.clipboard.writeText(words);
    return true;
  } catch (refused) {
    return copiedFromField(words);
  }
}

// Older browsers copy only what is selected.
function copiedFromField(words) {
  const before = document.activeElement;
  const field = document.createElement("textarea");
  field.value = words;
  field.className = "unseen";
  document.body.append(field);
  field.select();
  let done = false;
  try {
    done = document.execCommand("copy");
  } catch (refused) {
    // The person is told.
  }
  field.remove();
  if (before) before.focus({ preventScroll: true });
  return done;
}
