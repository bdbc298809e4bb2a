// The page of an import: what is shown holds only for the columns and cells that it was made with, so
// after a correction of those "Apply" waits until the plan was looked at again. One tick for all of a
// kind ticks each. And a second click is none.

const form = document.getElementById("import-form");
const apply = form?.querySelector("[value=apply]");
const note = document.getElementById("import-look-first");
const couldApply = apply && !apply.disabled;

function isAsShown(control) {
  if (control.type === "text") return control.value === control.defaultValue;
  if (control.tagName !== "SELECT") return true;
  const usual = [...control.options].find((option) => option.defaultSelected) ?? control.options[0];
  return control.selectedOptions[0] === usual;
}

function compare() {
  delete form.dataset.sent;
  const decisive = form.querySelectorAll("[name^=column-], [name^=cell-], [name=header_row], [name=letters]");
  note.hidden = [...decisive].every(isAsShown);
  apply.disabled = !couldApply || !note.hidden;
}

function tickAll(target) {
  const question = target.closest(".import-question");
  const ticks = question ? [...question.querySelectorAll("[type=checkbox]")] : [];
  const all = ticks.find((tick) => tick.name.startsWith("all-"));
  const each = ticks.filter((tick) => tick !== all);
  if (target === all) each.forEach((tick) => (tick.checked = all.checked));
  else if (all && ticks.includes(target)) all.checked = each.every((tick) => tick.checked);
}

if (form && apply) {
  form.addEventListener("change", (event) => {
    tickAll(event.target);
    compare();
  });
  addEventListener("pageshow", compare); // browsers keep choices over a reload and the back button
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });
}
