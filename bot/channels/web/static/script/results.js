// The card of a result: a heading with an icon, above the words that go with it.
import { element } from "./page.js";

const ROUND = "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18";
const RESULT_ICONS = {
  listed: `${ROUND}M7.500 12.500l3 3L16.500 9`,
  later: `${ROUND}M12 7v5l3.500 2`,
  ended: `${ROUND}M8 12h8`,
  not_listed: `${ROUND}M8 12h8`,
  unclear: `${ROUND}M9.500 9.500a2.500 2.500 0 1 1 3.750 2.200c-.800.450-1.250.900-1.250 1.800m0 3.250h.010`,
};

export function resultCard({ text, standing }, body) {
  const svg = (name) => document.createElementNS("http://www.w3.org/2000/svg", name);
  const icon = svg("svg");
  icon.setAttribute("viewBox", "0 0 24 24");
  icon.setAttribute("aria-hidden", "true");
  const known = standing === "removed" ? "ended" : standing in RESULT_ICONS ? standing : "unclear";
  const line = icon.appendChild(svg("path"));
  line.setAttribute("d", RESULT_ICONS[known]);
  const card = element("div", `result ${known}`);
  const heading = element("h2");
  heading.append(icon, inLines(text));
  card.append(heading, body);
  return card;
}

// Whose NIK it is, the result, and the date of the data, each on a line of its own.
function inLines(text) {
  const [result, day] = text.split("\n").pop().split(" · ");
  const lines = element("span");
  if (text.includes("\n")) lines.append(element("small", "", text.split("\n")[0]), " ");
  lines.append(result);
  if (day) lines.append(element("i", "", " · "), element("small", "", day));
  return lines;
}
