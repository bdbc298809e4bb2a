/* Keeps the evaluator's pages on the device, so that they open without a network. The address
   /service-worker.js runs it, with `self.kept`: which pages, and the page shown instead of others.

   Pages are kept apart by person, whom the header X-Klepak-Person names. As soon as a page of
   somebody else is opened, or one of nobody, what was kept for another is deleted. */

const FILES = "klepak-files";
const PAGES = "klepak-pages ";
const PERSON = "X-Klepak-Person";
const NOBODY = "0";
const SOON = 200; // milliseconds that the network has for a whole page where one is kept
const PATIENCE = 3_000; // … where somebody else may be signed in by now
const AT_ONCE = 2;
const MOST_PAGES = 200;
const FRESH = 10 * 60_000;
const FILES_LIVE = 7 * 24 * 3_600_000;

const patterns = self.kept.pages.map((pattern) => new RegExp(pattern));
const isKept = ({ pathname }) => patterns.some((pattern) => pattern.test(pathname));
const isFile = ({ pathname }) => pathname.startsWith(self.kept.files);
const isHashed = (url) => /\.[0-9a-f]{12}\./.test(url);
const isPage = (response) => response.headers.get("Content-Type")?.startsWith("text/html");
const found = { ignoreVary: true, ignoreSearch: true };
const later = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

self.addEventListener("install", (event) => {
  self.skipWaiting(); // pages that are open go on with the files that they have
  event.waitUntil(keepOtherwise());
});

self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" && request.mode === "navigate") isLedOn = true;
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (isFile(url)) event.respondWith(file(request));
  else if (request.mode === "navigate") {
    const answer = fetchPage(event);
    event.waitUntil(answer);
    event.respondWith(page(event, url, answer));
  }
});

self.addEventListener("message", (event) => {
  const { task, pages, person } = event.data;
  if (task === "keep") event.waitUntil(keepPages(person, pages));
  if (task === "forget") event.waitUntil(forgetPagesOfOthers(NOBODY).then(() => event.ports[0].postMessage("done")));
});

/** With a hash of its content in its name a file is right for ever; others are asked for anew. */
async function file(request) {
  const files = await caches.open(FILES);
  const known = await files.match(request, { ignoreVary: true });
  if (known && isHashed(request.url)) return known;
  try {
    const response = await fetch(request);
    if (response.ok) await files.put(request, response.clone());
    return response;
  } catch (error) {
    if (known) return known;
    throw error;
  }
}

/** The server's answer if it comes soon and is one; else what is kept; else why there is none. */
async function page(event, url, answer) {
  const known = isKept(url) ? await caches.match(url.href, found) : undefined;
  const soon = later(isLedOn ? PATIENCE : SOON).then(() => "later");
  const response = await (known ? Promise.race([whole(answer), soon]) : answer);
  if (response === "later") {
    event.waitUntil(announce(event, known.clone(), answer));
    return known;
  }
  const isOurs = response && (response.type === "opaqueredirect" || response.headers.has(PERSON));
  if (known && !(isOurs && response.status < 500)) return known;
  return response ?? caches.match(self.kept.otherwise, found);
}

/** The answer once all of it is there, null where it breaks off before. */
async function whole(answer) {
  const response = await answer;
  try {
    await response?.clone().arrayBuffer();
    return response;
  } catch {
    return null;
  }
}

/** Tells a page that was kept that the server's has come, and gives it both where they differ. */
async function announce(event, shown, answer) {
  const response = await answer;
  if (!response?.headers.has(PERSON) || response.status >= 500) return;
  const [before, now] = await Promise.all([shown.text(), response.text(), keeping.get(response)]);
  const client = await self.clients.get(event.resultingClientId);
  const isSame = withoutMoment(before) === withoutMoment(now);
  client?.postMessage({ task: "renew", person: response.headers.get(PERSON), ...(!isSame && { before, now }) });
}

/** What is another in each answer though nothing has changed: when it was made, and for which form. */
const withoutMoment = (html) => html.replace(/data-(?:made|since)="[^"]*"|"csrfmiddlewaretoken" value="[^"]*"/g, "");

let whose = null; // person of the page that was opened last
let isLedOn = false; // by a form, or by what is no page of ours: by now somebody else may be signed in
const keeping = new WeakMap(); // response -> until it is kept

async function fetchPage(event) {
  let response;
  try {
    response = await fetch(event.request);
  } catch {
    return null;
  }
  const person = response.headers.get(PERSON);
  isLedOn = person === null;
  if (isLedOn) return response; // on the way to another page, or somebody else's
  whose = person;
  await forgetPagesOfOthers(person);
  const kept = person === NOBODY ? null : keep(event.request.url, response.clone()).catch(() => {}); // a full device
  keeping.set(response, kept);
  event.waitUntil(kept ?? Promise.resolve());
  return response;
}

/** A page is kept once all of its files are: without its scripts it would keep nothing that is typed.
    One that is refused or gone is no longer kept; one in trouble stays as it was. */
async function keep(address, response, needed = new Set()) {
  const url = new URL(address);
  if (!isKept(url)) return;
  const person = response.headers.get(PERSON);
  if (response.ok && !response.redirected && isPage(response)) {
    await keepFiles(await response.clone().text(), needed);
    if (whose !== null && whose !== person) return; // somebody else came meanwhile
    await (await caches.open(PAGES + person)).put(url.href, response);
  } else if ([403, 404, 410].includes(response.status)) {
    await (await caches.open(PAGES + person)).delete(url.href, found);
  }
}

async function forgetPagesOfOthers(person) {
  const names = await caches.keys();
  const others = names.filter((name) => name.startsWith(PAGES) && name !== PAGES + person);
  await Promise.all(others.map((name) => caches.delete(name)));
}

/** Pages that were not opened yet, a few at a time, with the files that they need. */
async function keepPages(person, addresses) {
  const queue = addresses.filter((address) => isKept(new URL(address))).slice(0, MOST_PAGES);
  const needed = new Set();
  const work = async () => {
    for (let address = queue.shift(); address; address = queue.shift()) {
      if (!(await keepPage(person, address, needed))) queue.length = 0;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  await dropOldFiles(needed);
}

/** Whether to go on with the next: not without a network, nor for another person. */
async function keepPage(person, address, needed) {
  const known = await caches.match(address, found);
  if (known && Date.now() - Date.parse(known.headers.get("Date")) < FRESH) {
    await keepFiles(await known.text(), needed);
    return true;
  }
  try {
    const response = await fetch(address, { headers: { "X-Klepak-Keep": "1" } }); // nobody looks at it now
    if (response.redirected || response.headers.get(PERSON) !== String(person)) return false;
    await keep(address, response, needed);
    return true;
  } catch {
    return false;
  }
}

/** What a page names as its files, and what its scripts import. */
async function keepFiles(html, needed) {
  const named = [...html.matchAll(/(?:href|src)="([^"]+)"/g)].map(([, address]) => new URL(address, self.location.origin));
  await Promise.all(named.filter(isFile).map((url) => keepFile(url.href, needed)));
}

async function keepFile(address, needed) {
  if (needed.has(address)) return;
  needed.add(address);
  const response = await file(new Request(address));
  if (!response.ok) throw new Error(address);
  if (!address.endsWith(".js")) return;
  const imports = (await response.text()).matchAll(/^(?:import|export)\b[^;]*?["'](\.[^"']+)["'];/gm);
  await Promise.all([...imports].map(([, path]) => keepFile(new URL(path, address).href, needed)));
}

/** Files of earlier versions, once no page that may still be open needs them. */
async function dropOldFiles(needed) {
  const files = await caches.open(FILES);
  for (const request of await files.keys()) {
    const response = await files.match(request, { ignoreVary: true });
    const age = Date.now() - Date.parse(response?.headers.get("Date"));
    if (isHashed(request.url) && !needed.has(request.url) && age > FILES_LIVE) await files.delete(request);
  }
}

async function keepOtherwise() {
  const response = await fetch(self.kept.otherwise, { cache: "reload", credentials: "omit" });
  if (!response.ok) return;
  const text = await response.clone().text();
  await (await caches.open(FILES)).put(self.kept.otherwise, response);
  await keepFiles(text, new Set());
}
