/* Keys that a script adds to a row. They take the focus from nothing that is typed, so that the
   keyboard of a phone stays open. */

export function makeKey(sign, label, press) {
  const key = document.createElement("button");
  Object.assign(key, { type: "button", className: "sign-key", textContent: sign });
  key.setAttribute("aria-label", label);
  key.addEventListener("pointerdown", (event) => event.preventDefault());
  key.addEventListener("click", press);
  return key;
}

export function element(name, className, content = "") {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = content;
  return made;
}

/** A template of the page, such as "Attempt {number}", with its places filled. */
export const filled = (template, values) => template.replace(/\{(\w+)\}/g, (_whole, name) => values[name]);

/** Shows in the row, large, what its attempts come to. */
export function showBest(row, value, unit) {
  const place = row.querySelector("[data-echo]");
  if (place) place.textContent = value === "" ? "" : `= ${value}${unit ? ` ${unit}` : ""}`;
}
