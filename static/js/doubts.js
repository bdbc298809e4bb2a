/* What to look at in a row, said at once and without a network: a value outside the plausible range,
   far from what is usual here, or the same as somebody else's. It warns; nothing is held up by it.
   The server judges again what it saves (scoring/engine/suspects.py); the sentences are the same. */
import { rowOf, textOf, valueOf } from "./row-fields.js";
import { element } from "./sign-keys.js";
import { meanings, milliseconds } from "./time.js";

const list = document.querySelector("[data-entry]");
const words = list?.dataset ?? {};
const rows = [...(list?.querySelectorAll("[data-row]") ?? [])].filter(textOf);
const PAUSE = 700; // ms without a key: then a number is taken to be complete
let waiting = null; // the row that is typed in, and judged after a pause
let timer;

const partsOf = (row) => (takesAttempts(row) ? valueOf(row).trim().split(/[\s;+]+/) : [valueOf(row).trim()]).filter(Boolean);
const takesAttempts = (row) => textOf(row).dataset.attempts !== undefined;
const isTime = (row) => textOf(row).dataset.time !== undefined;

/** A text in thousandths of the unit, null where it is no value or may be two. */
function thousandths(row, text) {
  if (isTime(row)) {
    const found = meanings(text, textOf(row).dataset);
    return found.length === 1 ? milliseconds(found[0].exact, textOf(row).dataset) : null;
  }
  return /^[+-]?([0-9]+([.,][0-9]*)?|[.,][0-9]+)$/.test(text) ? Math.round(Number(text.replace(",", ".")) * 1000) : null;
}

/** The best first. */
const valuesOf = (row) =>
  partsOf(row)
    .map((part) => thousandths(row, part))
    .filter((value) => value !== null)
    .sort((one, other) => ("lowWins" in words ? one - other : other - one));

function shown(row, value) {
  if (isTime(row)) return meanings(String(value / 1000 + (Number.isInteger(value / 1000) ? ".0" : "")), { ...textOf(row).dataset, digits: undefined })[0]?.shown;
  const { places } = textOf(row).dataset;
  const fixed = places ? { minimumFractionDigits: Number(places) } : {};
  return (value / 1000).toLocaleString(document.documentElement.lang, { maximumFractionDigits: 3, useGrouping: false, ...fixed });
}

const sentence = (template, values) => template.replace(/%\((\w+)\)s/g, (_whole, name) => values[name]);
const limit = (text, otherwise) => (text === undefined || text === "" ? otherwise : Number(text));

function outside(row, values) {
  const { lowest, highest } = textOf(row).dataset;
  for (const value of values) {
    if (value < limit(lowest, -Infinity)) return sentence(words.low, { value: shown(row, value) });
    if (value > limit(highest, Infinity)) return sentence(words.high, { value: shown(row, value) });
  }
  return "";
}

/** As the server's `suspicion`; of several attempts only where the best of them is the result. */
function far(row, values) {
  const usual = Number(words.usual || 0);
  if (!usual || !values.length || !["SINGLE", "BEST"].includes(words.combine)) return "";
  const value = "lowWins" in words ? Math.min(...values) : Math.max(...values);
  const times = Number(words.far);
  const isFar = value >= times * usual || ("measured" in words && value * times <= usual);
  return value > 0 && isFar ? sentence(words.farAway, { value: shown(row, value), usual: shown(row, usual) }) : "";
}

/** As the server's `same_before`: the same several measured values, or the same time to a hundredth. */
function twin(row, values) {
  const isTelling = takesAttempts(row) ? "measured" in words && values.length > 1 : isTime(row) && values[0] % 100 > 0;
  if (!isTelling) return "";
  const other = rows.find((each) => each !== row && valuesOf(each).join() === values.join());
  if (!other) return "";
  const name = other.querySelector("[data-name]").textContent.trim();
  return sentence(words.same, { name, value: values.map((value) => shown(row, value)).join("; ") });
}

function judge(row) {
  const values = valuesOf(row);
  const sentences = [outside(row, values) || far(row, values), twin(row, values)].filter(Boolean);
  row.querySelector("[data-note]")?.remove();
  if (!sentences.length) return;
  const note = element("div", "row-note");
  note.dataset.note = "";
  note.setAttribute("role", "status");
  const sign = element("span", "sign", "!");
  sign.setAttribute("aria-hidden", "true");
  note.append(sign, ` ${sentences.join(" ")}`);
  row.append(note);
}

function judgeWaiting() {
  clearTimeout(timer);
  if (waiting) judge(waiting);
  waiting = null;
}

list?.addEventListener("input", ({ target }) => {
  const row = rowOf(target);
  if (!rows.includes(row)) return;
  if (waiting !== row) judgeWaiting();
  row.querySelector("[data-note]")?.remove();
  waiting = row;
  clearTimeout(timer);
  timer = setTimeout(judgeWaiting, PAUSE);
});
list?.addEventListener("change", ({ target }) => {
  if (!rows.includes(rowOf(target))) return;
  waiting = rowOf(target);
  judgeWaiting();
});
