// The lines of a reply, so that numbers hang before their text and a blank line is low.
import { element } from "./page.js";

export function lined(fragment) {
  const whole = document.createDocumentFragment();
  let line = whole.appendChild(element("span", "line"));
  for (const node of [...fragment.childNodes]) {
    if (node.nodeType !== Node.TEXT_NODE) {
      line.append(node);
      continue;
    }
    node.data.split("\n").forEach((part, at) => {
      if (at) {
        whole.append("\n"); // not shown between blocks
        line = whole.appendChild(element("span", "line"));
      }
      if (part) line.append(part);
    });
  }
  for (const one of whole.children) {
    if (/^(?:\d+\.|•) /.test(one.textContent)) one.classList.add("item");
  }
  return whole;
}
