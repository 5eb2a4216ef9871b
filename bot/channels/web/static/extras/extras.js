// What may be done with the newest answer: share it, hear it, keep it as a picture, be reminded to come back.
import { read, whenVoices } from "./aloud.js";
import { calendarFile } from "./calendar.js";
import { button, iconed, save, say, useWords, written } from "./parts.js";
import { draw } from "./picture.js";
import { share } from "./share.js";

// `answer` holds the bubbles of the answer, `choices` the buttons below it; `status` tells screen readers.
export function show(answer, language, choices, status) {
  useWords(language, status);
  const text = answer.map(wordsOf).join("\n\n").trim();
  const row = document.createElement("div");
  row.className = "extras";
  row.setAttribute("role", "group");
  row.setAttribute("aria-label", written("row"));
  row.setAttribute("aria-live", "off"); // the answer is read out, not what may be done with it
  row.append(button("share", written("share"), (pressed) => share(text, pressed)));
  whenVoices(answer[answer.length - 1].lang, row, (voice) => {
    const aloud = button("aloud", written("aloud"), (pressed) => read(text, voice, pressed));
    row.insertBefore(aloud, row.children[1] || null);
  });
  const card = answer.find((bubble) => bubble.card);
  if (card) row.append(button("picture", written("picture"), () => draw(wordsOf(card), language)));
  const due = answer.find((bubble) => typeof bubble.day === "number");
  if (due) remind(row, due, text, language);
  choices.parentNode.insertBefore(row, choices.nextSibling);
}

function wordsOf(bubble) {
  const said = bubble.text || (bubble.picture ? bubble.picture.alt : "");
  return bubble.heading ? `${bubble.heading.text}\n\n${said}` : said;
}

function remind(row, due, text, language) {
  const file = (day) => {
    save(new Blob([calendarFile(day, text)], { type: "text/calendar;charset=utf-8" }), "sigap.ics");
    say("saved");
  };
  if (due.day) {
    const day = new Date(due.day);
    const shown = day.toLocaleDateString(language === "en" ? "en-GB" : "id-ID", { day: "numeric", month: "short" });
    row.append(button("calendar", `${written("remind")} ${shown}`, () => file(day)));
    return;
  }
  const opens = button("calendar", written("remind_me"), (pressed) => askForTheDay(row, pressed, file));
  opens.setAttribute("aria-expanded", "false");
  row.append(opens);
}

// Only an officer can name the day: the person types it.
function askForTheDay(row, pressed, file) {
  const open = row.querySelector("form");
  pressed.setAttribute("aria-expanded", String(!open));
  if (open) {
    open.remove();
    return;
  }
  const form = document.createElement("form");
  const label = document.createElement("label");
  const field = document.createElement("input");
  const done = iconed("calendar", written("keep"));
  done.type = "submit";
  const today = new Date().toLocaleDateString("sv"); // as a field for dates wants it; others show it as an example
  Object.assign(field, { type: "date", required: true, min: today, placeholder: today });
  label.append(written("which_day"), field);
  form.append(label, done);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const [year, month, day] = field.value.split("-").map(Number);
    if (day) file(new Date(year, month - 1, day));
    else say("which_day");
  });
  row.append(form);
  form.scrollIntoView({ block: "nearest" });
  field.focus();
}
