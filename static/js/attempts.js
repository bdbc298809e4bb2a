/* A box for each attempt. The row's one text, such as "4.12; x; 4.20", stays what is sent: the boxes
   are made of it and write into it. Without a script that text is typed as it is. */
import { enter, rowOf, stopOf, textOf, valueOf } from "./row-fields.js";
import { element, filled, makeKey, showBest } from "./sign-keys.js";
import { meanings } from "./time.js";

const list = document.querySelector("[data-entry]");
const words = list?.dataset ?? {};
const takesBoxes = (row) => textOf(row)?.dataset.attempts !== undefined;
const rows = () => [...list.querySelectorAll("[data-row]")].filter(takesBoxes);

const partsOf = (text) => text.trim().split(/[\s;+]+/).filter(Boolean);
const boxesOf = (row) => [...row.querySelectorAll("[data-box]")];
const typedIn = (row) => boxesOf(row).map((box) => box.value.trim());
/** As many as anybody here has had, and no fewer than usual; one more is offered to each who had all. */
let planned = Number(words.fewestAttempts ?? 3);
let entersRounds = false; // whether one attempt of all is entered first, then the next of all
let last = null; // the box that was typed in last

function build(row) {
  const text = textOf(row);
  const boxes = element("span", "boxes");
  const strip = element("span", "strip");
  boxes.append(
    strip,
    makeKey("x", words.foul, () => sign(row, "x")),
    makeKey("–", words.pass, () => sign(row, "-")),
    makeKey("✕", words.clear, () => enter(row, { value: "", status: "" })),
  );
  const typed = text.closest(".typed");
  typed.hidden = true;
  typed.after(boxes);
  for (const kind of ["input", "change"]) {
    strip.addEventListener(kind, (event) => {
      event.stopPropagation();
      last = event.target;
      pass(row, kind);
    });
  }
  strip.addEventListener("keydown", goOn);
  strip.addEventListener("pointerdown", ({ target }) => noticeOrder(target));
  redraw(row);
}

function addBox(row) {
  const text = textOf(row);
  const strip = row.querySelector(".strip");
  const box = element("input", "box");
  const { digits, time } = text.dataset;
  Object.assign(box, {
    type: "text",
    inputMode: digits !== undefined ? "numeric" : time !== undefined || Number(text.dataset.minimum) < 0 ? "text" : "decimal",
    autocomplete: "off",
    spellcheck: false,
    enterKeyHint: "next",
  });
  box.setAttribute("autocapitalize", "none");
  box.dataset.box = "";
  box.setAttribute("aria-label", filled(words.attempt, { number: strip.children.length + 1, name: row.querySelector("[data-name]").textContent }));
  box.setAttribute("aria-describedby", `state-${row.id.slice(4)}`);
  strip.append(box);
}

/** A row as it came with the page, was put into it later, or was filled by somebody else. */
function draw(row) {
  if (row.querySelector(".boxes")) redraw(row);
  else build(row);
}

/** Puts the row's text into its boxes; one that is right already is left alone, with its cursor. */
function redraw(row) {
  const parts = partsOf(valueOf(row));
  if (parts.join() !== typedIn(row).filter(Boolean).join()) {
    boxesOf(row).forEach((box, place) => {
      box.value = parts[place] ?? "";
    });
  }
  while (boxesOf(row).length < Math.max(planned, parts.length)) {
    addBox(row);
    boxesOf(row).at(-1).value = parts[boxesOf(row).length - 1] ?? "";
  }
  settle(row);
}

/** After a change: a box is free, Enter finds the next one, and the best is to be read. */
function settle(row) {
  if (typedIn(row).every(Boolean)) addBox(row);
  const boxes = boxesOf(row);
  boxes.forEach((box) => delete box.dataset.stop);
  boxes.forEach((box) => box.classList.toggle("is-sign", /^[x×–-]$/i.test(box.value.trim())));
  (boxes.slice(0, planned).find((box) => !box.value.trim()) ?? boxes[planned - 1]).dataset.stop = "";
  showBest(row, best(row), "");
}

function best(row) {
  const { time, places } = textOf(row).dataset;
  if (words.combine !== "BEST") return "";
  const values = typedIn(row).flatMap((part) => {
    const found = time !== undefined ? meanings(part, textOf(row).dataset) : [{ shown: part }];
    return found.length === 1 ? [{ ...found[0], value: size(found[0].shown) }] : [];
  });
  const valid = values.filter(({ value }) => Number.isFinite(value)).sort((one, other) => one.value - other.value);
  const winner = "lowWins" in words ? valid[0] : valid.at(-1);
  if (!winner || time !== undefined) return winner?.shown ?? "";
  const fixed = places ? { minimumFractionDigits: Number(places) } : {};
  return winner.value.toLocaleString(document.documentElement.lang, { maximumFractionDigits: 3, useGrouping: false, ...fixed });
}

const size = (text) =>
  text.replace(",", ".").split(":").reduce((sum, part) => (part.trim() === "" ? Number.NaN : sum * 60 + Number(part)), 0);

/** Hands what is in the boxes on to the row's text, which is sent. */
function pass(row, kind) {
  const parts = typedIn(row).filter(Boolean).map((part) => (/^[–—]$/.test(part) ? "-" : part));
  // Alone, a dash would mean that nothing counted at all.
  textOf(row).value = parts.length === 1 && parts[0] === "-" ? "-;" : parts.join("; ");
  settle(row);
  const isTooFew = parts.length < Number(words.neededAttempts ?? 0);
  if (kind === "input" || !isTooFew) textOf(row).dispatchEvent(new Event(kind, { bubbles: true }));
}

/** A foul or a pass, in the box that is typed in, else in the first that is free. */
function sign(row, text) {
  const focused = boxesOf(row).find((box) => box === document.activeElement);
  const box = focused ?? boxesOf(row).find((each) => !each.value.trim());
  box.value = text;
  last = box;
  pass(row, "input");
  pass(row, "change");
  box.scrollIntoView({ block: "nearest", inline: "nearest" });
  if (focused) after(box)?.focus();
}

/** The box that comes after this one: of the next person in rounds, else of the same. */
function after(box) {
  const row = rowOf(box);
  const boxes = boxesOf(row);
  const place = boxes.indexOf(box);
  if (!entersRounds && place + 1 < planned) return boxes[place + 1];
  const visible = rows().filter((each) => each.checkVisibility()).sort((one, other) => (one.compareDocumentPosition(other) & 4 ? -1 : 1));
  const next = visible[visible.indexOf(row) + 1];
  return next && (entersRounds ? (boxesOf(next)[place] ?? stopOf(next)) : stopOf(next));
}

function goOn(event) {
  if (event.key !== "Enter" || event.isComposing || !event.target.value.trim()) return;
  const next = after(event.target);
  const isLast = next && rowOf(next) !== rowOf(event.target);
  if (!next || (isLast && "enterConfirms" in words)) return; // then Enter is about the row
  event.preventDefault();
  event.stopPropagation();
  next.focus();
  next.select?.();
}

function noticeOrder(box) {
  if (!last || !box.matches("[data-box]") || box === last) return;
  const place = (each) => boxesOf(rowOf(each)).indexOf(each);
  if (rowOf(last) === rowOf(box)) entersRounds = false;
  else if (place(last) === place(box) && place(box) < planned - 1) entersRounds = true;
}

if (list) {
  for (const row of rows()) planned = Math.max(planned, partsOf(valueOf(row)).length);
  rows().forEach(build);
  list.addEventListener("klepak:filled", ({ target: row }) => takesBoxes(row) && draw(row));
}
