/* What cannot be sent at all is handed over at the organiser's desk: as a file, or as a series of QR
   codes. Both hold the same document, signed by this person's key for the event. */
import { bytesOf } from "./sealing.js";
import { asSent } from "./sending.js";

const VERSION = 1;
const PART = 380; // characters of a code, so that any camera reads it from a screen

const base64Of = (bytes) => window.btoa(Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join(""));

/** The document as a text. `key`: of the person and the event, in base64. */
export async function documentOf(items, { person, event, key, clockOffset }) {
  const payload = JSON.stringify({
    version: VERSION,
    user: person,
    event,
    device: window.navigator.userAgent.slice(0, 100),
    clock_offset_ms: clockOffset,
    items: items.map(asSent),
  });
  const bytes = new TextEncoder().encode(payload);
  const hmac = { name: "HMAC", hash: "SHA-256" };
  const signer = await window.crypto.subtle.importKey("raw", bytesOf(key), hmac, false, ["sign"]);
  const mac = base64Of(await window.crypto.subtle.sign("HMAC", signer, bytes));
  return JSON.stringify({ payload, mac });
}

/** The texts of the codes: "KS1.<number>.<of how many>.<part>". */
export function framesOf(text) {
  const whole = base64Of(new TextEncoder().encode(text)).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
  const count = Math.ceil(whole.length / PART);
  return Array.from({ length: count }, (_, number) => `KS1.${number + 1}.${count}.${whole.slice(number * PART, (number + 1) * PART)}`);
}
