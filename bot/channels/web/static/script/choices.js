// The buttons below the newest reply.
import { askToForget } from "./forgetting.js";
import { choices, element, log } from "./page.js";
import { send } from "./sending.js";
import { chat } from "./chat.js";

export function offer(list) {
  chat.offered = list;
  choices.textContent = "";
  for (const choice of list) {
    const button = element("button", choice.role, choice.label);
    button.type = "button";
    button.dataset.value = choice.value;
    choices.append(button);
  }
}

// Only this tab knows what its buttons stand for: a typed number or label is sent as the button it names.
export function meant(text) {
  const typed = text.toLocaleLowerCase().replace(/[.)\s]+$/, "");
  const number = /^\d$/.test(typed) ? Number(typed) : 0;
  return chat.offered.find(
    (way) =>
      (way.label.toLocaleLowerCase() === typed && way.value !== "erase") ||
      (number && way.value.startsWith("check.pick.") && way.value.endsWith(`.${number - 1}`)),
  );
}

export function press(button) {
  if (chat.underWay || !button.dataset.value) return;
  if (button.dataset.value === "erase") {
    askToForget();
    return;
  }
  log.focus({ preventScroll: true });
  send({ choice: button.dataset.value }, button.textContent);
}
