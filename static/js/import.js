// The page of an import: what is shown holds only for the columns that it was made with, so after a
// correction of those "Apply" waits until the plan was looked at again. And a second click is none.

const mapping = document.getElementById("import-mapping");
const form = document.getElementById("import-apply");
const apply = form?.querySelector("[value=apply]");
const note = document.getElementById("import-look-first");
const couldApply = apply && !apply.disabled;

function isShown() {
  return [...mapping.querySelectorAll("select")].every(
    (select) => select.selectedOptions[0]?.defaultSelected,
  );
}

function compare() {
  delete form.dataset.sent;
  note.hidden = isShown();
  apply.disabled = !couldApply || !isShown();
}

if (mapping && apply) {
  mapping.addEventListener("change", compare);
  addEventListener("pageshow", compare); // browsers keep choices over a reload and the back button
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });
}
