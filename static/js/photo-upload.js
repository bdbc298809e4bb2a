/* The page where a photo is taken or chosen: shows it, makes a large one smaller, sends it and says how
   far that is. What could not be sent stays chosen. Without it the form is sent as it is. */
import { token } from "./csrf.js";

const LONGEST_SIDE = 2000; // in pixels: enough for small handwriting on a whole sheet
const SMALL_ENOUGH = 1_000_000; // in bytes
const MOST_BYTES = 5 * 1024 * 1024;
const QUALITY = 0.85;
const PREVIEW_SIDE = 600;
const TIMEOUT = 120_000;

const form = document.querySelector("[data-photo-form]");
const status = form?.querySelector("[data-status]");
const frame = form?.querySelector("[data-progress]");
const preview = form?.querySelector("[data-preview]");
const inputs = [...(form?.querySelectorAll("[type=file]") ?? [])];

function say(text, isError = false) {
  status.textContent = text;
  status.classList.toggle("is-error", isError);
}

function show(percent) {
  frame.hidden = false;
  frame.querySelector("progress").value = percent;
}

const open = (file) => window.createImageBitmap(file, { imageOrientation: "from-image" });

/** Draws the picture, no longer than that; returns whether it became smaller. */
function draw(picture, canvas, longest) {
  const scale = Math.min(1, longest / Math.max(picture.width, picture.height));
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  const context = canvas.getContext("2d");
  context.fillStyle = "white"; // behind what is transparent
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  return scale < 1;
}

/** The picture no longer than LONGEST_SIDE, turned upright; the file itself where it is small, or of a
    kind that this browser cannot open. */
async function smaller(file) {
  if (!window.createImageBitmap) return file;
  try {
    const canvas = document.createElement("canvas");
    const isSmaller = draw(await open(file), canvas, LONGEST_SIDE);
    if (!isSmaller && file.size <= SMALL_ENOUGH) return file;
    const jpeg = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
    return jpeg && jpeg.size < file.size ? jpeg : file;
  } catch {
    return file;
  }
}

/** How the server answered, or a status of 0 where it did not. */
function send(body) {
  return new Promise((done) => {
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.timeout = TIMEOUT;
    request.setRequestHeader("HX-Request", "true");
    request.setRequestHeader("X-CSRFToken", token() ?? form.elements.csrfmiddlewaretoken.value);
    request.upload.addEventListener("progress", ({ loaded, total }) => {
      const percent = Math.round((100 * loaded) / total);
      show(percent);
      say(percent < 100 ? form.dataset.sending.replace("{percent}", percent) : form.dataset.arriving);
    });
    ["load", "error", "abort", "timeout"].forEach((kind) => request.addEventListener(kind, () => done(request)));
    request.send(body);
  });
}

function refusalOf(answer) {
  if (answer.getResponseHeader("Content-Type")?.startsWith("text/plain")) return answer.responseText;
  const { offline, failed, tooMany, signIn, tooLarge } = form.dataset;
  if (answer.status === 429) return tooMany.replace("{seconds}", answer.getResponseHeader("Retry-After") ?? 60);
  return { 0: offline, 401: signIn, 413: tooLarge }[answer.status] ?? failed;
}

async function submit(file) {
  form.dataset.busy = "";
  form.querySelector("[data-send]").disabled = true;
  say(form.dataset.shrinking);
  const photo = await smaller(file);
  if (photo.size > MOST_BYTES) {
    finish(form.dataset.tooLarge);
    return;
  }
  const body = new FormData();
  body.append("person", form.elements.person.value);
  body.append("file", photo, photo === file ? file.name : "sheet.jpg");
  show(0);
  const answer = await send(body);
  const next = answer.status === 200 && answer.getResponseHeader("HX-Redirect");
  if (next) window.location.assign(next);
  else finish(refusalOf(answer));
}

function finish(sentence) {
  delete form.dataset.busy;
  form.querySelector("[data-send]").disabled = false;
  frame.hidden = true;
  say(sentence, true);
}

const chosen = () => inputs.map((input) => input.files[0]).find(Boolean);

/** Chosen in one place, nothing is chosen in the other. */
async function choose(input) {
  inputs.filter((each) => each !== input).forEach((each) => (each.value = ""));
  const file = chosen();
  say("");
  preview.hidden = true;
  if (!file) return;
  try {
    draw(await open(file), preview, PREVIEW_SIDE);
    preview.hidden = file !== chosen();
  } catch {
    preview.hidden = true; // the server may know this kind of file, or says that it is none
  }
}

if (form) {
  inputs.forEach((input) => input.addEventListener("change", () => choose(input)));
  form.addEventListener("submit", (event) => {
    const file = chosen();
    if (!file) return; // the server says what to do
    event.preventDefault();
    if (!("busy" in form.dataset)) submit(file);
  });
  addEventListener("pageshow", () => {
    if ("busy" in form.dataset) finish("");
  });
}
