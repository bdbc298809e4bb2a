/* The page by which a ceremony is led: presses are sent without a reload, and every two seconds it is
   asked where the ceremony is, as another phone may lead it too. Each press names the turn that was
   shown, so one that is sent twice is made once. What is older than what is shown is never shown. */

const ASK_EVERY = 2_000;
const SETTLED_AFTER = 600; // a finger that was on its way down when the step changed means the old one
const PATIENCE = 8_000; // longer than this a press has not arrived, as far as anybody can tell
const part = document.querySelector("[data-ceremony]");
const form = document.querySelector("#press");
const network = document.querySelector("[data-network]");

let etag = part.dataset.etag;
let isSending = false;
let settledAt = 0;
let asked = 0; // an answer to what was asked before a press says nothing of after it

const turnOf = (root) => Number(root.querySelector("[data-turn]")?.dataset.turn ?? -1);

function showNetwork(text) {
  network.hidden = !text;
  if (network.textContent !== text) network.textContent = text;
}

/** What somebody opened or chose, and not sent yet, stays as it is. */
function keep(fresh) {
  part.querySelectorAll("details[data-keep]").forEach((each) => {
    const same = fresh.querySelector(`details[data-keep="${each.dataset.keep}"]`);
    if (!same) return;
    same.open = each.open;
    if (!each.open) return;
    same.querySelectorAll("input, select").forEach((field) => {
      const old = [...each.querySelectorAll("input, select")].find(
        (one) => one.name === field.name && (one.type !== "checkbox" || one.value === field.value),
      );
      if (!old || !each.contains(document.activeElement)) return;
      if (field.type === "checkbox") field.checked = old.checked;
      else field.value = old.value;
    });
  });
}

function show(html, isPressed) {
  const fresh = new DOMParser().parseFromString(html, "text/html");
  if (!fresh.querySelector("[data-turn]")) {
    window.location.reload(); // signed out, or something else that the page itself says
    return;
  }
  if (turnOf(fresh) < turnOf(part)) return;
  const pressed = document.activeElement?.value;
  const isMoved = turnOf(fresh) !== turnOf(part);
  if (!isPressed) keep(fresh);
  part.replaceChildren(...[...fresh.body.childNodes].map((each) => document.importNode(each, true)));
  if (pressed) part.querySelector(`button[value="${CSS.escape(pressed)}"]`)?.focus({ preventScroll: true });
  if (isMoved) settle();
}

/** For a moment no press counts: of a double tap the second half, and whoever pressed just when
    another phone had moved. */
function settle() {
  settledAt = Date.now() + SETTLED_AFTER;
  showBusy();
  window.setTimeout(showBusy, SETTLED_AFTER);
}

function showBusy() {
  if (isSending || Date.now() < settledAt) part.setAttribute("aria-busy", "true");
  else part.removeAttribute("aria-busy");
}

async function read(answer, isPressed) {
  if (answer.status === 304) return;
  if (![200, 409, 422].includes(answer.status)) {
    if (answer.status < 500) window.location.reload();
    throw new Error(`unexpected answer ${answer.status}`);
  }
  show(await answer.text(), isPressed);
  etag = answer.headers.get("ETag") ?? etag;
}

async function ask() {
  if (document.hidden || isSending) return;
  asked += 1;
  const mine = asked;
  try {
    const answer = await fetch(part.dataset.ceremony, {
      headers: { "If-None-Match": etag, "HX-Request": "true" },
      cache: "no-store",
      signal: AbortSignal.timeout(PATIENCE),
    });
    if (mine !== asked) return;
    await read(answer, false);
    showNetwork("");
  } catch {
    if (mine === asked && network.hidden) showNetwork(form.dataset.staleText);
  }
}

async function send(button) {
  isSending = true;
  asked += 1;
  showBusy();
  const fields = new FormData(form);
  fields.set("then", button.value);
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      body: fields,
      headers: { "HX-Request": "true" },
      signal: AbortSignal.timeout(PATIENCE),
    });
    await read(answer, true);
    showNetwork("");
  } catch {
    showNetwork(form.dataset.offlineText);
  } finally {
    isSending = false;
    showBusy();
  }
}

/** Keeps the phone on, where the browser can: nobody unlocks one in front of a hall. */
const stayAwake = () => {
  if (!document.hidden) navigator.wakeLock?.request("screen").catch(() => {});
};

form.addEventListener("submit", (event) => {
  if (isSending || Date.now() < settledAt || !event.submitter) event.preventDefault();
  else if (event.submitter.value !== "end") {
    event.preventDefault(); // after the end another page follows
    send(event.submitter);
  }
});
window.setInterval(ask, ASK_EVERY);
document.addEventListener("visibilitychange", () => {
  ask();
  stayAwake();
});
window.addEventListener("online", ask);
stayAwake();
