/* Keeps the boards up to date, and the chosen chips in sight: asks with the ETag of what is shown, changes only what changed. */

const ASK_AGAIN_AFTER = 5_000;
const boards = document.querySelector("[data-live]");
const note = document.querySelector("[data-live-note]");
let etag = boards?.dataset.etag;
let checked = new Date();

const clock = (time) =>
  time.toLocaleTimeString(document.documentElement.lang, { timeZone: note.dataset.zone, hourCycle: "h23" });

async function ask() {
  if (document.hidden) return;
  try {
    const answer = await fetch(boards.dataset.live, {
      headers: { "If-None-Match": etag, "HX-Request": "true" },
      cache: "no-store",
    });
    if (answer.status === 200) {
      boards.innerHTML = await answer.text();
      etag = answer.headers.get("ETag");
    } else if (answer.status !== 304) {
      throw new Error(`unexpected answer ${answer.status}`);
    }
    checked = new Date();
    note.textContent = note.dataset.liveText.replace("{time}", clock(checked));
  } catch {
    note.textContent = note.dataset.staleText.replace("{time}", clock(checked));
  }
}

if (boards) {
  document
    .querySelectorAll(".chips [aria-current]")
    .forEach((chip) => chip.scrollIntoView({ inline: "center", block: "nearest" }));
  note.textContent = note.dataset.liveText.replace("{time}", clock(checked));
  window.setInterval(ask, ASK_AGAIN_AFTER);
  document.addEventListener("visibilitychange", ask);
}
