// Hides long numbers: a NIK is hidden before it is shown or kept.

const LONG_NUMBER = /\p{Nd}(?:[^\p{L}\p{Nd}]{0,3}[\p{Nd}OoIlxX]){7,}/gu;

export function hide(text) {
  return text.replace(LONG_NUMBER, (run) => {
    const signs = [...run].filter((sign) => /[\p{Nd}\p{L}]/u.test(sign));
    const shown = (sign) => (/[0-9]/.test(sign) ? sign : "•");
    const middle = "•".repeat(signs.length - 6);
    return `${signs.slice(0, 4).map(shown).join("")} ${middle} ${signs.slice(-2).map(shown).join("")}`;
  });
}
