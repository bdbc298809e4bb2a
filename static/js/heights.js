/* High jump and pole vault: a cell for each height, and o, x and – for the next jump. The row's one
   text, such as "1.10 o 1.15 xo", stays what is sent, as scoring/engine/heights.py reads it. */
import { rowOf, textOf, valueOf } from "./row-fields.js";
import { element, makeKey, showBest } from "./sign-keys.js";

const list = document.querySelector("[data-entry]");
const words = list?.dataset ?? {};
const takesHeights = (row) => textOf(row)?.dataset.heights !== undefined;
const rows = () => [...list.querySelectorAll("[data-row]")].filter(takesHeights);
const TOKEN = /[0-9]+(?:[.,][0-9]+)?|[.,][0-9]+|[o○✓✔x×✗✘–—-]/gi;
const OUT = 3; // failures in a row that end the competition
const SHELF = `klepak heights ${document.querySelector("#sheet [name=person]")?.value} ${words.activity}`;

let places = ""; // after the point, where all are shown
const written = (height) => (places ? height.toFixed(Number(places)) : String(height));
const shown = (height) => height.toLocaleString(document.documentElement.lang, { minimumFractionDigits: Number(places || 0), maximumFractionDigits: 3, useGrouping: false });
const signOf = (token) => (/[o○✓✔]/i.test(token) ? "o" : /[x×✗✘]/i.test(token) ? "x" : "-");

const known = new Set(); // the heights of this page, jumped or still to come
const chosen = new Map(); // row -> the height that was tapped

/** The row's text as height -> signs, in the order of the heights. */
function barsOf(row) {
  const bars = new Map();
  let height = null;
  for (const token of valueOf(row).match(TOKEN) ?? []) {
    if (/[0-9]/.test(token)) {
      height = Number(token.replace(",", "."));
      bars.set(height, "");
    } else if (height !== null) bars.set(height, bars.get(height) + signOf(token));
  }
  for (const [each, signs] of bars) bars.set(each, signs || "o"); // a height alone was cleared
  return new Map([...bars].sort(([one], [other]) => one - other));
}

/** The height of the next jump: undefined for who is out, and where no higher one is known yet. */
function nextHeight(row) {
  const bars = barsOf(row);
  const signs = [...bars.values()].join("");
  if (signs.endsWith("x".repeat(OUT))) return undefined;
  const [top, atTop] = [...bars].at(-1) ?? [0, "o"];
  if (atTop.endsWith("x")) return top;
  return sorted().find((height) => height > top);
}

const sorted = () => [...known].sort((one, other) => one - other);
const current = (row) => chosen.get(row) ?? nextHeight(row);

/** Whether all of the row's text is heights and jumps: what is not stays to be seen and corrected. */
const isWhole = (row) => !valueOf(row).replace(TOKEN, "").replace(/[\s;,:/]/g, "");

function build(row) {
  const typed = textOf(row).closest(".typed");
  const bars = element("span", "bars");
  const strip = element("span", "strip");
  const over = makeKey("o", words.over, () => jump(row, "o"));
  over.dataset.stop = "";
  bars.append(
    strip,
    over,
    makeKey("x", words.failure, () => jump(row, "x")),
    makeKey("–", words.pass, () => jump(row, "-")),
    makeKey("⌫", words.lastSign, () => takeBack(row)),
  );
  typed.after(bars);
  strip.addEventListener("click", ({ target }) => {
    const cell = target.closest("[data-height]");
    if (!cell) return;
    chosen.set(row, Number(cell.dataset.height));
    redraw(row);
  });
}

function redraw(row) {
  if (!row.querySelector(".bars")) build(row);
  const bars = barsOf(row);
  const strip = row.querySelector(".strip");
  textOf(row).closest(".typed").hidden = isWhole(row);
  const at = current(row);
  const cells = sorted().map((height) => {
    const cell = element("button", "bar");
    cell.type = "button";
    cell.dataset.height = height;
    cell.setAttribute("aria-pressed", String(height === at));
    cell.append(element("span", "bar-height", shown(height)), element("span", "bar-signs", (bars.get(height) ?? "").replaceAll("-", "–") || "·"));
    return cell;
  });
  strip.replaceChildren(...cells);
  const cell = cells.find((each) => each.getAttribute("aria-pressed") === "true") ?? cells.at(-1);
  if (cell) strip.scrollLeft = cell.offsetLeft - strip.offsetLeft - (strip.clientWidth - cell.offsetWidth) / 2;
  row.querySelectorAll(".bars > .sign-key").forEach((key, place) => {
    key.disabled = place < 3 ? at === undefined : bars.size === 0;
  });
  const cleared = [...bars].filter(([, signs]) => signs.includes("o")).at(-1);
  showBest(row, cleared ? shown(cleared[0]) : "", "");
}

function write(row, bars) {
  const text = textOf(row);
  text.value = [...bars]
    .filter(([, signs]) => signs)
    .sort(([one], [other]) => one - other)
    .map(([height, signs]) => `${written(height)} ${signs}`)
    .join(" ");
  for (const kind of ["input", "change"]) text.dispatchEvent(new Event(kind, { bubbles: true }));
  redraw(row);
}

function jump(row, sign) {
  const height = current(row);
  if (height === undefined) return;
  const bars = barsOf(row);
  const before = bars.get(height) ?? "";
  const isFull = !/^x*$/.test(before) || before.length >= OUT;
  const signs = isFull ? sign : before + sign; // pressed again at a height that is done: entered anew
  bars.set(height, signs);
  if (!signs.endsWith("x") || signs.length >= OUT) chosen.delete(row);
  write(row, bars);
}

function takeBack(row) {
  const bars = barsOf(row);
  const height = bars.has(chosen.get(row)) ? chosen.get(row) : [...bars.keys()].at(-1);
  if (height === undefined) return;
  bars.set(height, bars.get(height).slice(0, -1));
  write(row, bars);
}

/** Above the rows: the next height, by the step of the last two, added for everybody. */
function buildHead() {
  const head = element("form", "next-height");
  const field = element("input", "box");
  const add = element("button", "sign-key", words.addHeight);
  Object.assign(field, { type: "text", inputMode: "decimal", autocomplete: "off" });
  field.setAttribute("aria-label", words.nextHeight);
  add.type = "submit";
  head.append(element("span", "hint", words.nextHeight), field, add);
  const offer = () => {
    const [lower, upper] = sorted().slice(-2);
    const step = upper !== undefined ? upper - lower : places === "2" ? 0.05 : 5;
    const top = upper ?? lower;
    const height = top === undefined ? Number(words.firstHeight || 0) : top + step;
    field.value = height ? shown(Math.round(height * 1000) / 1000) : "";
  };
  head.addEventListener("submit", (event) => {
    event.preventDefault();
    const height = Number(field.value.trim().replace(",", "."));
    if (!(height > 0)) return field.setAttribute("aria-invalid", "true");
    field.removeAttribute("aria-invalid");
    known.add(Math.round(height * 1000) / 1000);
    window.localStorage.setItem(SHELF, JSON.stringify(sorted()));
    offer();
    return rows().forEach(redraw);
  });
  list.before(head);
  offer();
}

/** A row as it came with the page, was put into it later, or was filled by somebody else. */
function draw(row) {
  places = textOf(row).dataset.places ?? "";
  for (const height of barsOf(row).keys()) known.add(height);
  redraw(row);
}

if (list) {
  JSON.parse(window.localStorage.getItem(SHELF) ?? "[]").forEach((height) => known.add(height));
  rows().forEach(draw);
  rows().forEach(redraw); // with the heights of all
  buildHead();
  list.addEventListener("change", ({ target, isTrusted }) => isTrusted && rowOf(target) && takesHeights(rowOf(target)) && draw(rowOf(target)));
  list.addEventListener("klepak:filled", ({ target: row }) => takesHeights(row) && draw(row));
}
