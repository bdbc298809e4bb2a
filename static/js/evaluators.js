// Evaluators between groups, and onto stations: by dragging, by keyboard, both through the forms
// #place and #give-station.
// Without this file each person has a list of groups and a button.

const form = document.getElementById("place");
const stationForm = document.getElementById("give-station");
const announcer = document.getElementById("announcer");
const STARTS_AFTER = 5; // pixels that a press moves before it is a drag
const EDGE = 70; // pixels from the window's edge where dragging scrolls
const STEP = 12;

let drag = null; // {person, ghost, x, y, isMoving} while a button is down
let lifted = null; // {person, at} while the keyboard carries somebody
let moved = null; // whom to focus when the new board has come

const board = () => document.getElementById("board");
const COLUMN = "[data-group], [data-activity]";
const columns = () => [...board().querySelectorAll(COLUMN)];
const announce = (text) => { announcer.textContent = text; };
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_whole, name) => values[name]);

function send(filled, person) {
  moved = person.id;
  board().setAttribute("aria-busy", "true");
  filled.requestSubmit();
}

function giveStation(person, column) {
  stationForm.elements.user.value = person.dataset.user;
  stationForm.elements.activity.value = column.dataset.activity;
  send(stationForm, person);
}

function place(person, column) {
  if (column.dataset.activity) {
    giveStation(person, column);
    return;
  }
  if (column.dataset.group === person.dataset.shown) {
    announce(fill(form.dataset.cancelled, { name: person.dataset.name }));
    return;
  }
  form.elements.user.value = person.dataset.user;
  form.elements.group.value = column.dataset.group;
  form.elements.shown.value = person.dataset.shown;
  send(form, person);
}

function mark(column) {
  for (const each of columns()) each.classList.toggle("is-target", each === column);
}

// Dragging, by mouse, pen or finger.

function columnAt(x, y) {
  return document.elementFromPoint(x, y)?.closest(`#board :is(${COLUMN})`) ?? null;
}

function startDrag() {
  const { person } = drag;
  const box = person.getBoundingClientRect();
  const ghost = document.createElement("div");
  ghost.className = "evaluator-ghost";
  ghost.textContent = person.dataset.name;
  ghost.style.width = `${Math.min(box.width, 260)}px`;
  document.querySelector(".workplace").append(ghost);
  person.classList.add("is-lifted");
  Object.assign(drag, { ghost, isMoving: true });
}

function endDrag() {
  drag?.ghost?.remove();
  drag?.person.classList.remove("is-lifted");
  drag = null;
  mark(null);
}

document.addEventListener("pointerdown", (event) => {
  if (!form || event.button !== 0 || lifted) return;
  const person = event.target.closest(".evaluator");
  if (!person) return;
  const onGrip = event.target.closest(".evaluator-grip");
  const onControl = event.target.closest("button, a, summary, select, input, label, form");
  if (!onGrip && (onControl || event.pointerType !== "mouse")) return;
  if (!onGrip) event.preventDefault(); // no text is selected while dragging
  drag = { person, x: event.clientX, y: event.clientY, id: event.pointerId, isMoving: false };
});

document.addEventListener("pointermove", (event) => {
  if (!drag || event.pointerId !== drag.id) return;
  const { clientX: x, clientY: y } = event;
  if (!drag.isMoving && Math.hypot(x - drag.x, y - drag.y) < STARTS_AFTER) return;
  if (!drag.isMoving) startDrag();
  drag.ghost.style.transform = `translate(${x + 12}px, ${y + 12}px)`;
  if (y < EDGE) window.scrollBy(0, -STEP);
  if (y > window.innerHeight - EDGE) window.scrollBy(0, STEP);
  mark(columnAt(x, y));
});

document.addEventListener("pointerup", (event) => {
  if (!drag || event.pointerId !== drag.id) return;
  const { person, isMoving } = drag;
  endDrag();
  const column = isMoving && columnAt(event.clientX, event.clientY);
  if (column) place(person, column);
});

document.addEventListener("pointercancel", endDrag);

// The keyboard: space picks up, arrows choose, space drops, Escape cancels.

function lift(person) {
  lifted = { person, at: columns().indexOf(person.closest("[data-group]")) };
  person.classList.add("is-lifted");
  announce(fill(form.dataset.lifted, { name: person.dataset.name }));
}

function putDown() {
  lifted.person.classList.remove("is-lifted");
  lifted = null;
  mark(null);
}

function cancel() {
  announce(fill(form.dataset.cancelled, { name: lifted.person.dataset.name }));
  putDown();
}

function carry(by) {
  const all = columns();
  lifted.at = Math.min(Math.max(lifted.at + by, 0), all.length - 1);
  const column = all[lifted.at];
  mark(column);
  column.scrollIntoView({ block: "nearest" });
  const values = { group: column.dataset.name, number: lifted.at + 1, total: all.length };
  announce(fill(form.dataset.over, values));
}

function drop() {
  const { person, at } = lifted;
  putDown();
  place(person, columns()[at]);
}

const KEYS = {
  ArrowLeft: () => carry(-1),
  ArrowUp: () => carry(-1),
  ArrowRight: () => carry(1),
  ArrowDown: () => carry(1),
  " ": drop,
  Enter: drop,
  Escape: cancel,
};

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && drag) endDrag();
  const grip = event.target.closest?.(".evaluator-grip");
  if (!grip || event.ctrlKey || event.altKey || event.metaKey) return;
  if (lifted && KEYS[event.key]) KEYS[event.key]();
  else if (!lifted && event.key === " ") lift(grip.closest(".evaluator"));
  else return;
  event.preventDefault();
});

document.addEventListener("focusout", (event) => {
  if (lifted && event.target.closest(".evaluator-grip")) cancel();
});

// The board that came back.

function showGrips() {
  for (const grip of document.querySelectorAll(".evaluator-grip")) grip.hidden = !form;
}

function showNews() {
  lifted = null; // whoever was carried meanwhile went with the old board
  const news = document.querySelector("#board [data-news]");
  if (news) announce(news.textContent);
  showGrips();
  if (moved) document.getElementById(moved)?.querySelector(".evaluator-grip")?.focus();
  moved = null;
}

function showFailure(event) {
  const { xhr } = event.detail;
  const isSignedOut = xhr?.status === 401;
  board().removeAttribute("aria-busy");
  moved = null;
  let news = document.querySelector("#board [data-news]");
  if (!news) {
    news = document.createElement("p");
    news.dataset.news = "";
    board().prepend(news);
  }
  news.className = "notice notice-error";
  news.textContent = isSignedOut ? xhr.responseText : form.dataset.failed;
  announce(news.textContent);
}

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id === "board") showNews();
});
for (const name of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
  document.addEventListener(name, showFailure);
}
showGrips();
