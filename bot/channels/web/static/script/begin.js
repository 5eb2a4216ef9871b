// Starts the chat: shows what was said before the reload, and listens to what the person does.
import { showBelow } from "./below.js";
import { draw, fillBubble, tell } from "./bubbles.js";
import { offer, press } from "./choices.js";
import { fit, submit } from "./composer.js";
import { nameTheMicrophone } from "./dictating.js";
import { askToForget, forget, startAgain } from "./forgetting.js";
import { showHint } from "./hint.js";
import { speak, word } from "./language.js";
import { sizeLetters } from "./letters.js";
import { recall } from "./memory.js";
import { box, byId, choices, log, sendButton, status, sure } from "./page.js";
import { watchLine } from "./line.js";
import { openPanels } from "./panels.js";
import { printWhole } from "./printing.js";
import { toTheEnd } from "./scrolling.js";
import { askForNews, send } from "./sending.js";
import { takeCommands } from "./commands.js";
import { wasErased, watchTabs } from "./tabs.js";
import { introduce } from "./who.js";
import { watchTyping } from "./typing.js";
import { followViewport } from "./viewport.js";
import { chat } from "./chat.js";

async function restore(found) {
  log.setAttribute("aria-live", "off"); // what was said before is not read out as new
  for (const one of log.querySelectorAll(".message")) one.remove();
  await speak(found.language);
  chat.kept = found.kept;
  chat.refusing = found.refusing === true;
  for (const bubble of chat.kept) {
    if (bubble.state === "sending" || bubble.state === "failed") bubble.state = "lost";
    const message = draw(bubble);
    if (bubble.state === "lost") tell(message, "type_again");
  }
  status.textContent = "";
  const lost = chat.kept.some((bubble) => bubble.state === "lost");
  offer(lost && !found.offered.length ? word("greeting_choices") : found.offered);
  toTheEnd();
  showBelow();
  setTimeout(() => log.setAttribute("aria-live", "polite"), 500);
}

async function begin() {
  const found = recall();
  const gone = wasErased((found && found.erased) || "");
  if (found && found.kept && found.kept.length > 1) {
    await restore(found);
    if (gone) startAgain(word("erased_elsewhere"));
  } else {
    const greeting = byId("greeting");
    chat.kept.push({ who: "bot", text: greeting.textContent, lang: chat.language, state: "" });
    fillBubble(greeting, greeting.textContent);
    offer(word("greeting_choices"));
  }
  printWhole();
  sendButton.disabled = false;
  byId("forget").disabled = false;

  byId("composer").addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });
  nameTheMicrophone(showHint);
  box.addEventListener("input", fit);
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey) return;
    if (event.isComposing || event.keyCode === 229) return; // it ends a word of the keyboard
    event.preventDefault();
    submit();
  });
  watchTyping();
  watchLine();
  watchTabs();
  choices.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button) press(button);
  });
  for (const button of document.querySelectorAll("[data-language]")) {
    button.addEventListener("click", () => send({ choice: `language.${button.dataset.language}` }, button.textContent));
  }
  introduce();
  takeCommands();
  byId("forget").addEventListener("click", askToForget);
  sure.addEventListener("close", () => {
    if (sure.returnValue === "yes") forget();
    sure.returnValue = "";
  });
  window.addEventListener("pointerdown", (event) => {
    chat.touched = event.pointerType === "touch";
  });
  window.addEventListener("keydown", () => {
    chat.touched = false;
  });
}

begin().then(askForNews);
sizeLetters();
openPanels();
followViewport();
