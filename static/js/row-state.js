/* What became of a row, beside its fields: made from the page's templates, one for each state. */
import { isValue, stopOf, textOf } from "./row-fields.js";
import { participantOf } from "./rows.js";

const [, POINT] = (1.5).toLocaleString(document.documentElement.lang);
const made = new WeakMap(); // block -> what a script made it of

/** A result of the server's with the decimal mark of the page's language. */
export const withOwnPoint = (text) => (/^[\d:.\s;x–-]+$/i.test(text) ? text.replaceAll(".", POINT) : text);

const clockTime = (moment) =>
  new Date(moment).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

/** A result in words: of buttons to choose from it is the label, without its ✓ or ✗. */
function inWords(row, { value, status }, result = value) {
  if (status) return status;
  const label = [...row.querySelectorAll("input[type=radio]")].find(
    (radio) => isValue(radio) && value !== "" && radio.value === value,
  )?.labels[0];
  return label ? label.textContent.replace(/^\s*[✓✗]\s*/, "").trim() : withOwnPoint(result);
}

/** Words of the page's language that stand in a row: for an empty cell, and between two readings. */
const wordsOf = (row) => row.closest("[data-entry]").dataset;

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

/** What is in the box for the row, by its own state, or by why it cannot be sent. */
export function showItem(row, item, sender) {
  const mine = inWords(row, item.typed) || wordsOf(row).empty;
  const slots = { mine, time: clockTime(item.captured_at), detail: item.answer?.detail };
  if (item.state === "asked") {
    const question = item.meanings.map((each) => each.shown).join(wordsOf(row).or);
    showState(row, "asked", { question }, item.meanings);
  } else if (item.state === "conflict") showConflict(row, item.answer.theirs, slots);
  else if (item.state === "refused") showState(row, "refused", slots);
  else if (sender.state === "waiting" || sender.state === "signed-out") showState(row, sender.state, slots);
  else if (sender.state === "stopped") showState(row, "stopped", { ...slots, detail: sender.sentence });
  else showState(row, "sending");
}

function showConflict(row, theirs, slots) {
  const isThere = theirs && theirs.entry_id !== null && theirs.status !== "CLEARED";
  const content = isThere && { value: theirs.value_raw, status: theirs.status === "OK" ? "" : theirs.status };
  showState(row, "conflict", {
    ...slots,
    theirs: isThere ? inWords(row, content, theirs.display_value) : wordsOf(row).empty,
    name: theirs?.entered_by || "–",
    at: theirs?.at ? clockTime(theirs.at) : "",
  });
}

/** What was confirmed since the page was made. */
export function showCell(row, cell) {
  const by = cell.by ? ` · ${cell.by}` : "";
  const slots = { result: inWords(row, cell, cell.result), time: clockTime(cell.at), by };
  if (cell.entry === null) showState(row, "cleared");
  else if (!cell.warnings.length) showState(row, "saved", slots);
  else showState(row, "doubtful", { ...slots, doubts: cell.warnings });
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
