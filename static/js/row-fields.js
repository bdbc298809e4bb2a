/* The two fields of an entry row that are sent, its value and its status, however they are drawn.
   Whoever changes them by script does so by `fill`; widgets redraw themselves on its event. */

const VALUE = ":is(input[type=text], input[type=radio])[name$='-value']";
const STATUS = "input[type=radio][name$='-status']";

export const rowOf = (element) => element.closest("[data-row]");

const held = (fields) => fields.find((field) => field.type !== "radio" || field.checked)?.value ?? "";
const valueFields = (row) => [...row.querySelectorAll(VALUE)];
const statusFields = (row) => [...row.querySelectorAll(STATUS)];

/** All fields of a row that a person changes and that are sent. */
export const fieldsOf = (row) => [...valueFields(row), ...statusFields(row)];
/** The field that holds a text, undefined where the row has buttons. */
export const textOf = (row) => valueFields(row).find((field) => field.type === "text");
export const valueOf = (row) => held(valueFields(row));
export const statusOf = (row) => held(statusFields(row));
export const isValue = (field) => field.matches(VALUE);
export const isStatus = (field) => field.matches(STATUS);

function put(fields, text) {
  for (const field of fields) {
    if (field.type === "radio") field.checked = field.value === text && (text !== "" || field.matches(STATUS));
    else field.value = text;
  }
}

export const setStatus = (row, status) => put(statusFields(row), status);

/** Puts a value and a status into a row, and has it drawn anew. Nothing is sent by this. `isEntered`:
    for `enter` alone. */
export function fill(row, { value, status }, isEntered = false) {
  if (value !== undefined) put(valueFields(row), value);
  if (status !== undefined) put(statusFields(row), status);
  row.dispatchEvent(new CustomEvent("klepak:filled", { bubbles: true, detail: { isEntered } }));
}

/** As `fill`, and as if the person had done it: the row is sent. */
export function enter(row, { value, status }) {
  fill(row, { value, status }, true);
  const field = textOf(row) ?? fieldsOf(row)[0];
  for (const kind of ["input", "change"]) field.dispatchEvent(new Event(kind, { bubbles: true }));
}

/** The element of a row that Enter and the arrows go to: the one a widget marks, else its field. */
export function stopOf(row) {
  const fields = valueFields(row);
  return row.querySelector("[data-stop]") ?? fields.find((field) => field.type === "text" || field.checked) ?? fields[0];
}
