/* The entry page: says of each row whether it is saved, sends again what did not get through,
   echoes times, moves on with Enter. Without it the page saves as one form. */
import { readTime } from "./time.js";

const list = document.querySelector("[data-entry]");
const STATUS_WORDS = /^(dns|dnf|nm|dq([\s:,–-].*)?|[-–—])$/i;
const RETRY_AFTER = 15_000;

const rowOf = (element) => element.closest("[data-row]");
const isOpen = (row) =>
  row.dataset.typed !== undefined ||
  row.dataset.unsent !== undefined ||
  row.querySelector("[data-state=refused], [data-state=conflict]") !== null;
let isLeavingBySaving = false;

/** Put a state of the browser's own making over what the server said last. */
function showState(row, state, text) {
  const place = row.querySelector("[data-state]");
  place.className = `row-state is-${state}`;
  place.querySelector("[data-text]").textContent = text;
}

function echo(input) {
  const place = rowOf(input).querySelector("[data-echo]");
  if (!place) return;
  const text = input.value.trim();
  const { places, digits, hours } = input.dataset;
  const time =
    text && !STATUS_WORDS.test(text)
      ? readTime(text, { places: Number(places), digits: digits !== undefined, hours: hours !== undefined })
      : "";
  place.textContent = time === null ? "?" : time === text ? "" : time && `= ${time}`;
  place.classList.toggle("is-unread", time === null);
}

/** The token of whoever is signed in now: the page's own is out of date as soon as somebody signs
    in in another tab. */
function token() {
  return document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1];
}

function touch(row) {
  row.dataset.typed = Number(row.dataset.typed ?? 0) + 1;
}

/** Of a value and a status, the one touched last counts; the other gives way at once. */
function giveWay(target) {
  const row = rowOf(target);
  const key = row.querySelector("select");
  if (target === key) {
    if (!key.value) return;
    row.querySelectorAll("input:not([type=hidden])").forEach((input) => {
      if (input.type === "radio") input.checked = input.value === "";
      else input.value = "";
      if ("time" in input.dataset) echo(input);
    });
  } else if (target.value) {
    key.value = "";
  }
}

/** Whether the person changed the field since the page was made: while the script was still on its
    way, or before a reload after which the browser put it back. */
function differs(field) {
  if (field.type === "radio") return field.checked !== field.defaultChecked;
  if (field.options) return [...field.options].some((option) => option.selected !== option.defaultSelected);
  return field.value !== field.defaultValue;
}

function pickUp() {
  list.querySelectorAll("[data-row]").forEach((row) => {
    const fields = [...row.querySelectorAll("input:not([type=hidden]), select")];
    fields.filter((field) => "time" in field.dataset).forEach(echo);
    if (!fields.some(differs)) return;
    touch(row);
    showState(row, "unsaved", list.dataset.unsaved);
    if (!row.contains(document.activeElement)) row.dataset.unsent = "";
  });
  sendAgain();
}

function sendAgain() {
  list.querySelectorAll("[data-row][data-unsent]").forEach((row) => window.htmx.trigger(row, "klepak:retry"));
}

function setUp() {
  list.addEventListener("input", ({ target }) => {
    const row = rowOf(target);
    touch(row);
    giveWay(target);
    if ("time" in target.dataset) echo(target);
    if (target.type === "text") showState(row, "unsaved", list.dataset.unsaved);
  });

  list.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.matches("input")) return;
    event.preventDefault();
    const fields = [...list.querySelectorAll("input[type=text], input[type=radio]:checked")];
    const next = fields[fields.indexOf(event.target) + 1];
    if (next) next.focus();
    else event.target.blur();
  });

  list.addEventListener("focusout", ({ target }) => {
    // Typed and taken back is no change to the browser, but the row waits for its answer.
    const row = rowOf(target);
    const { typed, sent } = row?.dataset ?? {};
    if (typed !== undefined && typed !== sent) window.htmx.trigger(row, "klepak:retry");
  });

  list.addEventListener("click", (event) => {
    if (!event.target.matches("[data-again]")) return;
    event.preventDefault();
    window.htmx.trigger(rowOf(event.target), "klepak:retry");
  });

  list.addEventListener("htmx:configRequest", ({ detail }) => {
    detail.headers["X-CSRFToken"] = token() ?? detail.headers["X-CSRFToken"];
  });

  list.addEventListener("htmx:beforeRequest", ({ target: row }) => {
    row.dataset.sent = row.dataset.typed ?? "";
    showState(row, "unsaved", list.dataset.sending);
  });

  list.addEventListener("htmx:afterRequest", ({ target: row, detail }) => {
    const { xhr } = detail;
    const answered = [200, 409, 422].includes(xhr.status);
    if (!answered) {
      row.dataset.unsent = "";
      const isSentence = xhr.getResponseHeader("Content-Type")?.startsWith("text/plain");
      const otherwise = xhr.status ? list.dataset.failed : list.dataset.offline;
      showState(row, "offline", isSentence ? xhr.responseText : otherwise);
      return;
    }
    delete row.dataset.unsent;
    if (row.dataset.sent === (row.dataset.typed ?? "")) delete row.dataset.typed;
    else showState(row, "unsaved", list.dataset.unsaved);
    const refused = xhr.status !== 200;
    row.querySelectorAll("input[type=text]").forEach((input) => {
      if (refused) input.setAttribute("aria-invalid", "true");
      else input.removeAttribute("aria-invalid");
    });
  });

  document.querySelector("#sheet").addEventListener("submit", ({ target: form }) => {
    form.elements.csrfmiddlewaretoken.value = token() ?? form.elements.csrfmiddlewaretoken.value;
    isLeavingBySaving = true;
  });
  window.addEventListener("online", sendAgain);
  window.setInterval(sendAgain, RETRY_AFTER);
  window.addEventListener("beforeunload", (event) => {
    const rows = [...list.querySelectorAll("[data-row]")];
    if (!isLeavingBySaving && rows.some(isOpen)) event.preventDefault();
  });
}

if (list) {
  setUp();
  window.addEventListener("load", pickUp);
}
