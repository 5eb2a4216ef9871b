// What the tab keeps across a reload; NIKs are hidden in it.
import { chat } from "./chat.js";

const STORE = "sigap";
const MOST_KEPT = 60;

export function store() {
  try {
    const { language, offered, refusing } = chat;
    const last = chat.kept.slice(-MOST_KEPT);
    sessionStorage.setItem(STORE, JSON.stringify({ language, kept: last, offered, refusing }));
  } catch (refused) {
    // A browser without storage still chats; only a reload forgets.
  }
}

export function recall() {
  try {
    return JSON.parse(sessionStorage.getItem(STORE));
  } catch (refused) {
    return null;
  }
}

export function forgetHere() {
  try {
    sessionStorage.removeItem(STORE);
  } catch (refused) {
    // There was nothing to forget.
  }
}
