// The size of the letters, which the browser keeps for the next visit: this alone, and nothing of the conversation.

const SIZE_KEY = "sigap.letters";
const USUAL_SIZE = "1";
const sizeButtons = [...document.querySelectorAll("button[data-letters]")];

function recallSize() {
  try {
    return localStorage.getItem(SIZE_KEY);
  } catch (refused) {
    return null;
  }
}

function keepSize(size) {
  try {
    if (size === USUAL_SIZE) localStorage.removeItem(SIZE_KEY);
    else localStorage.setItem(SIZE_KEY, size);
  } catch (refused) {
    // A browser without storage still enlarges the letters of this page.
  }
}

function useSize(size) {
  document.documentElement.dataset.letters = size;
  for (const one of sizeButtons) one.setAttribute("aria-pressed", String(one.dataset.letters === size));
  window.dispatchEvent(new Event("resize")); // what was read stays in view
}

export function sizeLetters() {
  const kept = recallSize();
  if (sizeButtons.some((one) => one.dataset.letters === kept)) useSize(kept);
  for (const one of sizeButtons) {
    one.addEventListener("click", () => {
      useSize(one.dataset.letters);
      keepSize(one.dataset.letters);
    });
  }
}
