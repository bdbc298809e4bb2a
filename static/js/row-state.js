/* What became of a row, beside its fields: made from the page's templates, one for each state. */
import { isValue, stopOf, textOf } from "./row-fields.js";
import { participantOf } from "./rows.js";

const [, POINT] = (1.5).toLocaleString(document.documentElement.lang);
const made = new WeakMap(); // block -> what a script made it of

/** A result of the server's with the decimal mark of the page's language. */
export const withOwnPoint = (text) => (/^[\d:.\s;x–-]+$/i.test(text) ? text.replaceAll(".", POINT) : text);

export const clockTime = (moment) =>
  new Date(moment).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

/** A result in words: of buttons to choose from it is the label, without its ✓ or ✗. */
export function inWords(row, { value, status }, result = value) {
  if (status) return status;
  const label = [...row.querySelectorAll("input[type=radio]")].find(
    (radio) => isValue(radio) && value !== "" && radio.value === value,
  )?.labels[0];
  return label ? label.textContent.replace(/^\s*[✓✗]\s*/, "").trim() : withOwnPoint(result);
}

export const blockOf = (row) => row.querySelector("[data-state]");

/** Show a state. `slots`: texts by name; a list makes a line of each. `choices`: {text, shown} of
    buttons that are made from the one in the template. */
export function showState(row, name, slots = {}, choices = []) {
  const block = blockOf(row);
  const kind = JSON.stringify([name, slots, choices]);
  if (made.get(block) === kind) return; // a button in it keeps the focus
  made.set(block, kind);
  const template = document.querySelector(`template[data-row-state="${name}"]`);
  const content = template.content.cloneNode(true);
  block.className = `row-state is-${template.dataset.look ?? name}`;
  block.dataset.state = name;
  content.querySelectorAll("[data-slot]").forEach((place) => fillSlot(place, slots[place.dataset.slot] ?? ""));
  const pattern = content.querySelector("[data-choice]");
  pattern?.replaceWith(
    ...choices.flatMap(({ text, shown }) => {
      const button = pattern.cloneNode();
      button.value = text;
      button.textContent = shown;
      return [button, " "];
    }),
  );
  content.querySelectorAll("button, a").forEach((each) => {
    each.setAttribute("aria-describedby", `name-${participantOf(row)}`);
  });
  const field = textOf(row);
  const isInvalid = ["refused", "conflict", "asked"].includes(name);
  if (isInvalid) field?.setAttribute("aria-invalid", "true");
  else field?.removeAttribute("aria-invalid");
  keepingFocus(row, () => block.querySelector("[data-text]").replaceChildren(content));
}

/** Put the block back as the server made it. */
export function showMade(row, block) {
  if (!made.has(blockOf(row))) return; // it is still there
  keepingFocus(row, () => blockOf(row).replaceWith(block.cloneNode(true)));
}

function fillSlot(place, text) {
  if (!Array.isArray(text)) {
    place.textContent = text;
    return;
  }
  place.replaceChildren(
    ...text.flatMap((line) => {
      const span = document.createElement("span");
      span.className = "doubt";
      span.textContent = line;
      return [span, " "];
    }),
  );
}

/** A button that is gone leaves the focus to the row's field. */
export function keepingFocus(row, change) {
  const hadFocus = blockOf(row).contains(document.activeElement);
  change();
  if (hadFocus && !row.contains(document.activeElement)) {
    (blockOf(row).querySelector("button") ?? stopOf(row)).focus({ preventScroll: true });
  }
}
