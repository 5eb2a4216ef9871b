// Draws what to take along or to do as a picture, which a phone keeps without a line.
import { here, save, say, written } from "./parts.js";
import { withoutNiks } from "./share.js";

const WIDTH = 1080;
const MARGIN = 72;
const SIZE = 42;
const LINE = 60;
const HEAD = 190;
const FONT = "system-ui, -apple-system, Roboto, 'Noto Sans', Arial, sans-serif";
const GREEN = "#0b5d4e";
const INK = "#14231f";
const QUIET = "#4a5d57";

// Without the sentences about our buttons, which a picture has not.
function toKeep(text) {
  const press = new RegExp(`[^.?!\\n]*[.?!]?\\s*(?:${written("press")}) "[^"]+"\\.?`, "g");
  return withoutNiks(text).replace(press, "").replace(/\n{3,}/g, "\n\n").trim();
}

// The words of a line in rows that fit, each with its part that is bold: what stands before a colon.
function wrapped(pen, line) {
  const bold = (line.match(/^[^:]{2,24}: /) || [""])[0].length;
  const indent = line.startsWith("\u2022 ") ? 34 : 0;
  const rows = [];
  let x = MARGIN;
  let row = [];
  let at = 0;
  for (const word of line.split(" ")) {
    pen.font = `${at < bold ? "700" : "400"} ${SIZE}px ${FONT}`;
    const width = pen.measureText(`${word} `).width;
    if (x + width > WIDTH - MARGIN && row.length) {
      rows.push(row);
      row = [];
      x = MARGIN + indent;
    }
    row.push({ word, x, font: pen.font });
    x += width;
    at += word.length + 1;
  }
  return [...rows, row];
}

export function draw(text, language) {
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d");
  const lines = toKeep(text).split("\n");
  const rows = lines.map((line) => (line ? wrapped(pen, line) : null));
  const heights = rows.map((some) => (some ? some.length * LINE : LINE / 2));
  canvas.width = WIDTH;
  canvas.height = HEAD + MARGIN + heights.reduce((sum, one) => sum + one, 0) + 170;
  paint(pen, 0, 0, WIDTH, canvas.height, "#ffffff");
  paint(pen, 0, 0, WIDTH, HEAD, GREEN);
  put(pen, written("picture_title"), MARGIN, 92, `700 56px ${FONT}`, "#ffffff");
  put(pen, written("picture_more"), MARGIN, 148, `400 36px ${FONT}`, "#ffffff");
  let y = HEAD + MARGIN + SIZE / 2;
  rows.forEach((some, n) => {
    (some || []).forEach((row, k) => {
      for (const { word, x, font } of row) put(pen, word, x, y + k * LINE, font, INK);
    });
    y += heights[n];
  });
  paint(pen, MARGIN, y, WIDTH - 2 * MARGIN, 2, "#c9d6d1");
  const today = new Date().toLocaleDateString(language === "en" ? "en-GB" : "id-ID", { day: "numeric", month: "long", year: "numeric" });
  put(pen, `${here().replace(/^https?:\/\//, "").replace(/\/$/, "")} \u00b7 ${today}`, MARGIN, y + 62, `400 32px ${FONT}`, QUIET);
  canvas.toBlob((blob) => {
    save(blob, "sigap.png");
    say("saved");
  }, "image/png");
}

function paint(pen, x, y, width, height, colour) {
  pen.fillStyle = colour;
  pen.fillRect(x, y, width, height);
}

function put(pen, words, x, y, font, colour) {
  Object.assign(pen, { font, fillStyle: colour });
  pen.fillText(words, x, y);
}
