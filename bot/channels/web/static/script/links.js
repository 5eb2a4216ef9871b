// Makes what a reply of ours names tappable: numbers to call, addresses, places, commands. Only nodes, never HTML.

const CALL = /(?:telepon|nelepon|telp\.?|hubungi|call|dial|emergenc(?:y|ies)|darurat)[:,]?\s+$/i;
const CHAT = /(?:whatsapp|\bwa)[:,]?\s+$/i;
const COMMANDS =
  "privasi|privacy|hapus|erase|delete|cek|check|menu|bantuan|help|start|mulai|panduan|guide|lanjutkan|bahasa|language|basa|" +
  "english|indonesia|sunda|langganan|subscribe|berhenti|stop|unsubscribe";
const PARTS = [
  ["url", "https?:\\/\\/[^\\s<>\"]*[^\\s<>\".,;:!?)]"],
  ["mail", "[\\w.+-]+@[\\w-]+(?:\\.[\\w-]+)+"],
  ["url", "(?:[a-z0-9-]+\\.)+(?:id|com|org|net)(?:\\/[^\\s<>\"]*[^\\s<>\".,;:!?)])?(?![\\w-])"],
  ["number", "\\+?(?:\\(\\d{2,4}\\)[ -]?)?\\d(?:[ -]?\\d)+"],
  ["command", `\\/(?:${COMMANDS})(?![\\w/-])`],
  ["place", "(?:Kelurahan|Kecamatan) [A-Z][a-z]+(?: (?:[A-Z][a-z]+))?"],
  ["office", "(?:kantor BPJS Ketenagakerjaan|BPJS Ketenagakerjaan offices?)"],
  ["address", "(?:Alamat|Address): [^\\n]+"],
];
const ANY = new RegExp(PARTS.map((one) => `(${one[1]})`).join("|"), "g");

function link(href, text, elsewhere) {
  const made = document.createElement("a");
  made.href = href;
  made.textContent = text;
  if (elsewhere) Object.assign(made, { target: "_blank", rel: "noopener noreferrer" });
  return made;
}

const onMap = (what, text) =>
  link(`https://www.google.com/maps/search/?api=1&query=${encodeURIComponent(what)}`, text, true);

// A number that can be called. A NIK, a date, an amount and a number with hidden digits are none.
function number(text, before) {
  const digits = text.replace(/\D/g, "");
  const spoken = CALL.test(before) && digits.length >= 3 && digits.length <= 5;
  const long = /^(?:0|62)/.test(digits) && digits.length >= 6 && digits.length <= 13;
  const known = /^1500\d{3}$/.test(digits) || text === "112";
  if (!(spoken || long || known) || /^\d\d-\d\d-\d{4}$/.test(text)) return null;
  const abroad = text.startsWith("+") || digits.startsWith("62");
  if (CHAT.test(before) && digits.length > 8) return link(`https://wa.me/62${digits.replace(/^(?:62|0)/, "")}`, text, true);
  return link(`tel:${abroad ? "+" : ""}${digits}`, text);
}

function command(text) {
  const button = document.createElement("button");
  Object.assign(button, { type: "button", className: "command", textContent: text });
  return button;
}

function node(kind, text, before, seen) {
  if (/[\p{L}\p{Nd}•…@_/-]$/u.test(before) || (kind === "url" && before.endsWith(".")) || (kind === "number" && /[.,]$|Rp ?$/.test(before))) return null;
  if (kind === "number") return number(text, before);
  if (kind === "command") return command(text);
  if (kind === "mail") return link(`mailto:${text}`, text);
  if (kind === "url") return link(text.startsWith("http") ? text : `https://${text}`, text, true);
  if (seen.has(text.toLowerCase())) return null; // a place is linked where it is first named
  seen.add(text.toLowerCase());
  if (kind === "place") return onMap(`Kantor ${text}, Kota Bekasi`, text);
  if (kind === "office") return onMap("BPJS Ketenagakerjaan Bekasi Kota", text);
  return onMap(`${text.replace(/^\w+: /, "")}, Kota Bekasi`, text);
}

export function linked(text) {
  const whole = document.createDocumentFragment();
  const seen = new Set();
  let done = 0;
  for (let found = ANY.exec(text); found; found = ANY.exec(text)) {
    const kind = PARTS[found.slice(1).findIndex((one) => one !== undefined)][0];
    const rest = text.slice(found.index + found[0].length);
    const cut = kind === "number" && /^(?:[.,]\d|[•…%\p{L}])/u.test(rest);
    const made = cut ? null : node(kind, found[0], text.slice(0, found.index), seen);
    if (made) {
      whole.append(text.slice(done, found.index), made);
      done = found.index + found[0].length;
    }
  }
  whole.append(text.slice(done));
  return whole;
}
