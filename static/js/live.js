/* Pages that keep themselves up to date: asks with the ETag of what is shown, and changes only the
   parts that changed, so that the focus, what is scrolled and what is opened stay as they are. Rows of
   boards that are news are marked until the next ones come. */

const ASK_AGAIN_AFTER = 5_000; // unless the page says otherwise
const NOT_HERE_ANY_MORE = [401, 403, 404]; // signed out, no right, gone: the page itself says which
const live = document.querySelector("[data-live]");
const note = document.querySelector("[data-live-note]");
let etag = live?.dataset.etag;
let checked = new Date();
let isAsking = false;

const clock = (time) =>
  time.toLocaleTimeString(document.documentElement.lang, { timeZone: note.dataset.zone, hourCycle: "h23" });

function showNote(text, isStale) {
  note.textContent = text.replace("{time}", clock(checked));
  note.classList.toggle("is-stale", isStale);
}

/** A name by which a link is found again in the new part. */
function nameOf(element) {
  if (!element || !live.contains(element)) return null;
  if (element.id) return `#${CSS.escape(element.id)}`;
  const href = element.getAttribute("href");
  return href ? `[href="${CSS.escape(href)}"]` : null;
}

/** What scrolls by itself, by the name that it has on the page. */
const scrolling = (part) =>
  new Map(
    [...part.querySelectorAll(".scroll-x, .board-scroll, .chips")].map((each) => [
      each.id || each.getAttribute("aria-label"),
      each,
    ]),
  );

const rowsOf = (part) => [...part.querySelectorAll(".board tbody tr")];

function markNews(part, fresh) {
  const known = new Set(rowsOf(part).map((row) => row.textContent));
  rowsOf(fresh)
    .filter((row) => !known.has(row.textContent))
    .forEach((row) => row.classList.add("is-news"));
}

function replace(part, fresh) {
  markNews(part, fresh);
  const focused = part.contains(document.activeElement) ? nameOf(document.activeElement) : null;
  const scrolled = [...scrolling(part)].map(([name, each]) => [name, each.scrollLeft, each.scrollTop]);
  part.replaceWith(fresh);
  const again = scrolling(fresh);
  scrolled.forEach(([name, left, top]) => again.get(name)?.scrollTo(left, top));
  if (focused) fresh.querySelector(focused)?.focus({ preventScroll: true });
}

function show(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  page.querySelectorAll("[data-part]").forEach((fresh) => {
    const part = live.querySelector(`[data-part="${fresh.dataset.part}"]`);
    if (part && !part.isEqualNode(fresh)) replace(part, document.importNode(fresh, true));
  });
}

async function ask() {
  if (document.hidden || isAsking) return;
  isAsking = true;
  try {
    const answer = await fetch(live.dataset.live, {
      headers: { "If-None-Match": etag, "HX-Request": "true" },
      cache: "no-store",
    });
    if (answer.status === 200) {
      show(await answer.text());
      etag = answer.headers.get("ETag");
    } else if (NOT_HERE_ANY_MORE.includes(answer.status)) {
      window.location.reload();
      return;
    } else if (answer.status !== 304) {
      throw new Error(`unexpected answer ${answer.status}`);
    }
    checked = new Date();
    showNote(note.dataset.liveText, false);
  } catch {
    showNote(note.dataset.staleText, true);
  } finally {
    isAsking = false;
  }
}

if (live) {
  document
    .querySelectorAll(".chips [aria-current]")
    .forEach((chip) => chip.scrollIntoView({ inline: "center", block: "nearest" }));
  showNote(note.dataset.liveText, false);
  window.setInterval(ask, Number(live.dataset.every ?? ASK_AGAIN_AFTER));
  document.addEventListener("visibilitychange", ask);
  window.addEventListener("online", ask);
}
