// The commands that our replies name, as buttons: they are sent as if they were typed.
import { askToForget } from "./forgetting.js";
import { log } from "./page.js";
import { send } from "./sending.js";
import { chat } from "./chat.js";

const ERASES = /^\/(?:hapus|erase|delete)$/;

export function takeCommands() {
  log.addEventListener("click", (event) => {
    const button = event.target.closest(".command");
    if (!button || chat.underWay) return;
    if (ERASES.test(button.textContent)) {
      askToForget();
      return;
    }
    log.focus({ preventScroll: true });
    send({ text: button.textContent }, button.textContent);
  });
}
