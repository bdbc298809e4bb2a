/* The page of what this device has not sent yet: each entry, and the ways to get rid of them. */
import qrcode from "../../vendor/qrcode-generator-2.0.4/qrcode.js";
import { documentOf, framesOf } from "./hand-over.js";
import { needsPerson } from "./outbox.js";
import { opened } from "./start.js";

const NEXT_AFTER = 1_500;
const page = document.querySelector("[data-outbox-list]");
const part = (name) => page.querySelector(`[data-part=${name}]`);
const codes = { frames: [], number: 0, timer: null };

function lineOf(item) {
  const line = part("line").content.firstElementChild.cloneNode(true);
  const write = (name, text) => {
    line.querySelector(`[data-slot=${name}]`).textContent = text;
  };
  write("name", item.name);
  write("place", item.place ?? "");
  write("mine", item.typed.status || item.typed.value || page.dataset.empty);
  write("state", page.dataset[item.state] ?? page.dataset.waiting);
  write("detail", item.state === "refused" ? item.answer.detail : "");
  line.classList.toggle("is-needing", needsPerson(item));
  line.querySelector("a").href = `/groups/${item.group}/activities/${item.activity}/#row-${item.participant}`;
  return line;
}

async function draw() {
  const { outbox } = await opened;
  const items = await outbox.items();
  part("items").replaceChildren(...items.map(lineOf));
  part("nothing").hidden = items.length > 0;
  part("something").hidden = items.length === 0;
}

/** The document of each event that something is kept of. */
async function documents() {
  const { outbox } = await opened;
  const items = (await outbox.items()).filter(({ state }) => state !== "asked");
  const clockOffset = await outbox.clockOffset();
  const made = [...new Set(items.map(({ event }) => event))].map(async (event) => {
    const key = await outbox.handOverKey(event);
    const own = items.filter((item) => item.event === event);
    return key && { event, text: await documentOf(own, { person: outbox.person, event, key, clockOffset }) };
  });
  const found = (await Promise.all(made)).filter(Boolean);
  part("no-key").hidden = found.length > 0 || items.length === 0;
  return found;
}

async function save() {
  for (const { event, text } of await documents()) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    link.download = `klepak-${event}-${new Date().toISOString().slice(0, 16).replace(":", "-")}.json`;
    link.click();
    window.setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  }
}

async function showCodes() {
  codes.frames = (await documents()).flatMap(({ text }) => framesOf(text));
  if (!codes.frames.length) return;
  part("codes").hidden = false;
  showCode(0);
  play();
  part("codes").scrollIntoView({ block: "nearest" });
}

function showCode(number) {
  codes.number = (number + codes.frames.length) % codes.frames.length;
  const code = qrcode(0, "L");
  code.addData(codes.frames[codes.number], "Byte");
  code.make();
  const picture = part("code");
  picture.src = code.createDataURL(4, 16);
  picture.dataset.text = codes.frames[codes.number];
  part("number").textContent = page.dataset.code
    .replace("{number}", codes.number + 1)
    .replace("{count}", codes.frames.length);
}

function play() {
  window.clearInterval(codes.timer);
  codes.timer = window.setInterval(() => showCode(codes.number + 1), NEXT_AFTER);
  part("pause").textContent = page.dataset.pause;
}

function pauseOrPlay() {
  if (codes.timer === null) {
    play();
    return;
  }
  pause();
}

function pause() {
  window.clearInterval(codes.timer);
  codes.timer = null;
  part("pause").textContent = page.dataset.go;
}

function step(by) {
  pause();
  showCode(codes.number + by);
}

async function start() {
  const { outbox, sender } = await opened;
  outbox.addEventListener("change", draw);
  part("send").addEventListener("click", () => sender.send());
  part("save").addEventListener("click", save);
  part("show").addEventListener("click", showCodes);
  part("pause").addEventListener("click", pauseOrPlay);
  part("back").addEventListener("click", () => step(-1));
  part("next").addEventListener("click", () => step(1));
  part("save").hidden = part("show").hidden = !outbox.isLasting;
  await draw();
}

if (page) start();
