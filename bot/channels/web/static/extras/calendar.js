// A calendar file (RFC 5545): a whole day, and an alarm at nine that morning.
import { here, written } from "./parts.js";
import { withoutNiks } from "./share.js";

const LONGEST_LINE = 75; // octets
const two = (number) => String(number).padStart(2, "0");
const dayOf = (date) => `${date.getFullYear()}${two(date.getMonth() + 1)}${two(date.getDate())}`;

const escaped = (text) => text.replace(/[\\;,]/g, (sign) => `\\${sign}`).replace(/\r?\n/g, "\\n");

// A longer line goes on in the next, which begins with a space; no character is cut in two.
function folded(line) {
  const lines = [""];
  let room = LONGEST_LINE;
  for (const sign of line) {
    const octets = new TextEncoder().encode(sign).length;
    if (octets > room) {
      lines.push(" ");
      room = LONGEST_LINE - 1;
    }
    lines[lines.length - 1] += sign;
    room -= octets;
  }
  return lines.join("\r\n");
}

function uid() {
  const bytes = [...crypto.getRandomValues(new Uint8Array(16))];
  return `${bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("")}@${location.hostname}`;
}

export function calendarFile(day, text) {
  const next = new Date(day.getFullYear(), day.getMonth(), day.getDate() + 1);
  const title = escaped(written("calendar"));
  return [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//SIGAP Kota Bekasi//Chat//ID",
    "CALSCALE:GREGORIAN",
    "BEGIN:VEVENT",
    `UID:${uid()}`,
    `DTSTAMP:${new Date().toISOString().replace(/[-:]|\.\d+/g, "")}`,
    `DTSTART;VALUE=DATE:${dayOf(day)}`,
    `DTEND;VALUE=DATE:${dayOf(next)}`,
    `SUMMARY:${title}`,
    `DESCRIPTION:${escaped(`${withoutNiks(text)}\n\n${here()}`)}`,
    "TRANSP:TRANSPARENT",
    "BEGIN:VALARM",
    "ACTION:DISPLAY",
    `DESCRIPTION:${title}`,
    "TRIGGER:PT9H",
    "END:VALARM",
    "END:VEVENT",
    "END:VCALENDAR",
    "",
  ].map(folded).join("\r\n");
}
