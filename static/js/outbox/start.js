/* The outbox of this page's person: opened, sent by itself, and counted in the header. */
import { keepPages } from "./keeping.js";
import { Outbox, needsPerson } from "./outbox.js";
import { sealWith, unsealed } from "./sealing.js";
import { Sender } from "./sending.js";
import { openShelf } from "./shelf.js";
import { askBeforeSignOut } from "./sign-out.js";

const LEFT_BEHIND = 30_000; // milliseconds after which a row that was being typed is held to be left
const OLD_AFTER = 120_000;

const receipt = document.querySelector("[data-outbox]");

if (receipt) window.navigator.serviceWorker?.addEventListener("message", hear); // before it is parsed: no message is lost

export const opened = receipt ? open(receipt.dataset) : null;

async function open({ person, keys, worker, made, ...sending }) {
  const sealing = await sealWith(keys.split(" "));
  const shelf = await openShelf(sealing !== null);
  const outbox = new Outbox({ person: Number(person), shelf, sealing: sealing ?? unsealed });
  await outbox.forgetOthers();
  const sender = new Sender(outbox, sending);
  const count = () => show(outbox, sender);
  outbox.addEventListener("change", count);
  sender.addEventListener("change", count);
  await outbox.promote(({ captured_at }) => Date.now() - Date.parse(captured_at) > LEFT_BEHIND);
  window.addEventListener("online", () => sender.send());
  window.addEventListener("pageshow", ({ persisted }) => persisted && sender.send());
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && sender.send());
  window.addEventListener("beforeunload", (event) => {
    if (!outbox.isLasting && unsentCount) event.preventDefault();
  });
  askBeforeSignOut({ outbox, sender });
  await count();
  sender.send();
  showAge(Date.parse(made), await outbox.clockOffset());
  if (worker) keepPages(outbox.person, worker);
  return { outbox, sender };
}

/** A page that was kept on this device says so. `offset`: of this device's clock, null: unknown. */
function showAge(made, offset) {
  if (offset === null && window.navigator.onLine) return;
  if (Date.now() - (offset ?? 0) - made < OLD_AFTER) return;
  const notice = receipt.querySelector("[data-notice=kept]");
  const time = new Date(made).toLocaleTimeString(document.documentElement.lang, { timeStyle: "short", hourCycle: "h23" });
  notice.textContent = notice.dataset.text.replace("{time}", time);
  notice.hidden = false;
  receipt.hidden = false;
}

/** After a page that was kept the server's has come. What has changed is shown at once where nobody
    works, by a page's own script where it takes the event, else as soon as the person wants it. */
function hear({ data }) {
  if (data.task !== "renew") return;
  if (data.person !== receipt.dataset.person) {
    window.location.reload(); // somebody else is signed in by now, and no longer meets what was kept
    return;
  }
  receipt.querySelector("[data-notice=kept]").hidden = true;
  if (!data.now) return;
  const isOpen = document.dispatchEvent(new CustomEvent("klepak:newer", { detail: data, cancelable: true }));
  if (isOpen && !showNewer(data.now)) offerNewer();
}

export function offerNewer() {
  receipt.querySelector("[data-notice=outdated]").hidden = false;
  receipt.hidden = false;
}

/** Whether it could be: not where scripts have made something of the page, nor under the focus. */
function showNewer(html) {
  const main = document.querySelector("main");
  if (document.querySelector("[data-outbox-list]") || main.contains(document.activeElement)) return false;
  const newer = new DOMParser().parseFromString(html, "text/html").querySelector("main");
  if (!newer) return false;
  main.replaceChildren(...document.importNode(newer, true).childNodes);
  return true;
}

let unsentCount = 0;

/** “12 entered · 10 confirmed · 2 waiting” */
async function show(outbox, sender) {
  const [items, confirmed] = await Promise.all([outbox.items(), outbox.confirmedToday()]);
  const needing = items.filter(needsPerson).length;
  const numbers = { entered: items.length + confirmed, confirmed, waiting: items.length - needing, needing };
  unsentCount = items.length;
  const write = (name, isShown) => {
    const part = receipt.querySelector(`[data-count=${name}]`);
    part.textContent = isShown ? part.dataset.text.replace("{count}", numbers[name]) : "";
    part.hidden = !isShown;
  };
  write("entered", true);
  write("confirmed", true);
  write("waiting", numbers.waiting > 0);
  write("needing", needing > 0);
  const notice = (name) => receipt.querySelector(`[data-notice=${name}]`);
  notice("signed-out").hidden = sender.state !== "signed-out";
  notice("stopped").hidden = sender.state !== "stopped";
  notice("stopped").textContent = sender.sentence;
  notice("unreadable").hidden = outbox.unreadable === 0;
  notice("unsafe").hidden = outbox.isLasting;
  const isOld = !(notice("kept").hidden && notice("outdated").hidden);
  receipt.hidden = !isOld && numbers.entered === 0 && outbox.unreadable === 0 && outbox.isLasting;
}
