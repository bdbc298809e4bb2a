/* Finding somebody on the entry page, at once: by name or number, only who is missing, in another
   order. Without a script the same fields are sent as a form. */
import { fieldsOf, rowOf, statusOf, stopOf, valueOf } from "./row-fields.js";

const list = document.querySelector("[data-entry]");
const form = document.querySelector("#find");
const rows = [...(list?.querySelectorAll("[data-row]") ?? [])];
const none = document.querySelector("[data-none]");
const SHELF = `klepak order ${document.querySelector("#sheet [name=person]")?.value ?? ""}`;
const kept = new Set(); // rows that were filled in while only missing ones were shown: they stay

const fold = (text) => text.trim().toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "").replace(/\s+/g, " ");

/** By number where somebody has just this one, else by what names and numbers hold. */
function found(text) {
  const sought = fold(text);
  if (!sought) return rows;
  const number = (row) => fold(row.dataset.number ?? "").replace(/^0+(?=.)/, "");
  const exact = rows.filter((row) => number(row) === sought.replace(/^0+(?=.)/, ""));
  if (exact.length) return exact;
  if (/^[0-9]+$/.test(sought)) return rows.filter((row) => number(row).startsWith(sought));
  const words = sought.split(" ");
  return rows.filter((row) => words.every((word) => ` ${row.dataset.find}`.includes(` ${word}`)) || number(row).startsWith(sought));
}

const isMissing = (row) => !row.classList.contains("is-withdrawn") && !valueOf(row).trim() && !statusOf(row);

/** Whoever is being typed in, and whatever is not settled yet, never goes out of sight by itself. */
const stays = (row) =>
  kept.has(row) || row.contains(document.activeElement) || row.matches(":has(.is-unsaved, .is-offline, .is-refused, .is-conflict, .is-asked)");

function show() {
  const hits = new Set(found(form.elements.q.value));
  for (const row of rows) {
    const isLeftOut = form.elements.missing.checked && !isMissing(row) && !stays(row);
    row.hidden = !hits.has(row) || isLeftOut;
  }
  none.hidden = rows.some((row) => !row.hidden) || !rows.length;
}

function sort() {
  const by = `by${form.elements.sort.value[0].toUpperCase()}${form.elements.sort.value.slice(1)}`;
  const inOrder = [...rows].sort((one, other) => Number(one.dataset[by]) - Number(other.dataset[by]));
  if (inOrder.some((row, place) => list.children[place] !== row)) list.prepend(...inOrder);
}

if (list && form && rows.length) {
  form.addEventListener("input", ({ target }) => {
    if (target.name === "missing") kept.clear();
    if (target.name !== "sort") return show();
    window.localStorage.setItem(SHELF, target.value);
    return sort();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const first = [...list.querySelectorAll("[data-row]")].find((row) => !row.hidden);
    if (first && fieldsOf(first).length) stopOf(first).focus();
  });
  list.addEventListener("input", ({ target }) => {
    if (rowOf(target)) kept.add(rowOf(target));
  });
  const remembered = window.localStorage.getItem(SHELF);
  const isAsked = new URLSearchParams(window.location.search).has("sort");
  if (!isAsked && [...form.elements.sort.options].some(({ value }) => value === remembered)) form.elements.sort.value = remembered;
  sort();
  show();
}
