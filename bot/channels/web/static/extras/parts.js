// The words and the parts of the row below an answer. WORDS is put before these modules when they are joined.

const shown = { language: "id", status: null };
const ICONS = {
  share: "M12 15V3m0 0L8 7m4-4 4 4M6 11H5v10h14V11h-1",
  aloud: "M4 9v6h4l5 4V5L8 9H4m12.500-.5a5 5 0 0 1 0 7M19 6a9 9 0 0 1 0 12",
  stop: "M7 7h10v10H7z",
  picture: "M12 4v11m0 0-4-4m4 4 4-4M5 19h14",
  calendar: "M5 6h14v14H5zM5 10h14M9 3v4m6-4v4",
};

export function useWords(language, status) {
  Object.assign(shown, { language, status });
}

export const written = (name) => WORDS[shown.language][name];

export function say(name) {
  shown.status.textContent = written(name);
}

export function iconed(icon, label) {
  const made = document.createElement("button");
  made.type = "button";
  dress(made, icon, label);
  return made;
}

export function dress(made, icon, label) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  for (const [name, value] of [["viewBox", "0 0 24 24"], ["width", "18"], ["height", "18"], ["aria-hidden", "true"]]) {
    svg.setAttribute(name, value);
  }
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", ICONS[icon]);
  svg.append(path);
  made.textContent = "";
  made.append(svg, label);
}

export function button(icon, label, press) {
  const made = iconed(icon, label);
  made.addEventListener("click", () => press(made));
  return made;
}

export function save(blob, name) {
  const link = document.createElement("a");
  Object.assign(link, { href: URL.createObjectURL(blob), download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}

// Where the chat is, without what came behind the path.
export const here = () => location.origin + location.pathname;
