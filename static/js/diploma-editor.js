// The editor of a diploma's template: the form works without this. With it the sheet is worked on
// by mouse, finger and keys; each move is sent to the server, which answers with what changed. A
// moment after the last change all is saved as the template's draft.
import { cropOf, showCrop } from "./diploma-crop.js";
import { boxAt, snapped } from "./diploma-places.js";

const form = document.getElementById("editor-form");
const words = document.getElementById("editor-words").dataset;
const status = document.getElementById("editor-status");
const undoButton = document.getElementById("editor-undo");
const redoButton = document.getElementById("editor-redo");
const field = (id) => document.getElementById(id);
const canvas = () => field("editor-canvas");
const number = (text) => (text === "" ? null : Number(text));
const chosen = () => number(canvas().dataset.chosen);
const boxes = () => JSON.parse(canvas().dataset.boxes);
const page = () => [Number(canvas().dataset.width), Number(canvas().dataset.height)];

const undone = [];
const done = [];
const SOON = 1500;
const LATER = 10000;
let saving = null; // the timer
let isHeld = field("theirs-title") !== null; // somebody else has saved: who is told decides what is done
let isSending = Promise.resolve();
let queued = 0;
let isLeaving = false;
let waiting = null; // a move of keys that come faster than answers
let drag = null;

const behind = () => field("editor-behind");
const state = () => ({
  items: field("editor-items").value,
  chosen: field("editor-chosen").value,
  orientation: field("editor-orientation").value,
  crop: cropOf(behind()),
  picture: behind().dataset.picture,
});
const looks = ({ items, orientation, crop, picture }) => JSON.stringify([items, orientation, crop, picture]);
const content = () => looks(state()) + field("editor-name").value;
let answered = state(); // as the server knows it
let saved = words.unsaved ? null : content();

/** One exchange after another; what is saved waits for them. */
function queue(work) {
  queued += 1;
  isSending = isSending.then(work).catch(showFailure).finally(() => {
    queued -= 1;
  });
  return isSending;
}

function showFailure() {
  const sentence = field("editor-sentence");
  sentence.textContent = status.textContent = words.failed;
  sentence.className = "notice notice-error";
  showSelection();
}

/** Sends the form as a button of it would, and shows what the server makes of it. */
function send(then, more = {}, { keepsFields = false, isHistory = false } = {}) {
  return queue(() => exchange(then, more, keepsFields, isHistory));
}

/** Saves what is not saved yet, a moment after the last change. */
function saveSoon(time = SOON) {
  clearTimeout(saving);
  if (isHeld || content() === saved) return;
  saving = setTimeout(save, time);
}

function save() {
  clearTimeout(saving);
  status.textContent = words.saving;
  return send("save", {}, { keepsFields: true });
}

async function exchange(then, more, keepsFields, isHistory) {
  const before = answered;
  const isSaved = then === "save";
  const sent = new FormData(form);
  if (!isSaved) sent.delete("background");
  const name = field("editor-name").value;
  const typed = new FormData(form);
  if (isHistory) for (const name of [...sent.keys()]) if (name.startsWith("item-")) sent.delete(name);
  for (const [name, value] of Object.entries({ then, ...more })) sent.set(name, value);
  let answer;
  try {
    answer = await fetch(form.action, { method: "POST", body: sent, headers: { "X-Part": "1" } });
  } catch {
    answer = null;
  }
  const text = answer ? await answer.text().catch(() => "") : "";
  const parsed = new DOMParser().parseFromString(text, "text/html");
  const work = parsed.getElementById("editor-work");
  if (!work) {
    showFailure();
    saveSoon(LATER);
    return;
  }
  if (isSaved) {
    isHeld = answer.status === 409;
    if (!isHeld) field("editor-background").value = "";
  }
  show(work, typed, keepsFields && answer.ok);
  status.textContent = field("editor-sentence").textContent;
  answered = state();
  if (!isHistory && looks(before) !== looks(answered)) {
    done.push(before);
    undone.length = 0;
  }
  if (isSaved && answer.ok) saved = looks(answered) + name;
  if (!isSaved || (answer.ok && content() !== saved)) saveSoon();
  showHistory();
}

/** [name, value] of the item's fields that were changed while the answer was on its way. */
function changedSince(before) {
  const now = new FormData(form);
  const names = new Set([...before.keys(), ...now.keys()].filter((name) => name.startsWith("item-")));
  return [...names].filter((name) => now.get(name) !== before.get(name)).map((name) => [name, now.get(name)]);
}

/** Puts the answer in place; who was in a field or on a button is there again. */
function show(work, typed, keepsFields) {
  const focused = document.activeElement?.id;
  const isSame = work.querySelector("#editor-chosen").value === field("editor-chosen").value;
  const newer = isSame && !keepsFields ? changedSince(typed) : [];
  const wasInHandle = document.activeElement?.classList.contains("editor-handle");
  const now = canvas();
  const next = work.querySelector("#editor-canvas");
  now.querySelector("svg, .notice")?.remove();
  now.prepend(...next.childNodes);
  for (const name of ["boxes", "width", "height", "chosen"]) now.dataset[name] = next.dataset[name];
  for (const id of ["editor-items", "editor-chosen"]) field(id).value = work.querySelector(`#${id}`).value;
  const replaced = ["editor-state", "editor-list", ...(keepsFields ? [] : ["editor-fields"])];
  const theirs = isHeld && !work.querySelector("#theirs-title") && field("theirs-title")?.parentElement;
  if (theirs) {
    theirs.removeAttribute("role"); // it was read out when it came
    work.querySelector("#editor-state").append(theirs);
  }
  const isOpen = field("editor-state").querySelector("details")?.open;
  work.querySelector("#editor-state details")?.toggleAttribute("open", isOpen === true);
  showBehind(work.querySelector("#editor-behind"), keepsFields);
  for (const id of ["editor-sentence", ...replaced]) field(id).replaceWith(work.querySelector(`#${id}`));
  for (const [name, value] of newer) {
    const control = form.elements[name];
    if (control?.type === "checkbox") control.checked = value !== null;
    else if (control) control.value = value;
  }
  showSelection();
  if (wasInHandle) now.querySelector(".editor-handle")?.focus();
  else if (focused && document.activeElement?.id !== focused) (field(focused) ?? now).focus();
}

/** The part of the picture: anew where it is another one, or something about it is wrong. */
function showBehind(next, keepsFields) {
  const now = behind();
  const isSame = next.dataset.picture === now.dataset.picture && cropOf(next) === cropOf(now);
  const isTyping = keepsFields && next.dataset.picture === now.dataset.picture && now.contains(document.activeElement);
  if ((isSame && !next.querySelector(".errorlist") && !now.querySelector(".errorlist")) || isTyping) {
    const blur = next.querySelector("#editor-blur");
    if (blur) field("editor-blur").replaceWith(blur);
    return;
  }
  now.replaceWith(next);
  frameCrop();
}

function frameCrop() {
  const changed = () => send("draw", {}, { keepsFields: true });
  showCrop(behind(), { page, words, changed });
}

function showHistory() {
  undoButton.disabled = done.length === 0;
  redoButton.disabled = undone.length === 0;
}

async function goBack(from, to) {
  await isSending;
  if (!from.length) return;
  to.push(answered);
  const { items, chosen: index, orientation, crop, picture } = from.pop();
  field("editor-orientation").value = orientation;
  const part = picture === behind().dataset.picture ? crop.split(",") : [];
  const more = Object.fromEntries(part.map((value, at) => [`crop-${["left", "top", "width", "height"][at]}`, value]));
  send("draw", { items, chosen: index, orientation, ...(picture ? more : {}) }, { isHistory: true });
}

// What is chosen, on the sheet

const selection = document.createElement("div");
selection.className = "editor-selection";
const handle = document.createElement("button");
handle.type = "button";
handle.className = "editor-handle";
handle.setAttribute("aria-label", words.handle);
selection.append(handle);
const guides = [0, 1].map(() => {
  const guide = document.createElement("div");
  guide.className = "editor-guide";
  guide.hidden = true;
  return guide;
});

function showSelection(box = boxes()[chosen() ?? -1]) {
  const index = chosen();
  selection.hidden = index === null || !box;
  if (!canvas().contains(selection)) canvas().append(selection, ...guides);
  if (selection.hidden) return;
  const [width, height] = page();
  selection.style.left = `${(box[0] / width) * 100}%`;
  selection.style.top = `${(box[1] / height) * 100}%`;
  selection.style.width = `${(Math.max(box[2], 1) / width) * 100}%`;
  selection.style.height = `${(Math.max(box[3], 1) / height) * 100}%`;
  const isLocked = boxes()[index][4] === 1;
  selection.classList.toggle("is-locked", isLocked);
  handle.hidden = isLocked;
}

function showGuides([x, y]) {
  const [width, height] = page();
  const [across, down] = guides;
  across.hidden = x === null;
  down.hidden = y === null;
  across.style.cssText = `left: ${((x ?? 0) / width) * 100}%; top: 0; width: 1px; height: 100%`;
  down.style.cssText = `top: ${((y ?? 0) / height) * 100}%; left: 0; height: 1px; width: 100%`;
}

/** Where on the sheet, in mm. */
function place(event) {
  const area = canvas().querySelector("svg").getBoundingClientRect();
  const [width, height] = page();
  return [
    ((event.clientX - area.left) / area.width) * width,
    ((event.clientY - area.top) / area.height) * height,
  ];
}

function begin(event) {
  if (event.button !== 0 || !canvas().querySelector("svg")) return;
  const isHandle = event.target === handle;
  const isOnChosen = isHandle || event.target === selection;
  if (event.pointerType === "touch" && !isOnChosen) return; // a finger scrolls, and taps to choose
  const at = place(event);
  const index = isHandle ? chosen() : boxAt(boxes(), at, chosen());
  if (index === null) return;
  if (isHandle || event.pointerType !== "touch") canvas().focus({ preventScroll: true });
  const box = boxes()[index];
  drag = { index, at, box, isHandle, way: [0, 0], isLocked: box[4] === 1, id: event.pointerId };
  canvas().setPointerCapture(event.pointerId);
  event.preventDefault();
}

function follow(event) {
  if (!drag || drag.isLocked || event.pointerId !== drag.id) return;
  const now = place(event);
  const way = [now[0] - drag.at[0], now[1] - drag.at[1]];
  const [x, y, width, height] = drag.box;
  if (drag.index !== chosen()) canvas().dataset.chosen = String(drag.index);
  if (drag.isHandle) {
    drag.way = way;
    showSelection([x, y, Math.max(width + way[0], 1), Math.max(height + way[1], 0)]);
    return;
  }
  const found = snapped(drag.box, way, page(), event.altKey);
  drag.way = found.way;
  showGuides(found.guides);
  showSelection([x + found.way[0], y + found.way[1], width, height]);
}

function end(event) {
  if (!drag || event.pointerId !== drag.id) return;
  const { index, way, isHandle } = drag;
  const hasMoved = Math.hypot(...way) > 0.3;
  drag = null;
  showGuides([null, null]);
  canvas().dataset.chosen = field("editor-chosen").value; // until the server has answered
  const [dx, dy] = hasMoved ? way.map((each) => each.toFixed(3)) : ["0", "0"];
  if (isHandle) {
    if (hasMoved) send("resize", { dx, dy });
  } else send(`choose-${index}`, { dx, dy });
}

// Keys

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** Steps that come faster than answers are added up. */
function step(then, [dx, dy]) {
  const box = boxes()[chosen()];
  if (waiting?.then === then) {
    waiting.way = [waiting.way[0] + dx, waiting.way[1] + dy];
  } else {
    const own = { then, way: [dx, dy] };
    waiting = own;
    queue(() => {
      if (waiting === own) waiting = null;
      return exchange(then, { dx: own.way[0], dy: own.way[1] }, false, false);
    });
  }
  if (then === "move" && box[4] !== 1) showSelection([box[0] + waiting.way[0], box[1] + waiting.way[1], box[2], box[3]]);
}

function choose(way) {
  const count = boxes().length;
  if (count) send(`choose-${((chosen() ?? (way > 0 ? -1 : 0)) + way + count) % count}`);
}

function onKey(event) {
  const isTyping = event.target.matches("input, textarea, select");
  const hasControl = event.ctrlKey || event.metaKey;
  if (hasControl && !isTyping && /^[zy]$/i.test(event.key)) {
    const isRedo = event.key.toLowerCase() === "y" || event.shiftKey;
    if (isRedo) goBack(undone, done);
    else goBack(done, undone);
    event.preventDefault();
    return;
  }
  if (hasControl || event.altKey) return;
  const isHandle = event.target === handle;
  if (!isHandle && event.target !== canvas()) return;
  if (ARROWS[event.key] && chosen() !== null) {
    const far = event.shiftKey ? 10 : 1;
    step(isHandle ? "resize" : "move", ARROWS[event.key].map((each) => each * far));
  } else if (event.key === "PageDown" || event.key === "PageUp") {
    choose(event.key === "PageDown" ? 1 : -1);
  } else if (event.key === "Delete" && chosen() !== null) send("delete");
  else return;
  event.preventDefault();
}

// The form

form.addEventListener("submit", (event) => {
  const then = event.submitter?.value;
  const isPublished = then === "publish" || then === "discard";
  if (isPublished && !queued) {
    clearTimeout(saving);
    isLeaving = true;
    return;
  }
  event.preventDefault();
  const wasHeld = isHeld; // who learns only now that somebody else has saved decides first
  if (isPublished) isSending.then(() => (wasHeld || !isHeld) && form.requestSubmit(event.submitter));
  else if (then === "save") save();
  else send(then ?? "draw");
});
let typing = null;
form.addEventListener("input", ({ target }) => {
  clearTimeout(typing);
  if (target.matches("#editor-fields textarea")) typing = setTimeout(() => send("draw", {}, { keepsFields: true }), 300);
});
form.addEventListener("change", ({ target }) => {
  clearTimeout(typing);
  if (target.matches("#editor-fields :is(input, select, textarea), #editor-orientation, #editor-who, [name^=crop-]"))
    send("draw", {}, { keepsFields: !target.matches("select, [type=color]") });
  else if (target.matches("#editor-name")) saveSoon();
  else if (target.matches("#editor-background, #editor-remove") && !isHeld) save();
});
undoButton.addEventListener("click", () => goBack(done, undone));
redoButton.addEventListener("click", () => goBack(undone, done));
field("editor-next").addEventListener("click", () => {
  const who = field("editor-who");
  who.selectedIndex = (who.selectedIndex + 1) % who.length;
  send("draw", {}, { keepsFields: true });
});
addEventListener("beforeunload", (event) => {
  if (!isLeaving && content() !== saved) event.preventDefault();
});
addEventListener("pageshow", () => {
  isLeaving = false;
});

canvas().tabIndex = 0;
canvas().setAttribute("role", "application");
canvas().setAttribute("aria-label", words.canvas);
canvas().setAttribute("aria-describedby", "editor-help");
canvas().addEventListener("pointerdown", begin);
canvas().addEventListener("pointermove", follow);
canvas().addEventListener("pointerup", end);
canvas().addEventListener("pointercancel", (event) => {
  if (drag?.id !== event.pointerId) return;
  drag = null;
  showGuides([null, null]);
  showSelection();
});
canvas().addEventListener("click", (event) => {
  if (event.pointerType !== "touch" || event.target === handle || !canvas().querySelector("svg")) return;
  const index = boxAt(boxes(), place(event), chosen());
  if (index !== null && index !== chosen()) send(`choose-${index}`);
});
document.addEventListener("keydown", onKey);
for (const id of ["editor-undo", "editor-redo", "editor-next", "editor-help"]) field(id).hidden = false;
frameCrop();
showHistory();
showSelection();
document.documentElement.dataset.diplomaEditor = "ready";
