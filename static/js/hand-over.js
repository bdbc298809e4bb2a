/* The desk that takes in a phone's entries: where the browser reads QR codes itself, its camera fills
   the field of codes, and the form goes off with the last of them. Elsewhere the field is pasted into. */

const form = document.querySelector("[data-scan]");
const EVERY = 150; // milliseconds between two looks at the picture
const FRAME = /^KS1\.(\d{1,4})\.(\d{1,4})\.[\w-]+$/;

const field = form?.elements.frames;
const video = form?.querySelector("video");
const progress = form?.querySelector("[data-progress]");

function lines() {
  return field.value.split(/\s+/).filter(Boolean);
}

/** Adds a code that is not there yet. Returns whether all of its series are. */
function add(text) {
  const [, , total] = FRAME.exec(text);
  if (!lines().includes(text)) field.value = [...lines(), text].join("\n");
  const count = lines().filter((line) => FRAME.exec(line)?.[2] === total).length;
  progress.textContent = form.dataset.some.replace("{count}", count).replace("{total}", total);
  return count === Number(total);
}

async function scan(detector, stream) {
  while (stream.active) {
    const codes = await detector.detect(video).catch(() => []);
    for (const { rawValue } of codes) {
      if (FRAME.test(rawValue) && add(rawValue)) {
        stream.getTracks().forEach((track) => track.stop());
        form.requestSubmit();
        return;
      }
    }
    await new Promise((done) => setTimeout(done, EVERY));
  }
}

async function start(button) {
  try {
    const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    video.srcObject = stream;
    video.hidden = false;
    button.hidden = true;
    await video.play();
    await scan(new window.BarcodeDetector({ formats: ["qr_code"] }), stream);
  } catch {
    progress.textContent = form.dataset.denied;
  }
}

if (form && "BarcodeDetector" in window && navigator.mediaDevices) {
  form.querySelector("[data-camera]").hidden = false;
  const button = form.querySelector("[data-start]");
  button.addEventListener("click", () => start(button));
}
