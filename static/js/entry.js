/* The entry page: what is entered in a row goes into the outbox as soon as the row is left, a tap at
   once; the row shows what has become of it. Without this script the page saves as one form. */
import { token } from "./csrf.js";
import { isOf } from "./outbox/outbox.js";
import { compared } from "./newer-page.js";
import { offerNewer, opened } from "./outbox/start.js";
import { enter, fill, rowOf, stopOf, textOf } from "./row-fields.js";
import { blockOf, keepingFocus, showCell, showItem, showMade, showState, withOwnPoint } from "./row-state.js";
import { echo, giveWay, held, isChanged, isSame, moveOn, participantOf } from "./rows.js";
import { meanings } from "./time.js";

const DRAFT_AFTER = 200;
const HTML_ANSWERS = [200, 409, 422];

const list = document.querySelector("[data-entry]");
const rows = () => [...list.querySelectorAll("[data-row]")];
const page = list && {
  event: Number(list.dataset.event),
  activity: Number(list.dataset.activity),
  group: Number(list.dataset.group),
  since: new Date(list.dataset.since).toISOString(),
};
/** Row -> what this page knows of it: `stored` and `base`, what the server had there at `since`;
    `made`, how it showed that; `known`, what the fields hold as far as it is stored or in the box;
    `item`, the newest one in the box; `before`, what a status took the place of; `isWriting`, how
    many of its entries are on their way into the box: until then no other row's news redraws it. */
const states = new Map();
const drafts = new Map(); // row -> timer
const writes = new Set(); // into the box, under way

const cellOf = (row) => ({
  event: page.event,
  activity: page.activity,
  group: page.group,
  participant: participantOf(row),
  name: row.querySelector("[data-name]").textContent.trim(),
  place: document.querySelector("h1").textContent.trim(),
});
const isTyped = (row) => "typed" in row.dataset;

function lookAt(row, since) {
  const made = blockOf(row).cloneNode(true);
  const shown = (name) => made.querySelector(`input[name$="-${name}"]`).value;
  const stored = { value: shown("shown_value"), status: shown("shown_status") };
  states.set(row, {
    ...states.get(row),
    ...{ stored, made, since, known: stored, base: Number(shown("base")) || null },
  });
}

/** What the fields hold, as an entry. Of value and status the one that was changed counts. */
function meant(row, now, { known, before }) {
  const isValueAlone = now.value !== known.value && now.status === known.status;
  const isTakenBack = known.status && !now.status && !now.value;
  const status = isValueAlone ? "" : now.status;
  if (status === "CLEARED") return { entry: { value_raw: "" }, typed: { value: "", status: "" } };
  if (status) return { entry: { status }, typed: { value: now.value, status } };
  const value = isTakenBack ? (before ?? "") : now.value;
  const { digits, attempts } = textOf(row)?.dataset ?? {};
  const entry = { value_raw: value, ...(digits !== undefined && { digits: true }) };
  const isAsked = digits !== undefined && attempts === undefined && value;
  const readings = isAsked ? meanings(value, textOf(row).dataset) : [];
  return { entry, typed: { value, status: "" }, ...(readings.length > 1 && { readings }) };
}

async function write(row, { readings, ...found }, state) {
  const { base, since } = states.get(row);
  const { outbox, sender } = await opened;
  await outbox.enter({ cell: cellOf(row), ...found, ...(readings && { meanings: readings }), base, since, state });
  if (state === "waiting") sender.send();
}

/** Nothing leaves the page before it is written. */
function writing(written) {
  writes.add(written);
  return written.finally(() => writes.delete(written));
}

function touch(row) {
  row.dataset.typed = "";
  showState(row, "unsaved");
  window.clearTimeout(drafts.get(row));
  drafts.set(row, window.setTimeout(() => keepDraft(row), DRAFT_AFTER));
}

/** What is still being typed is kept as well: a phone may go dark in the middle of a number. */
function keepDraft(row) {
  window.clearTimeout(drafts.get(row));
  const now = held(row);
  if (!isTyped(row) || isSame(now, states.get(row).known)) return;
  writing(write(row, meant(row, now, states.get(row)), "typed"));
}

/** The row was left, or tapped: what it holds goes into the box, and off to the server. */
async function commit(row) {
  window.clearTimeout(drafts.get(row));
  const state = states.get(row);
  const now = held(row);
  const wasTyped = isTyped(row);
  delete row.dataset.typed;
  if (isSame(now, state.known)) {
    if (wasTyped) await takeBack(row); // typed, and then again what was there
    return;
  }
  const found = meant(row, now, state);
  if (found.typed.status && state.known.value) state.before = state.known.value;
  state.known = found.typed;
  if (!isSame(now, found.typed)) fill(row, found.typed);
  state.isWriting = (state.isWriting ?? 0) + 1;
  try {
    await writing(write(row, found, found.readings ? "asked" : "waiting"));
  } finally {
    state.isWriting -= 1;
  }
  await drawAll();
}

async function takeBack(row) {
  const { outbox } = await opened;
  await outbox.withdraw(cellOf(row));
  await drawAll();
}

/** Show in a row what is in the box for it, or else what was confirmed since the page was made. */
function show(row, items, cells, sender) {
  const state = states.get(row);
  const isOwn = isOf({ activity: page.activity, participant: participantOf(row) });
  const item = items.filter(isOwn).filter((each) => each.state !== "typed").at(-1);
  const cell = cells.filter(isOwn).find(({ at }) => at > state.since);
  const isFirst = state.item === undefined;
  const isAnother = item?.uuid !== state.item?.uuid;
  state.item = item ?? null;
  if (cell) Object.assign(state, { cell, base: cell.entry });
  count(row, cell ? cell.entry !== null : state.made.matches("[data-state=saved], [data-state=doubtful]"));
  if (isTyped(row) || state.isWriting) {
    if (isFirst && !state.isWriting) state.known = item?.typed ?? cell ?? state.stored;
    return;
  }
  if (item) {
    if (isFirst || isAnother) hold(row, item.typed);
    showItem(row, item, sender);
  } else if (cell) {
    hold(row, cell);
    showCell(row, cell);
  } else if (!isFirst) {
    hold(row, state.stored);
    showMade(row, state.made);
  }
}

/** Bring the fields to what is in the box or stored; what means the same stays as it was typed. */
function hold(row, { value, status }) {
  const state = states.get(row);
  const text = textOf(row) ? withOwnPoint(value) : value;
  const now = held(row);
  if (isSame(now, { value, status }) || isSame(now, { value: text, status })) {
    state.known = now;
    return;
  }
  fill(row, { value: text, status });
  state.known = held(row);
}

/** The number of results in the page's head moves with the rows that were made before it. */
function count(row, isScored) {
  const state = states.get(row);
  const wasScored = state.isScored ?? state.made.matches("[data-state=saved], [data-state=doubtful]");
  state.isScored = isScored;
  const number = document.querySelector("#entry-count b");
  if (!number || isScored === wasScored || row.classList.contains("is-withdrawn")) return;
  number.textContent = Number(number.textContent) + (isScored ? 1 : -1);
}

let isDrawing = false;
let isStale = false;

/** All rows, and once more where the box changed meanwhile. */
async function drawAll() {
  isStale = true;
  if (isDrawing) return;
  isDrawing = true;
  const { outbox, sender } = await opened;
  while (isStale) {
    isStale = false;
    const [items, cells] = await Promise.all([outbox.items(), outbox.cells(page.activity)]);
    rows().forEach((row) => show(row, items, cells, sender));
  }
  isDrawing = false;
}

/** That a doubtful result is right only the server can keep: it answers with the row's state. */
async function confirm(row) {
  const { known, base } = states.get(row);
  const prefix = `p${participantOf(row)}`;
  const body = new FormData();
  body.set("person", document.querySelector("#sheet [name=person]").value);
  const unchanged = { ...prefixed("", known), ...prefixed("shown_", known), base, right: base };
  Object.entries(unchanged).forEach(([name, text]) => body.set(`${prefix}-${name}`, text));
  const headers = { "X-CSRFToken": token() ?? "", "HX-Request": "true" }; // asks for a part of a page
  try {
    const response = await window.fetch(row.dataset.save, { method: "POST", body, headers });
    if (!HTML_ANSWERS.includes(response.status)) throw new Error(response.statusText);
    const answer = new DOMParser().parseFromString(await response.text(), "text/html");
    takeOver(row, document.importNode(answer.querySelector("[data-state]"), true));
  } catch {
    row.querySelector("[data-not-now]").hidden = false;
  }
}

const prefixed = (prefix, { value, status }) => ({ [`${prefix}value`]: value, [`${prefix}status`]: status });

/** The server's own block of the state: it knows more than what was kept of it here. */
function takeOver(row, block) {
  keepingFocus(row, () => blockOf(row).replaceWith(block));
  const { known, cell } = states.get(row);
  lookAt(row, cell?.at ?? page.since);
  states.get(row).known = known;
}

/** The page was kept on the device, and the server's has come. Rows show what it has, but for those
    that somebody is about to change, which stay based on what was seen. */
async function renew(pages) {
  await started;
  const { newer, hasSameFrame } = compared(pages);
  const since = newer.querySelector("[data-entry]")?.dataset.since;
  const isBusy = (row) => isTyped(row) || states.get(row).isWriting || states.get(row).item;
  const isFocused = (row) => row.contains(document.activeElement);
  if (!hasSameFrame) {
    offerNewer();
    return;
  }
  const idle = rows().filter((row) => !isBusy(row));
  if (idle.some(isFocused)) offerNewer();
  idle.filter((row) => !isFocused(row)).forEach((row) => takeNewer(row, newer.getElementById(row.id), new Date(since).toISOString()));
  await drawAll();
}

function takeNewer(row, newer, since) {
  blockOf(row).replaceWith(document.importNode(newer.querySelector("[data-state]"), true));
  lookAt(row, since);
  Object.assign(states.get(row), { before: newer.dataset.before, cell: undefined });
}

async function press(row, { value, dataset: { press: pressed } }) {
  if (pressed === "right") {
    await confirm(row);
    return;
  }
  const { outbox, sender } = await opened;
  const { item } = states.get(row);
  delete row.dataset.typed;
  if (item) await writing(outbox[pressed](item.uuid, value));
  sender.send();
}

function listen() {
  list.addEventListener("input", ({ target }) => {
    const row = rowOf(target);
    if (!row) return;
    giveWay(target);
    echo(row);
    if (target.type !== "text") return;
    if (isSame(held(row), states.get(row).known)) commit(row);
    else touch(row);
  });
  list.addEventListener("change", ({ target }) => rowOf(target) && commit(rowOf(target)));
  list.addEventListener("focusout", ({ target, relatedTarget }) => {
    const row = rowOf(target);
    if (row && isTyped(row) && !row.contains(relatedTarget)) commit(row); // typed and taken back is no change to the browser
  });
  list.addEventListener("klepak:filled", ({ target }) => echo(target));
  list.addEventListener("pointerdown", (event) => {
    if (event.target.matches("[data-reading]")) event.preventDefault(); // the keyboard stays open
  });
  list.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.matches("input")) return;
    event.preventDefault();
    moveOn(rowOf(event.target));
  });
  list.addEventListener("click", (event) => {
    const button = event.target.closest("[data-press], [data-correct], [data-reading]");
    if (!button) return;
    event.preventDefault();
    const row = rowOf(button);
    if ("press" in button.dataset) press(row, button);
    else if ("reading" in button.dataset) enter(row, { value: button.dataset.reading });
    else correct(stopOf(row));
  });
}

function correct(field) {
  field.focus();
  if (field.type === "text") field.select();
}

/** “Save all” sends whatever is still open; conflicts and refusals wait for their own decision. */
function listenToSheet() {
  document.querySelector("#sheet")?.addEventListener("submit", async (event) => {
    event.preventDefault();
    await Promise.all(rows().map(commit));
    const { sender } = await opened;
    sender.send();
  });
}

/** Leaving the page, by whatever way: first what is in the rows is written. */
function listenToLeaving() {
  const typed = () => rows().filter(isTyped);
  const keep = () => typed().forEach(keepDraft);
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && keep());
  window.addEventListener("pagehide", keep);
  document.addEventListener("click", async (event) => {
    const link = event.target.closest("a[href]:not([data-correct])");
    const isOrdinary = !(event.ctrlKey || event.metaKey || event.shiftKey || link?.target);
    if (!link || !isOrdinary || !(writes.size || typed().length)) return;
    event.preventDefault();
    await Promise.all([...typed().map(commit), ...writes]);
    window.location.assign(link.href);
  });
  window.addEventListener("beforeunload", (event) => {
    if (writes.size) event.preventDefault();
  });
}

/** Rows that hold something else than the page was made with: changed before this script ran, put
    back by the browser, or sent as a form and refused. */
function changedRows() {
  return rows().filter((row) => isChanged(row) || !isSame(held(row), states.get(row).stored));
}

/** Fetched while there is a network, for the day on which there is none at all. */
async function fetchHandOverKey(outbox) {
  if (!outbox.isLasting || (await outbox.handOverKey(page.event))) return;
  try {
    const response = await window.fetch(list.dataset.handOverKey);
    if (response.ok) await outbox.keepHandOverKey(page.event, (await response.json()).key);
  } catch {
    // with the next page
  }
}

async function start() {
  rows().forEach((row) => lookAt(row, page.since));
  rows().forEach((row) => states.get(row).before ??= row.dataset.before);
  rows().forEach((row) => echo(row));
  changedRows().forEach((row) => {
    row.dataset.typed = "";
  });
  listen();
  listenToSheet();
  listenToLeaving();
  const { outbox, sender } = await opened;
  const here = new Set(rows().map(participantOf));
  await outbox.promote(({ activity, participant }) => activity === page.activity && here.has(participant));
  outbox.addEventListener("change", drawAll);
  sender.addEventListener("change", drawAll);
  await drawAll();
  rows().filter(isTyped).forEach((row) => row.contains(document.activeElement) || commit(row));
  sender.send();
  fetchHandOverKey(outbox);
}

const isLoaded = new Promise((resolve) => {
  if (document.readyState === "complete") resolve();
  else window.addEventListener("load", resolve); // by then the browser has put fields back
});
const started = list && isLoaded.then(start);
if (list) {
  document.addEventListener("klepak:newer", (event) => {
    event.preventDefault();
    renew(event.detail);
  });
}
