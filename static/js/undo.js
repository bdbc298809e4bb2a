/* “Undo the last”: a row gets back what it held before the last change on this page, as a new entry. */
import { enter, rowOf, stopOf } from "./row-fields.js";
import { held as now, isSame } from "./rows.js";

const list = document.querySelector("[data-entry]");
const button = document.querySelector("[data-undo]");
const held = new Map(); // row -> what it held when it was last left or saved
const changes = []; // {row, value, status}: what each change took the place of

function note(row) {
  const before = held.get(row);
  const after = now(row);
  held.set(row, after);
  if (!before || isSame(before, after)) return;
  changes.push({ row, ...before });
  name();
}

function name() {
  const row = changes.at(-1)?.row;
  button.disabled = !row;
  const who = row?.querySelector(".row-name").textContent.trim().replace(/\s+/g, " ");
  button.setAttribute("aria-label", row ? `${button.dataset.undo}: ${who}` : button.dataset.undo);
}

function undo() {
  const change = changes.pop();
  if (!change) return;
  const { row, value, status } = change;
  row.hidden = false;
  held.set(row, { value: status ? "" : value, status });
  enter(row, status ? { value: "", status } : { value, status });
  row.scrollIntoView({ block: "nearest" });
  stopOf(row).focus({ preventScroll: true });
  name();
}

if (list && button) {
  button.hidden = false;
  list.querySelectorAll("[data-row]").forEach((row) => held.set(row, now(row)));
  list.addEventListener("change", ({ target }) => note(rowOf(target)));
  list.addEventListener("klepak:filled", ({ target: row, detail }) => {
    if (!detail.isEntered) held.set(row, now(row)); // settled: what is stored
  });
  button.addEventListener("pointerdown", (event) => event.preventDefault());
  button.addEventListener("click", undo);
  name();
}
