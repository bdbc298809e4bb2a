/* How a typed time is understood, for the echo beside the field. The rules are the server's
   (scoring/engine/values.py); a test in the browser holds the two together. */

/** Text as typed -> the time as the server will show it, or null where it is not a time. */
export function readTime(text, { digits = false, hours = false, places = 2 } = {}) {
  let typed = text.trim().replaceAll(",", ".");
  if (digits && /^[0-9]{1,9}$/.test(typed)) {
    typed = `${typed.slice(0, -4) || "0"}:${typed.slice(-4, -2) || "0"}.${typed.slice(-2).padStart(2, "0")}`;
  }
  let parts = typed.split(":");
  if (parts.length === 3 && !hours) {
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
  return units > 10 ** 9 * scale ? null : show(units, scale, places, hours);
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
