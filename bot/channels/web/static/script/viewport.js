// Keeps the page in the part of the window that an on-screen keyboard leaves free.
import { scroller } from "./scrolling.js";

const LEAST_KEYBOARD = 100; // in pixels: a window that lacks less has only a bar of the browser over it
const root = document.documentElement;

// The height above the keyboard where it covers the page (iOS); 0 where the browser makes the page smaller by itself.
function coveredTo(seen) {
  const zoomed = Math.abs(seen.scale - 1) > 0.05;
  return !zoomed && window.innerHeight - seen.height > LEAST_KEYBOARD ? seen.height : 0;
}

function place(seen) {
  const height = coveredTo(seen);
  if (height) {
    root.style.setProperty("--seen-top", `${seen.offsetTop}px`);
    root.style.setProperty("--seen-height", `${height}px`);
  } else if (root.classList.contains("covered")) {
    window.scrollTo(0, 0); // the browser moved the page up for the keyboard
  }
  root.classList.toggle("covered", height > 0);
  root.classList.toggle("little", height > 0 && height < 272);
}

// What was at the lower edge of the conversation stays there, so that a keyboard hides nothing that was read.
export function followViewport() {
  const seen = window.visualViewport;
  let below = null; // pixels under that edge, once anything was scrolled
  const measure = () => {
    const moved = scroller();
    below = moved.scrollHeight - moved.scrollTop - moved.clientHeight;
  };
  const resized = () => {
    if (seen) place(seen);
    if (below === null) return;
    const moved = scroller();
    moved.scrollTop = moved.scrollHeight - moved.clientHeight - below;
    measure(); // where all of it fits, nothing is left under the edge
  };
  document.addEventListener("scroll", measure, { capture: true, passive: true });
  window.addEventListener("resize", resized);
  if (!seen) return;
  seen.addEventListener("resize", resized);
  seen.addEventListener("scroll", () => place(seen));
}
