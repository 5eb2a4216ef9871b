// Buttons that open a small list, which closes when something is chosen, on Escape, and when one goes on elsewhere.
import { byId } from "./page.js";

const STEPS = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };

function openedBy(opener) {
  const panel = byId(opener.getAttribute("aria-controls"));
  const both = opener.parentNode;
  const ways = [...panel.querySelectorAll("button")];
  const show = (open) => {
    panel.hidden = !open;
    opener.setAttribute("aria-expanded", String(open));
    if (open) (ways.find((way) => way.getAttribute("aria-pressed") === "true") || ways[0]).focus();
  };
  opener.disabled = false;
  opener.addEventListener("click", () => show(panel.hidden));
  both.addEventListener("keydown", (event) => {
    const at = ways.indexOf(document.activeElement);
    const to = { Home: 0, End: ways.length - 1 }[event.key];
    if (event.key === "Escape" && !panel.hidden) {
      show(false);
      opener.focus();
    } else if (panel.hidden && event.key === "ArrowDown") show(true);
    else if (panel.hidden || at < 0) return;
    else if (STEPS[event.key]) ways[(at + STEPS[event.key] + ways.length) % ways.length].focus();
    else if (to !== undefined) ways[to].focus();
    else return;
    event.preventDefault();
  });
  panel.addEventListener("click", (event) => {
    if (!event.target.closest("button")) return;
    show(false);
    opener.focus();
  });
  both.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !both.contains(event.relatedTarget)) show(false);
  });
  document.addEventListener("click", (event) => {
    if (!both.contains(event.target)) show(false);
  });
}

export function openPanels() {
  document.querySelectorAll(".opener").forEach(openedBy);
}
