/* The page of a photographed sheet: keeps what is corrected as it is typed, shows where in the photo a line
   is, opens the photo in full size, moves on with Enter. Without it the page is one form. */
import { token } from "./csrf.js";
import { isValue, rowOf, setStatus, stopOf, textOf, valueOf } from "./row-fields.js";

const KEEP_AFTER = 600;
const RETRY_AFTER = 15_000;
const SIZES = [1, 2, 4];

const large = document.querySelector("[data-large]");
const review = () => document.querySelector("[data-review]");
const form = () => document.querySelector("#sheet");
let isKept = true;
let isCutOff = false; // the last attempt to keep something did not get through
let timer;

/** What the person has changed so far goes to the draft, so that a reload or another device has it. */
async function keep() {
  clearTimeout(timer);
  if (isKept || !form()) return;
  const body = new FormData(form());
  body.set("action", "keep");
  isKept = true;
  try {
    const address = form().getAttribute("action"); // its buttons have that name too
    const answer = await fetch(address, { method: "POST", body, headers: { "X-CSRFToken": token() }, keepalive: true });
    if (answer.status !== 204) throw new Error(`unexpected answer ${answer.status}`);
    isCutOff = false;
    countConfirmed();
  } catch {
    tryLater();
  }
}

function tryLater() {
  isKept = false;
  isCutOff = true;
  clearTimeout(timer);
  timer = setTimeout(keep, RETRY_AFTER);
  note(review()?.dataset.notKept ?? "");
}

function note(text) {
  const place = document.querySelector("[data-confirmed]");
  if (place) place.textContent = text;
}

function countConfirmed() {
  if (isCutOff) return;
  const rows = [...(form()?.querySelectorAll("[data-row]") ?? [])];
  const confirmed = rows.filter((row) => row.querySelector("[name$=-choice]:checked"));
  note(review().dataset.count.replace("{confirmed}", confirmed.length).replace("{count}", rows.length));
}

function changed({ target }) {
  const row = rowOf(target);
  if (!row || !target.name) return;
  if (isValue(target) && valueOf(row)) setStatus(row, ""); // a value takes the place of a status
  const mine = row.querySelector("[data-mine]");
  if (mine && isValue(target) && target === textOf(row)) mine.textContent = target.value;
  countConfirmed();
  isKept = false;
  clearTimeout(timer);
  timer = setTimeout(keep, KEEP_AFTER);
}

/** Enter says that the row is right, and goes on to the next one. */
function moveOn(event) {
  const row = rowOf(event.target);
  if (event.key !== "Enter" || !row || event.target.type !== "text") return;
  event.preventDefault();
  const tick = row.querySelector("[type=checkbox][name$=-choice]");
  if (tick && !tick.checked) tick.click();
  const rows = [...form().querySelectorAll("[data-row]")];
  const next = rows[rows.indexOf(row) + 1];
  const target = next ? stopOf(next) : form().querySelector("[value=save]");
  target?.focus();
}

/** Marks in the photo the line that is worked on. */
function mark({ target }) {
  const box = target.closest?.(".sheet-row")?.querySelector("[data-line]")?.dataset.line;
  const place = document.querySelector("[data-mark]");
  if (!box || !place) return;
  const [x, y, width, height] = box.split(" ");
  Object.entries({ x, y, width, height }).forEach(([name, value]) => place.setAttribute(name, value));
}

function zoom(by) {
  const frame = large.querySelector("[data-size]");
  const size = SIZES[Math.min(Math.max(SIZES.indexOf(Number(frame.dataset.size)) + by, 0), SIZES.length - 1)];
  frame.dataset.size = size;
}

document.addEventListener("input", changed);
document.addEventListener("change", changed);
document.addEventListener("keydown", moveOn);
document.addEventListener("focusin", mark);
document.addEventListener("click", (event) => {
  if (!large) return;
  if (event.target.closest("[data-enlarge]")) {
    event.preventDefault();
    large.showModal();
  } else if (event.target.closest("[data-close]")) large.close();
  else if (event.target.closest("[data-zoom]")) zoom(Number(event.target.closest("[data-zoom]").dataset.zoom));
});
document.addEventListener("htmx:configRequest", ({ detail }) => {
  detail.headers["X-CSRFToken"] = token() ?? detail.headers["X-CSRFToken"];
});
document.addEventListener("htmx:beforeRequest", () => {
  clearTimeout(timer);
  isKept = true; // the request brings all of it
});
document.addEventListener("htmx:afterSettle", () => {
  isCutOff = false;
  document.querySelector("[data-mark]")?.setAttribute("width", 0);
  form()?.querySelectorAll("[data-row]").forEach((row) => row.dispatchEvent(new CustomEvent("klepak:filled", { bubbles: true })));
  if (form()) countConfirmed();
});
["htmx:sendError", "htmx:responseError", "htmx:timeout"].forEach((kind) =>
  document.addEventListener(kind, tryLater),
);
document.addEventListener("visibilitychange", keep);
window.addEventListener("pagehide", keep);
window.addEventListener("online", keep);
window.addEventListener("beforeunload", (event) => {
  if (isCutOff && !isKept) event.preventDefault();
});
if (form()) countConfirmed();
