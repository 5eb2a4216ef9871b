// A number while it is typed: shown in groups of four, as on the KTP.

const FEWEST_DIGITS = 8; // digits; a number this long is also hidden once it is sent
const MOST_DIGITS = 20; // more are two numbers, which keep what stands between them
const DIGITS_ONLY = /^[1-9][\d \u00a0.\-–_/]*$/;
const DATE_FORM = /^\d{1,2}[-/. ]\d{1,2}[-/. ]\d{2,4}$/;
const AMOUNT_FORM = /^\d{1,3}(\.\d{3})+$/;

const onlyDigits = (text) => text.replace(/\D/g, "");

export function digitsOf(text) {
  const typed = text.trim();
  const digits = onlyDigits(typed);
  const is = digits.length >= FEWEST_DIGITS && digits.length <= MOST_DIGITS;
  return is && DIGITS_ONLY.test(typed) && !DATE_FORM.test(typed) && !AMOUNT_FORM.test(typed) ? digits : "";
}

// The text in groups, and where the caret goes: behind the same digit, so that it stays where the person types.
export function inGroups(text, caret, forward) {
  const digits = digitsOf(text);
  if (!digits) return { text, caret };
  const more = digits.length >= 16 && /\D$/.test(text) ? " " : ""; // another number may follow
  const grouped = digits.replace(/\d{4}(?=\d)/g, "$& ") + more;
  if (caret >= text.length) return { text: grouped, caret: grouped.length };
  const before = onlyDigits(text.slice(0, caret)).length;
  let at = before + Math.max(0, Math.ceil(before / 4) - 1);
  if (forward && grouped[at] === " ") at += 1; // "Delete" has removed the space: it goes on to the digit behind
  return { text: grouped, caret: at };
}
