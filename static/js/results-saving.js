/* The results grid: says of each row whether it is saved, sends again what did not get through, also
   after a reload, echoes times, moves on with Enter. Without it the page saves as one form. */
import { token } from "./csrf.js";
import { enter, fill, rowOf, statusOf, stopOf, textOf, valueOf } from "./row-fields.js";
import { echo, giveWay, isChanged, moveOn } from "./rows.js";

const list = document.querySelector("[data-entry]");
const RETRY_AFTER = 15_000;

const isOpen = (row) =>
  row.dataset.typed !== undefined ||
  row.dataset.unsent !== undefined ||
  row.querySelector("[data-state=refused], [data-state=conflict], [data-state=asked]") !== null;
let isSigningIn = false;
const pressed = new Map(); // row -> the button of it that is sent along next
const underWay = new Map(); // row -> the one that was sent along

/** Put a state of the browser's own making over what the server said last. */
function showState(row, state, text) {
  const place = row.querySelector("[data-state]");
  place.className = `row-state is-${state}`;
  place.querySelector("[data-text]").textContent = text;
}

function touch(row) {
  row.dataset.typed = Number(row.dataset.typed ?? 0) + 1;
}

const shown = (row, name) => row.querySelector(`[data-state] input[name$="-shown_${name}"]`).value;

/** After a row was saved, its fields hold what is stored wherever that is not what they held: beside
    a status nothing, after a status taken back what it had replaced, after “keep theirs” theirs. */
function settle(row, button) {
  const isTheirs = button?.name.endsWith("-theirs");
  const value = shown(row, "value") && valueOf(row).trim() && !isTheirs ? undefined : shown(row, "value");
  fill(row, { value, status: shown(row, "status") });
}

function pickUp() {
  takeFromShelf();
  list.querySelectorAll("[data-row]").forEach((row) => {
    echo(row);
    if (row.dataset.typed !== undefined || !isChanged(row)) return;
    touch(row);
    showState(row, "unsaved", list.dataset.unsaved);
    if (!row.contains(document.activeElement)) row.dataset.unsent = "";
  });
  sendAgain();
}

function sendAgain() {
  list.querySelectorAll("[data-row][data-unsent]").forEach((row) => window.htmx.trigger(row, "klepak:retry"));
}

/** “Save all”: whatever was typed and is not under way; conflicts and refusals wait for their own
    decision. */
function saveAll() {
  const isTyped = ({ dataset: { typed, sent, unsent } }) => unsent !== undefined || (typed !== undefined && typed !== sent);
  openRows().filter(isTyped).forEach((row) => window.htmx.trigger(row, "klepak:retry"));
}

/** Where what was typed waits while its page is reloaded or its person signs in: in this tab, under
    their own id. */
const shelf = () => `typed ${document.querySelector("#sheet [name=person]")?.value} ${window.location.pathname}${window.location.search}`;

function offerSignIn(row) {
  const link = document.createElement("a");
  const back = encodeURIComponent(window.location.pathname + window.location.search);
  link.href = `${list.dataset.signIn}?next=${back}`;
  link.className = "row-button";
  link.textContent = list.dataset.signInText;
  link.addEventListener("click", () => {
    isSigningIn = true;
  });
  const place = document.createElement("span");
  place.className = "row-presses";
  place.append(link);
  row.querySelector("[data-text]").append(place);
}

const openRows = () => [...list.querySelectorAll("[data-row]")].filter(isOpen);

function putOnShelf() {
  const rows = openRows();
  if (rows.length) window.sessionStorage.setItem(shelf(), JSON.stringify(rows.map(typedIn)));
  else window.sessionStorage.removeItem(shelf());
}

function typedIn(row) {
  return {
    row: row.id,
    value: valueOf(row),
    status: statusOf(row),
    base: row.querySelector('[data-state] input[name$="-base"]').value,
  };
}

/** Back again: what the same person had typed stands in its rows, and is sent. What was changed
    meanwhile is a conflict, as if they had never been away. */
function takeFromShelf() {
  const kept = JSON.parse(window.sessionStorage.getItem(shelf()) ?? "[]");
  window.sessionStorage.removeItem(shelf());
  kept.forEach(({ row: id, value, status, base }) => {
    const row = document.getElementById(id);
    if (!row?.querySelector("[data-state]")) return; // nothing is typed in here any more
    fill(row, { value, status });
    row.querySelector('[data-state] input[name$="-base"]').value = base;
    touch(row);
    row.dataset.unsent = "";
    showState(row, "unsaved", list.dataset.unsaved);
  });
}

function setUp() {
  list.addEventListener("input", ({ target }) => {
    const row = rowOf(target);
    touch(row);
    pressed.delete(row);
    giveWay(target);
    echo(row);
    if (target.type === "text") showState(row, "unsaved", list.dataset.unsaved);
  });

  list.addEventListener("klepak:filled", ({ target: row }) => echo(row));

  list.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.matches("input")) return;
    event.preventDefault();
    moveOn(rowOf(event.target));
  });

  list.addEventListener("pointerdown", (event) => {
    if (event.target.matches("[data-reading]")) event.preventDefault(); // the keyboard stays open
  });

  list.addEventListener("focusout", ({ target }) => {
    // Typed and taken back is no change to the browser, but the row waits for its answer.
    const row = rowOf(target);
    const { typed, sent } = row?.dataset ?? {};
    if (typed !== undefined && typed !== sent) window.htmx.trigger(row, "klepak:retry");
  });

  list.addEventListener("click", (event) => {
    const row = rowOf(event.target);
    if (event.target.matches("[data-correct]")) {
      event.preventDefault();
      const field = stopOf(row);
      field.focus();
      if (field.type === "text") field.select();
    } else if (event.target.matches("[data-reading]")) {
      enter(row, { value: event.target.dataset.reading });
    } else if (event.target.matches("[data-press]")) {
      event.preventDefault();
      pressed.set(row, event.target);
      window.htmx.trigger(row, "klepak:retry");
    }
  });

  list.addEventListener("htmx:configRequest", ({ target: row, detail }) => {
    detail.headers["X-CSRFToken"] = token() ?? detail.headers["X-CSRFToken"];
    const button = pressed.get(row);
    if (button) detail.parameters[button.name] = button.value;
    underWay.set(row, button);
    pressed.delete(row);
  });

  list.addEventListener("htmx:beforeRequest", ({ target: row }) => {
    if (row.querySelector("[data-press]:focus-visible")) row.dataset.stay = "";
    row.dataset.sent = row.dataset.typed ?? "";
    showState(row, "unsaved", list.dataset.sending);
  });

  list.addEventListener("htmx:afterRequest", ({ target: row, detail }) => {
    const { xhr } = detail;
    const answered = [200, 409, 422].includes(xhr.status);
    if (!answered) {
      row.dataset.unsent = "";
      if (underWay.get(row)) pressed.set(row, underWay.get(row));
      const isSentence = xhr.getResponseHeader("Content-Type")?.startsWith("text/plain");
      const otherwise = xhr.status ? list.dataset.failed : list.dataset.offline;
      showState(row, "offline", isSentence ? xhr.responseText : otherwise);
      if (xhr.status === 401) offerSignIn(row);
      return;
    }
    delete row.dataset.unsent;
    if (row.dataset.sent === (row.dataset.typed ?? "")) delete row.dataset.typed;
    else showState(row, "unsaved", list.dataset.unsaved);
    const refused = xhr.status !== 200;
    if (!refused && row.dataset.typed === undefined) settle(row, underWay.get(row));
    if ("stay" in row.dataset) {
      delete row.dataset.stay; // the button that had the focus is gone
      (row.querySelector("[data-press]") ?? stopOf(row)).focus({ preventScroll: true });
    }
    if (refused) textOf(row)?.setAttribute("aria-invalid", "true");
    else textOf(row)?.removeAttribute("aria-invalid");
  });

  document.querySelector("#sheet")?.addEventListener("submit", (event) => {
    event.preventDefault(); // a page that is sent without a network would be gone
    saveAll();
  });
  window.addEventListener("online", sendAgain);
  window.setInterval(sendAgain, RETRY_AFTER);
  window.addEventListener("pagehide", putOnShelf);
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && putOnShelf());
  window.addEventListener("beforeunload", (event) => {
    if (!isSigningIn && openRows().length) event.preventDefault();
  });
}

if (list) {
  setUp();
  window.addEventListener("load", pickUp);
}
