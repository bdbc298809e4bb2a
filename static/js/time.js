/* How a typed time is understood, for the echo beside the field. The rules are the server's
   (scoring/engine/values.py and shorthand.py); a test in the browser holds them together. */

/** Text as typed -> the times it may stand for, as the server will show them: none where it is not
    a time, two where the person will be asked. `data`: the field's data attributes; limits in ms. */
export const readings = (text, data) => meanings(text, data).map(({ shown }) => shown);

/** The same, each as {text, shown, exact}: `text` is the same time wherever it is entered, `exact` to
    be counted with. */
export function meanings(text, { digits, hours, places, lowest, highest, minimum, maximum }) {
  const options = { places: Number(places), hours: hours !== undefined };
  const typed = text.trim();
  if (digits === undefined || !/^[0-9]{1,9}$/.test(typed)) {
    const time = readTime(typed, options);
    return time === null ? [] : [{ text: typed, shown: time, exact: typed }];
  }
  const limit = (edge, otherwise) => (edge === undefined || edge === "" ? otherwise : Number(edge));
  const isBetween = (value, low, high) => low <= value && value <= high;
  const possible = [asHundredths(typed), typed]
    .map((each) => ({ exact: each, time: readTime(each, options), value: milliseconds(each, options) }))
    .filter(({ value }) => value !== null && isBetween(value, limit(minimum, 0), limit(maximum, Infinity)));
  const plausible = possible.filter(({ value }) => isBetween(value, limit(lowest, 1000), limit(highest, Infinity)));
  const likely = plausible.length === 1 ? plausible : possible;
  return likely.map(({ time, exact }) => ({
    exact,
    text: /^[0-9]+$/.test(time) ? `0:${time.padStart(2, "0")}` : time, // digits alone would be asked about again
    shown: likely.length > 1 ? short(time, places) : time,
  }));
}

/** "942" -> "9.42", "12345" -> "1:23.45". */
function asHundredths(digits) {
  const hundredths = digits.slice(-2).padStart(2, "0");
  if (digits.length <= 4) return `${Number(digits.slice(0, -2) || 0)}.${hundredths}`;
  return `${Number(digits.slice(0, -4))}:${digits.slice(-4, -2)}.${hundredths}`;
}

/** As a button shows it: seconds with their unit, minutes without a fraction that is nothing. */
function short(time, places) {
  if (!time.includes(":")) return `${time} s`;
  return places > 0 ? time.replace(/[.,]0+$/, "") : time;
}

/** Text as typed -> the time as the server will show it, or null where it is not a time. */
export function readTime(text, { hours = false, places = 2 } = {}) {
  const units = readUnits(text, hours, places);
  return units === null ? null : show(units, 10 ** places, places, hours);
}

/** Text as typed, with its separators -> milliseconds, or null. */
export function milliseconds(text, { hours, places }) {
  const units = readUnits(text, hours !== undefined && hours !== false, Number(places));
  return units === null ? null : (units * 1000) / 10 ** Number(places);
}

/** Text as typed -> the time in units of the last decimal place, or null. */
function readUnits(text, hours, places) {
  const typed = text.trim().replaceAll(",", ".");
  let parts = typed.split(":");
  if (!/[1-9]/.test(typed)) return null; // no race takes no time
  if (parts.length === 3 && !hours && parts[0] !== "00") {
    const [minutes, seconds, hundredths] = parts;
    if (!/^[0-9]{2}$/.test(hundredths) || seconds.includes(".")) return null;
    parts = [minutes, `${seconds}.${hundredths}`];
  }
  const last = parts.at(-1);
  const larger = parts.slice(0, -1);
  if (parts.length > 3 || !/^(?=.*[0-9])[0-9]*\.?[0-9]*$/.test(last) || last.length > 20) return null;
  if (!larger.every((part) => /^[0-9]{1,9}$/.test(part))) return null;
  const underSixty = larger.length ? [last, ...larger.slice(1)] : [];
  if (underSixty.some((part) => Number(part) >= 60)) return null;
  const scale = 10 ** places;
  const [whole, fraction = ""] = last.split(".");
  let units = Number(whole || 0) * scale + Number(fraction.slice(0, places).padEnd(places, "0") || 0);
  if (/[1-9]/.test(fraction.slice(places))) units += 1; // times round up
  larger.reverse().forEach((part, position) => {
    units += Number(part) * scale * 60 ** (position + 1);
  });
  return units > 10 ** 9 * scale ? null : units;
}

function show(units, scale, places, hours) {
  const [, point] = (1.5).toLocaleString(document.documentElement.lang);
  const fraction = places ? `${point}${String(units % scale).padStart(places, "0")}` : "";
  const seconds = Math.floor(units / scale);
  const minutes = Math.floor(seconds / 60);
  const two = (number) => String(number % 60).padStart(2, "0");
  if (!minutes) return `${seconds}${fraction}`;
  if (hours && minutes >= 60) return `${Math.floor(minutes / 60)}:${two(minutes)}:${two(seconds)}${fraction}`;
  return `${minutes}:${two(seconds)}${fraction}`;
}
