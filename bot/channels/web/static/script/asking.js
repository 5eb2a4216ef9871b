// Asks before deleting: in a dialog or, where the browser has none (Safari before 15.4), above the field.
import { byId, sure } from "./page.js";

export function ask() {
  if (sure.showModal) sure.showModal();
  else askInline();
}

function askInline() {
  const before = document.activeElement;
  sure.setAttribute("open", "");
  sure.setAttribute("role", "alertdialog");
  byId("composer").before(sure);
  const close = (value) => {
    sure.onclick = sure.onkeydown = null;
    sure.removeAttribute("open");
    if (before) before.focus();
    sure.returnValue = value;
    sure.dispatchEvent(new Event("close"));
  };
  sure.onclick = (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    event.preventDefault(); // the form would be sent
    close(button.value);
  };
  sure.onkeydown = (event) => {
    if (event.key === "Escape") close("no");
  };
  sure.querySelector("button").focus();
}
