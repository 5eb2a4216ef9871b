// What this tab knows of the conversation.

export const chat = {
  language: document.documentElement.lang,
  kept: [], // { who, text, lang, state, picture, heading } as shown: NIKs hidden
  offered: [], // { label, value, role } under the newest reply
  underWay: null, // the message being sent
  touched: false, // the last thing used was a finger
  refusing: false, // the browser does not send our cookies back, and the person has been told
};
