// Other tabs on the same chat, and a page that the browser brings back as it was left.
import { startAgain } from "./forgetting.js";
import { word } from "./language.js";
import { isStoredElsewhere } from "./memory.js";
import { chat } from "./chat.js";

const ERASED_MARK = "sigap.erased"; // says when a tab has erased the chat, and nothing else

function erasedMark() {
  try {
    return localStorage.getItem(ERASED_MARK) || "";
  } catch (refused) {
    return "";
  }
}

export function markErased() {
  try {
    localStorage.setItem(ERASED_MARK, String(Date.now()));
  } catch (refused) {
    // Tabs of such a browser know nothing of each other.
  }
  chat.erased = erasedMark();
}

// Whether another tab has erased the chat that was stored with this mark.
export function wasErased(known) {
  chat.erased = erasedMark();
  return chat.erased !== "" && chat.erased !== known;
}

function lookForErasure() {
  if (wasErased(chat.erased)) startAgain(word("erased_elsewhere"));
}

export function watchTabs() {
  window.addEventListener("storage", lookForErasure);
  document.addEventListener("visibilitychange", lookForErasure);
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    lookForErasure();
    if (isStoredElsewhere()) window.location.reload(); // the conversation went on in another page of this tab
    else if (chat.stop) chat.stop(); // a request from before: it is sent again, with the same id
  });
}
