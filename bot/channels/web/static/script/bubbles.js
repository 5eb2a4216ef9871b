// The bubbles of the conversation.
import { word } from "./language.js";
import { lined } from "./lines.js";
import { linked } from "./links.js";
import { choices, element, log, status } from "./page.js";
import { resultCard } from "./results.js";
import { chat } from "./chat.js";

export function draw(bubble) {
  const message = element("div", `message ${bubble.who}`);
  message.append(element("p", "unseen", word(bubble.who === "own" ? "you" : "bot")));
  if (bubble.picture) message.append(picture(bubble.picture, bubble.lang));
  const said = bubble.text || bubble.heading ? words(bubble.text, bubble.lang, bubble.who === "bot") : "";
  if (said) message.append(bubble.heading ? resultCard(bubble.heading, said) : said);
  log.insertBefore(message, choices);
  return message;
}

// Puts our words into a bubble, with their lines and with what can be tapped.
export function fillBubble(bubble, text) {
  bubble.textContent = "";
  bubble.classList.add("lined");
  bubble.append(lined(linked(text)));
}

function words(text, lang, ours) {
  const bubble = element("p", "bubble");
  if (ours) fillBubble(bubble, text);
  else bubble.append(text); // what a person typed stays as it is
  if (lang !== chat.language) bubble.lang = lang;
  return bubble;
}

function picture({ url, alt, width, height }, lang) {
  const link = element("a", "bubble picture");
  Object.assign(link, { href: url, target: "_blank", rel: "noopener" });
  if (lang !== chat.language) link.lang = lang;
  const image = element("img");
  image.addEventListener("error", () => link.replaceWith(words(alt, lang, true)));
  link.append(Object.assign(image, { loading: "lazy", alt, width, height, src: url }));
  return link;
}

export function add(who, text, shown, heading) {
  const bubble = { who, text, lang: chat.language, state: "" };
  if (heading) bubble.heading = heading;
  if (shown) bubble.picture = shown;
  if (shown && shown.alt === text) bubble.text = ""; // the picture says it
  chat.kept.push(bubble);
  return { bubble, message: draw(bubble) };
}

export function tell(message, name, retry) {
  const old = message.querySelector(".state");
  if (old) old.remove();
  if (!name) return;
  const state = element("p", name === "sending" || name === "slow" ? "state" : "state failed");
  state.append(element("span", "", word(name)));
  if (retry) {
    const button = element("button", "", word("retry"));
    button.type = "button";
    button.addEventListener("click", retry);
    state.append(button);
  }
  message.append(state);
  status.textContent = word(name);
}

export function showDots() {
  const dots = element("div", "message bot");
  const bubble = element("div", "bubble dots");
  bubble.append(element("i"), element("i"), element("i"));
  dots.append(element("p", "unseen", word("answering")), bubble);
  dots.setAttribute("aria-hidden", "true");
  log.insertBefore(dots, choices);
  return dots;
}
