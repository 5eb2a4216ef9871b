// What the tab keeps across a reload; NIKs are hidden in it.
import { chat } from "./chat.js";

const STORE = "sigap";
const MOST_KEPT = 60;
const lastStored = { text: null };

export function store() {
  try {
    const { language, offered, refusing, erased } = chat;
    const last = chat.kept.slice(-MOST_KEPT);
    lastStored.text = JSON.stringify({ language, kept: last, offered, refusing, erased });
    sessionStorage.setItem(STORE, lastStored.text);
  } catch (refused) {
    // A browser without storage still chats; only a reload forgets.
  }
}

export function recall() {
  try {
    lastStored.text = sessionStorage.getItem(STORE);
    return JSON.parse(lastStored.text);
  } catch (refused) {
    return null;
  }
}

export function isStoredElsewhere() {
  try {
    return sessionStorage.getItem(STORE) !== lastStored.text;
  } catch (refused) {
    return false;
  }
}

export function forgetHere() {
  lastStored.text = null;
  try {
    sessionStorage.removeItem(STORE);
  } catch (refused) {
    // There was nothing to forget.
  }
}
