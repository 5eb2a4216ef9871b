// On paper, the top of the page says the day and the newest result.
import { byId, element, log } from "./page.js";
import { chat } from "./chat.js";

function headPaper() {
  const day = new Date().toLocaleDateString(chat.language, { day: "numeric", month: "long", year: "numeric" });
  const results = log.querySelectorAll(".result h2");
  byId("printed").textContent = "";
  byId("printed").append(element("p", "", day));
  if (results.length) byId("printed").append(element("p", "newest", results[results.length - 1].textContent));
}

export function printWhole() {
  window.addEventListener("beforeprint", headPaper);
}
