/* What the pages with rows of results share: how a time is echoed, how Enter moves on. */
import { fieldsOf, isValue, rowOf, setStatus, statusOf, stopOf, textOf, valueOf } from "./row-fields.js";
import { STATUS_WORDS } from "./status-words.js";
import { meanings } from "./time.js";

export const participantOf = (row) => Number(row.id.replace("row-", ""));

/** { value, status } as the fields hold them. */
export const held = (row) => ({ value: valueOf(row).trim(), status: statusOf(row) });
export const isSame = (one, other) => one.value === other.value && one.status === other.status;

/** A value typed takes the place of a status. A value stays beside a status until that is saved. */
export function giveWay(field) {
  if (isValue(field) && valueOf(rowOf(field))) setStatus(rowOf(field), "");
}

/** Whether the person changed the row since the page was made: while the script was still on its
    way, or before a reload after which the browser put it back. */
export const isChanged = (row) => fieldsOf(row).some(differs);

function differs(field) {
  if (field.type === "radio") return field.checked !== field.defaultChecked;
  return field.value !== field.defaultValue;
}

/** What a typed time is understood as; where it may be two, a button for each. */
export function echo(row) {
  const place = row.querySelector("[data-echo]");
  const field = textOf(row);
  if (!place || !field || !("time" in field.dataset) || "attempts" in field.dataset) return;
  const text = field.value.trim();
  const isWord = !text || STATUS_WORDS.test(text);
  const times = isWord ? [] : meanings(text, field.dataset);
  const [only] = times;
  if (times.length > 1) place.replaceChildren(...times.map(readingKey));
  else if (isWord || only?.shown === text) place.textContent = "";
  else place.textContent = only ? `= ${only.shown}` : "?";
  place.classList.toggle("is-unread", !isWord && !only);
  place.classList.toggle("is-either", times.length > 1);
}

function readingKey({ text, shown }) {
  const key = document.createElement("button");
  Object.assign(key, { type: "button", className: "row-button", textContent: shown });
  key.dataset.reading = text;
  return key;
}

/** On to the next row, in the same breath: a phone's keyboard stays open. */
export function moveOn(row) {
  const rows = [...row.closest("[data-entry]").querySelectorAll("[data-row]")].filter((each) => each.checkVisibility());
  const next = rows[rows.indexOf(row) + 1];
  if (next) stopOf(next).focus();
  else document.activeElement.blur();
}
