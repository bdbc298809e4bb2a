/* Keys of an entry row that are radio buttons: pressed once more, one is taken back. */
import { isStatus, isValue, rowOf, setStatus } from "./row-fields.js";

const list = document.querySelector("[data-entry]");
let chosen = null; // the radio button that was on before it was pressed

function remember({ target }) {
  chosen = target.matches("input[type=radio]") && target.checked ? target : null;
}

function takeBack(event) {
  const { target } = event;
  if (event.type === "keyup" && event.key !== " ") return;
  if (target !== chosen || !(isStatus(target) || isValue(target))) return;
  chosen = null;
  if (event.type === "keyup") event.preventDefault(); // some browsers make a click of it, others none
  if (isStatus(target)) setStatus(rowOf(target), "");
  else target.checked = false;
  for (const kind of ["input", "change"]) target.dispatchEvent(new Event(kind, { bubbles: true }));
}

list?.addEventListener("pointerdown", remember);
list?.addEventListener("keydown", remember);
list?.addEventListener("keyup", takeBack);
list?.addEventListener("click", takeBack);
