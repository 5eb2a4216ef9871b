// The web chat in the browser: shows the conversation, sends what is typed or pressed until it is answered.
// A NIK is hidden before it is shown or kept; what was typed lives in one variable until the answer is there.
"use strict";

(() => {
  const ONE_TRY_MS = 25000;
  const SLOW_MS = 8000;
  const PAUSES_MS = [1000, 4000]; // between tries by itself
  const MOST_KEPT = 60;
  const STORE = "sigap";

  const byId = (id) => document.getElementById(id);
  const log = byId("log");
  const box = byId("text");
  const sendButton = byId("send");
  const status = byId("status");
  const sure = byId("sure");
  const allWords = JSON.parse(byId("words").textContent);

  let choices = byId("choices");
  let language = document.documentElement.lang;
  let kept = []; // { who, text, lang, state, picture } as shown: NIKs hidden
  let offered = []; // { label, value } under the newest reply
  let underWay = null; // the message being sent
  let touched = false; // the last thing used was a finger
  let refusing = false; // the browser does not send our cookies back, and the person has been told

  const word = (name) => allWords[language][name];

  // ---------------------------------------------------------------- hiding numbers

  const LONG_NUMBER = /\p{Nd}(?:[^\p{L}\p{Nd}]{0,3}[\p{Nd}OoIlxX]){7,}/gu;

  function hide(text) {
    return text.replace(LONG_NUMBER, (run) => {
      const signs = [...run].filter((sign) => /[\p{Nd}\p{L}]/u.test(sign));
      const shown = (sign) => (/[0-9]/.test(sign) ? sign : "•");
      const middle = "•".repeat(signs.length - 6);
      return `${signs.slice(0, 4).map(shown).join("")} ${middle} ${signs.slice(-2).map(shown).join("")}`;
    });
  }

  // ---------------------------------------------------------------- the tab's memory

  function store() {
    try {
      const last = kept.slice(-MOST_KEPT);
      sessionStorage.setItem(STORE, JSON.stringify({ language, kept: last, offered, refusing }));
    } catch (refused) {
      // A browser without storage still chats; only a reload forgets.
    }
  }

  function recall() {
    try {
      return JSON.parse(sessionStorage.getItem(STORE));
    } catch (refused) {
      return null;
    }
  }

  function forgetHere() {
    try {
      sessionStorage.removeItem(STORE);
    } catch (refused) {
      // There was nothing to forget.
    }
  }

  // ---------------------------------------------------------------- drawing

  function element(name, className, text) {
    const made = document.createElement(name);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  }

  function draw(bubble) {
    const message = element("div", `message ${bubble.who}`);
    message.append(element("p", "unseen", word(bubble.who === "own" ? "you" : "bot")));
    if (bubble.picture) message.append(picture(bubble.picture, bubble.lang));
    if (bubble.text) message.append(words(bubble.text, bubble.lang));
    log.insertBefore(message, choices);
    return message;
  }

  function words(text, lang) {
    const bubble = element("p", "bubble", text);
    if (lang !== language) bubble.lang = lang;
    return bubble;
  }

  function picture({ url, alt, width, height }, lang) {
    const link = element("a", "bubble picture");
    Object.assign(link, { href: url, target: "_blank", rel: "noopener" });
    if (lang !== language) link.lang = lang;
    const image = element("img");
    image.addEventListener("error", () => link.replaceWith(words(alt, lang)));
    link.append(Object.assign(image, { loading: "lazy", alt, width, height, src: url }));
    return link;
  }

  function add(who, text, shown) {
    const bubble = { who, text, lang: language, state: "" };
    if (shown) bubble.picture = shown;
    if (shown && shown.alt === text) bubble.text = ""; // the picture says it
    kept.push(bubble);
    return { bubble, message: draw(bubble) };
  }

  function offer(list) {
    offered = list;
    choices.textContent = "";
    for (const choice of list) {
      const button = element("button", "", choice.label);
      button.type = "button";
      button.dataset.value = choice.value;
      choices.append(button);
    }
  }

  function tell(message, name, retry) {
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

  function showDots() {
    const dots = element("div", "message bot");
    const bubble = element("div", "bubble dots");
    bubble.append(element("i"), element("i"), element("i"));
    dots.append(element("p", "unseen", word("answering")), bubble);
    dots.setAttribute("aria-hidden", "true");
    log.insertBefore(dots, choices);
    return dots;
  }

  // In a low window the page scrolls as a whole, else the log alone does.
  const logScrolls = () => getComputedStyle(log).overflowY === "auto";

  function toTheEnd() {
    if (logScrolls()) log.scrollTop = log.scrollHeight;
    else choices.scrollIntoView({ block: "end" });
  }

  function showFrom(first) {
    // A long answer begins at its top; a short one is shown whole.
    const top = first.getBoundingClientRect().top;
    const room = logScrolls() ? log.clientHeight : window.innerHeight;
    if (choices.getBoundingClientRect().bottom - top <= room - 16) toTheEnd();
    else if (logScrolls()) log.scrollTop += top - log.getBoundingClientRect().top - 8;
    else first.scrollIntoView({ block: "start" });
  }

  function speak(chosen) {
    if (!allWords[chosen]) return;
    language = chosen;
    document.documentElement.lang = chosen;
    document.title = word("title");
    for (const one of document.querySelectorAll("[data-word]")) one.textContent = word(one.dataset.word);
    for (const one of document.querySelectorAll("[data-label]")) one.setAttribute("aria-label", word(one.dataset.label));
    box.placeholder = word("placeholder");
    for (const one of document.querySelectorAll("[data-language]")) {
      one.setAttribute("aria-pressed", String(one.dataset.language === chosen));
    }
  }

  // ---------------------------------------------------------------- sending

  function newId() {
    if (crypto.randomUUID) return crypto.randomUUID();
    return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  const pause = (ms) => new Promise((done) => setTimeout(done, ms));

  class Refused extends Error {}

  async function oneTry(body) {
    const stop = new AbortController();
    const clock = setTimeout(() => stop.abort(), ONE_TRY_MS);
    try {
      const response = await fetch("/chat", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ ...body, cookies: refusing ? "refused" : "given", language }),
        signal: stop.signal,
        cache: "no-store",
      });
      if (response.status >= 400 && response.status < 500 && response.status !== 408) throw new Refused();
      if (!response.ok) throw new Error(String(response.status));
      const answer = await response.json();
      refusing = answer.cookies === false;
      return answer;
    } finally {
      clearTimeout(clock);
    }
  }

  async function severalTries(body) {
    for (const ms of PAUSES_MS) {
      try {
        return await oneTry(body);
      } catch (problem) {
        if (problem instanceof Refused) throw problem;
        await pause(ms);
      }
    }
    return oneTry(body);
  }

  function send(body, shown) {
    if (underWay) {
      status.textContent = word("waiting");
      return;
    }
    offer([]);
    const { bubble, message } = add("own", shown);
    bubble.state = "sending";
    deliver({ ...body, id: newId() }, bubble, message);
  }

  async function deliver(body, bubble, message) {
    underWay = body;
    sendButton.setAttribute("aria-disabled", "true");
    tell(message, "sending");
    store();
    const dots = showDots();
    toTheEnd();
    const slow = setTimeout(() => tell(message, "slow"), SLOW_MS);
    let answer = null;
    let problem = null;
    try {
      answer = await severalTries(body);
    } catch (caught) {
      problem = caught;
    }
    clearTimeout(slow);
    dots.remove();
    underWay = null;
    sendButton.setAttribute("aria-disabled", "false");
    if (answer) {
      arrived(bubble, message, answer, "choice" in body);
    } else {
      failed(body, bubble, message, problem);
    }
    store();
  }

  function arrived(bubble, message, answer, pressed) {
    bubble.state = "";
    tell(message, "");
    status.textContent = "";
    hear(answer);
    if (pressed && document.activeElement === log) (offered.length ? choices : log).focus({ preventScroll: true });
  }

  function hear(answer) {
    if (answer.language !== language) speak(answer.language);
    const drawn = answer.replies.map((reply) => add("bot", reply.text, reply.picture).message);
    const ways = answer.replies.flatMap((reply) => reply.choices);
    offer(ways.filter((way, at) => ways.findIndex((other) => other.value === way.value) === at));
    if (drawn.length) showFrom(drawn[0]);
  }

  async function askForNews() {
    if (!document.body.dataset.news) return;
    const before = offered;
    underWay = { choice: "news" };
    try {
      hear(await severalTries({ choice: "news", id: newId() }));
      if (!offered.length) offer(before);
      store();
    } catch (problem) {
      // The next visit asks again.
    }
    underWay = null;
  }

  function failed(body, bubble, message, problem) {
    if (problem instanceof Refused) {
      bubble.state = "refused";
      tell(message, "refused");
      return;
    }
    bubble.state = "failed";
    const again = () => {
      window.removeEventListener("online", again);
      if (underWay || bubble.state !== "failed") return;
      bubble.state = "sending";
      const hadFocus = message.contains(document.activeElement);
      deliver(body, bubble, message);
      if (hadFocus) log.focus({ preventScroll: true });
    };
    window.addEventListener("online", again);
    tell(message, "failed", again);
    toTheEnd();
  }

  // ---------------------------------------------------------------- what a person does

  function fit() {
    box.style.height = "auto";
    box.style.height = `${Math.min(box.scrollHeight + 3, 120)}px`;
  }

  function submit() {
    const text = box.value.trim();
    if (!text) {
      box.focus();
      return;
    }
    if (underWay) {
      status.textContent = word("waiting");
      return;
    }
    box.value = "";
    fit();
    const way = meant(text);
    send(way ? { choice: way.value } : { text }, hide(text));
    if (!touched) box.focus({ preventScroll: true });
  }

  // Only this tab knows what its buttons stand for: a typed number or label is sent as the button it names.
  function meant(text) {
    const typed = text.toLocaleLowerCase().replace(/[.)\s]+$/, "");
    const number = /^\d$/.test(typed) ? Number(typed) : 0;
    return offered.find(
      (way) =>
        (way.label.toLocaleLowerCase() === typed && way.value !== "erase") ||
        (number && way.value.startsWith("check.pick.") && way.value.endsWith(`.${number - 1}`)),
    );
  }

  function press(button) {
    if (underWay || !button.dataset.value) return;
    if (button.dataset.value === "erase") {
      askToForget();
      return;
    }
    log.focus({ preventScroll: true });
    send({ choice: button.dataset.value }, button.textContent);
  }

  function askToForget() {
    if (underWay) status.textContent = word("waiting");
    else sure.showModal();
  }

  async function forget() {
    let answer = null;
    underWay = { choice: "erase" };
    try {
      answer = await oneTry({ choice: "erase", id: newId() });
    } catch (unreachable) {
      // The person is told below.
    }
    underWay = null;
    forgetHere();
    for (const one of log.querySelectorAll(".message")) one.remove();
    for (const bubble of kept) bubble.state = "forgotten"; // what waits for the line to come back is not sent any more
    kept = [];
    add("bot", answer && answer.replies.length ? answer.replies[0].text : word("forgotten_here"));
    add("bot", word("greeting_text"));
    offer(word("greeting_choices"));
    log.focus({ preventScroll: true });
    toTheEnd();
  }

  // ---------------------------------------------------------------- beginning

  function restore(found) {
    log.setAttribute("aria-live", "off"); // what was said before is not read out as new
    for (const one of log.querySelectorAll(".message")) one.remove();
    speak(found.language);
    kept = found.kept;
    refusing = found.refusing === true;
    for (const bubble of kept) {
      if (bubble.state === "sending" || bubble.state === "failed") bubble.state = "lost";
      const message = draw(bubble);
      if (bubble.state === "lost") tell(message, "type_again");
    }
    status.textContent = "";
    const lost = kept.some((bubble) => bubble.state === "lost");
    offer(lost && !found.offered.length ? word("greeting_choices") : found.offered);
    toTheEnd();
    setTimeout(() => log.setAttribute("aria-live", "polite"), 500);
  }

  function begin() {
    const found = recall();
    if (found && found.kept && found.kept.length > 1) {
      restore(found);
    } else {
      kept.push({ who: "bot", text: byId("greeting").textContent, lang: language, state: "" });
      offer(word("greeting_choices"));
    }
    sendButton.disabled = false;
    byId("forget").disabled = false;

    byId("composer").addEventListener("submit", (event) => {
      event.preventDefault();
      submit();
    });
    box.addEventListener("input", fit);
    box.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      submit();
    });
    choices.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (button) press(button);
    });
    for (const button of document.querySelectorAll("[data-language]")) {
      button.addEventListener("click", () => send({ choice: `language.${button.dataset.language}` }, button.dataset.name));
    }
    byId("forget").addEventListener("click", askToForget);
    sure.addEventListener("close", () => {
      if (sure.returnValue === "yes") forget();
      sure.returnValue = "";
    });
    window.addEventListener("pointerdown", (event) => {
      touched = event.pointerType === "touch";
    });
    window.addEventListener("keydown", () => {
      touched = false;
    });
  }

  begin();
  askForNews();
})();
