// The button at the top that says who runs this.
import { word } from "./language.js";
import { byId } from "./page.js";
import { send } from "./sending.js";

export function introduce() {
  byId("who").addEventListener("click", (event) => {
    event.preventDefault();
    send({ choice: event.currentTarget.value }, word("who"));
  });
}
