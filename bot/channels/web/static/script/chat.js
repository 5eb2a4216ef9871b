// What this tab knows of the conversation.

export const chat = {
  language: document.documentElement.lang,
  kept: [], // { who, text, lang, state, picture, heading } as shown: NIKs hidden
  offered: [], // { label, value, role } under the newest reply
  underWay: null, // the message being sent
  touched: false, // the last thing used was a finger
  line: "", // "down", or "back" until something is sent
  givenBack: "", // what stands in the field because it has to be corrected
  erased: "", // the mark of the last erasure that this tab knows of
  stop: null, // breaks off the request under way, which is then tried again
  refusing: false, // the browser does not send our cookies back, and the person has been told
};
