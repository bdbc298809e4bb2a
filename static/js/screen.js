/* The big screen: turns its slides by the clock, and asks for the one that is shown again and again,
   with the ETag of what it has. Without a network it goes on with the slides it has, and says since
   when they are old. */

const ASK_EVERY = 2_000;
const ALONE_AFTER = 4_000; // the controls and the pointer go away
const PLACES = 8; // of the whole, one each minute: see screen.css
const NOT_HERE_ANY_MORE = [401, 403, 404];
const screen = document.querySelector("[data-screen]");
const live = screen.querySelector("[data-live]");
const note = screen.querySelector("[data-note]");
const clock = screen.querySelector("[data-clock]");
const pause = screen.querySelector("[data-pause]");
const full = screen.querySelector("[data-full]");
const known = new Map(); // slide -> {etag, html}

let wanted = Number(slide().dataset.page); // what is asked for, and shown as soon as it is there
let isPaused = "paused" in screen.dataset;
let isStale = false;
let checked = new Date();
let turnsAt = 0;
let asking = 0; // an answer to an older question is not shown
let leftAlone;

function slide() {
  return live.querySelector(".slide");
}

/** Organisers hold all that is on the screen, from afar. */
const isHeld = () => "held" in slide().dataset;

const time = (moment, seconds) =>
  moment.toLocaleTimeString(document.documentElement.lang, {
    timeZone: clock.dataset.zone,
    hourCycle: "h23",
    hour: "2-digit",
    minute: "2-digit",
    ...(seconds && { second: "2-digit" }),
  });

function showNote() {
  const texts = [];
  if (isStale) texts.push(note.dataset.staleText.replace("{time}", time(checked, true)));
  if (isPaused || isHeld()) texts.push(note.dataset.pausedText);
  const text = texts.join(" · ");
  if (note.textContent !== text) note.textContent = text;
  pause.textContent = isPaused ? pause.dataset.goOnText : pause.dataset.pauseText;
}

function wait() {
  turnsAt = Date.now() + Number(slide().dataset.seconds) * 1_000;
}

const rowsOf = (part) => [...part.querySelectorAll("tbody tr")];

/** Puts the slide there. Rows that are news are marked where it is the one that was shown. */
function show(html) {
  const fresh = new DOMParser().parseFromString(html, "text/html").querySelector(".slide");
  const old = slide();
  const titleOf = (part) => part.querySelector("h1")?.textContent;
  Object.assign(document.documentElement.dataset, { rows: fresh.dataset.rows, theme: fresh.dataset.theme });
  if (old.dataset.count !== fresh.dataset.count) {
    // Others are what they were no more: without a network nothing comes back that was taken back.
    [...known].filter(([, each]) => each.html !== html).forEach(([number]) => known.delete(number));
  }
  const isSame = old.dataset.page === fresh.dataset.page && titleOf(old) === titleOf(fresh);
  if (isSame) {
    const before = new Set(rowsOf(old).map((row) => row.textContent));
    const news = rowsOf(fresh).filter((row) => !before.has(row.textContent));
    // The podium of a ceremony has the words of the step before.
    const content = fresh.matches(".is-ceremony") ? "innerHTML" : "textContent";
    if (!news.length && before.size === rowsOf(fresh).length && old[content] === fresh[content]) {
      Object.assign(old.dataset, fresh.dataset);
      if (!("held" in fresh.dataset)) delete old.dataset.held;
      return;
    }
    news.forEach((row) => row.classList.add("is-news"));
  } else {
    fresh.classList.add("is-turned");
  }
  old.replaceWith(document.importNode(fresh, true));
}

async function read(number) {
  const address = new URL(live.dataset.live, window.location.href);
  address.searchParams.set("page", number);
  const etag = known.get(number)?.etag;
  const answer = await fetch(address, { headers: etag ? { "If-None-Match": etag } : {}, cache: "no-store" });
  if (NOT_HERE_ANY_MORE.includes(answer.status)) window.location.reload();
  if (answer.status === 200) known.set(number, { etag: answer.headers.get("ETag"), html: await answer.text() });
  else if (answer.status !== 304) throw new Error(`unexpected answer ${answer.status}`);
}

/** Shows the slide as it is now, or as it was known last. */
async function look(number) {
  asking += 1;
  const mine = asking;
  try {
    await read(number);
    checked = new Date();
    isStale = false;
  } catch {
    isStale = true;
  }
  if (mine !== asking) return;
  if (known.has(number)) {
    show(known.get(number).html);
    wanted = Number(slide().dataset.page); // there may be fewer by now
  }
  showNote();
}

function turn(step) {
  const count = Number(slide().dataset.count);
  wait();
  if (count) wanted = ((wanted - 1 + step + count) % count) + 1;
  look(wanted);
}

function switchPause() {
  isPaused = !isPaused;
  wait();
  showNote();
}

function switchFull() {
  if (document.fullscreenElement) document.exitFullscreen();
  else document.documentElement.requestFullscreen?.();
}

function tick() {
  const now = new Date();
  clock.textContent = time(now);
  screen.dataset.shift = Math.floor(now.getTime() / 60_000) % PLACES;
  if (!isPaused && !isHeld() && !document.hidden && Date.now() >= turnsAt) turn(1);
}

function attend() {
  document.body.classList.add("is-attended");
  window.clearTimeout(leftAlone);
  leftAlone = window.setTimeout(() => document.body.classList.remove("is-attended"), ALONE_AFTER);
}

/** Keeps the display on, where the browser can. */
const stayAwake = () => {
  if (!document.hidden) navigator.wakeLock?.request("screen").catch(() => {});
};

const KEYS = { ArrowRight: () => turn(1), ArrowLeft: () => turn(-1), " ": switchPause, f: switchFull };

known.set(wanted, { etag: live.dataset.etag, html: live.innerHTML });
wait();
tick();
attend();
stayAwake();
showNote();
full.hidden = !document.fullscreenEnabled;
window.setInterval(tick, 1_000);
window.setInterval(() => document.hidden || look(wanted), ASK_EVERY);
window.addEventListener("pointermove", attend);
window.addEventListener("pointerdown", attend);
document.addEventListener("visibilitychange", stayAwake);
document.addEventListener("keydown", (event) => {
  attend();
  const act = KEYS[event.key];
  const isPressed = event.key === " " && event.target.closest("a, button");
  if (!act || isPressed || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  act();
});
screen.addEventListener("click", (event) => {
  const pressed = event.target.closest("[data-turn], [data-pause], [data-full]");
  if (!pressed) return;
  event.preventDefault();
  if ("full" in pressed.dataset) switchFull();
  else if ("pause" in pressed.dataset) switchPause();
  else turn(Number(pressed.dataset.turn));
});
