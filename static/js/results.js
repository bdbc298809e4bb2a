/* Quick typing into the results grid: Enter saves and goes down, Shift+Enter up, the arrows move,
   Esc puts back what is saved. The saving itself, row by row, is results-saving.js. */
import { fieldsOf, fill, rowOf, stopOf } from "./row-fields.js";

const grid = document.querySelector("[data-results]");
const before = new Map();

const stored = (row, name) => row.querySelector(`[data-state] input[name$="-shown_${name}"]`).value;

/** The one field of each row that the keys go to, as far as it is to be seen. */
function stops() {
  return [...grid.querySelectorAll("[data-row]")]
    .filter((row) => fieldsOf(row).length)
    .map(stopOf)
    .filter((field) => field?.checkVisibility());
}

function move(field, step) {
  const all = stops();
  const here = all.findIndex((each) => rowOf(each) === rowOf(field));
  const next = all[here + step];
  if (!next) {
    field.blur(); // leaving saves
    return;
  }
  next.focus();
  if (next.type === "text") next.select();
}

/** What the server said of the row before anything was typed over it. */
function remember({ target }) {
  const row = rowOf(target);
  if (row && !before.has(row)) before.set(row, row.querySelector("[data-state]").cloneNode(true));
}

function putBack(row) {
  fill(row, { value: stored(row, "value"), status: stored(row, "status") });
  fieldsOf(row).forEach((field) => field.removeAttribute("aria-invalid"));
}

function undoTyping(field) {
  const row = rowOf(field);
  const state = row.querySelector("[data-state]");
  const isAnswered = before.has(row) && row.dataset.sent === undefined;
  const isRefused = state.matches("[data-state=refused], [data-state=conflict], [data-state=asked]");
  putBack(row);
  if (isRefused || !isAnswered) {
    if (row.dataset.typed !== undefined || isRefused) window.htmx.trigger(row, "klepak:retry");
  } else {
    state.replaceWith(before.get(row));
    delete row.dataset.typed;
    delete row.dataset.unsent;
  }
  before.delete(row);
  if (field.type === "text") field.select();
}

function press(event) {
  const { key, target } = event;
  if (!target.matches("input") || event.isComposing) return;
  const isText = target.matches("input[type=text]");
  if (key === "Enter" && target.matches("input")) move(target, event.shiftKey ? -1 : 1);
  else if (key === "Escape") undoTyping(target);
  else if (isText && key === "ArrowDown") move(target, 1);
  else if (isText && key === "ArrowUp") move(target, -1);
  else return;
  event.preventDefault();
  event.stopPropagation(); // results-saving.js would move on by itself
}

if (grid) {
  grid.addEventListener("input", remember, { capture: true });
  grid.addEventListener("keydown", press, { capture: true });
  grid.addEventListener("htmx:afterRequest", ({ target }) => {
    before.delete(rowOf(target));
    delete target.dataset.sent;
  });
}
