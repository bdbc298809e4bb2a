/* The worker that keeps pages on this device: set going, fed with what this page leads to, and
   emptied before somebody signs out. */

const PATIENCE = 2_000;
const workers = () => window.navigator.serviceWorker;

/** Keep this page and those it links to for its person. Does nothing where browsers cannot. */
export async function keepPages(person, address) {
  if (!workers()) return;
  try {
    const registration = await workers().register(address, { updateViaCache: "none" });
    registration.update().catch(() => {}); // at once: browsers look for a new release when they have time
  } catch {
    return; // without a network, or switched off
  }
  const { active } = await workers().ready;
  const links = [...document.querySelectorAll("main a[href], [data-outbox] a[href]")].map(({ href }) => href.split("#")[0]);
  const pages = [window.location.href, ...links].filter((href) => new URL(href).origin === window.location.origin);
  active.postMessage({ task: "keep", person, pages: [...new Set(pages)] });
}

/** Resolves when nobody's pages are on this device any more. */
export async function forgetPages() {
  const active = (await workers()?.getRegistration())?.active;
  if (!active) return;
  const { port1, port2 } = new MessageChannel();
  await new Promise((resolve) => {
    port1.onmessage = resolve;
    window.setTimeout(resolve, PATIENCE);
    active.postMessage({ task: "forget" }, [port2]);
  });
}
