/* Tables of rows to fill in: adds one more row from the table's <template>.

   Rows are Django formsets: their number is in the hidden …-TOTAL_FORMS, their names hold the
   number of the row, __prefix__ in the template. Without this script there are buttons that save
   and come back with empty rows. */

function setUp(area) {
  const button = area.querySelector("[data-add-row]");
  const total = area.querySelector(`[name="${area.dataset.rows}-TOTAL_FORMS"]`);
  const most = area.querySelector(`[name="${area.dataset.rows}-MAX_NUM_FORMS"]`);
  const template = area.querySelector("template");
  const body = area.querySelector("tbody");

  function isFull() {
    return Number(total.value) >= Number(most.value);
  }

  // The group that was chosen last is the next one's, too, until a name stands beside another.
  body.addEventListener("change", (event) => {
    if (!event.target.matches("select[name$='-group']")) return;
    let row = event.target.closest("tr");
    while ((row = row.nextElementSibling) && !row.querySelector("input:not([type=hidden])").value) {
      row.querySelector("select[name$='-group']").value = event.target.value;
    }
  });

  button.hidden = isFull();
  button.addEventListener("click", () => {
    const last = body.querySelector("tr:last-child select[name$='-group']");
    const row = document.createElement("tbody");
    row.innerHTML = template.innerHTML.replaceAll("__prefix__", total.value);
    const added = row.querySelector("tr");
    total.value = Number(total.value) + 1;
    body.append(added);
    const select = added.querySelector("select[name$='-group']");
    if (last && select) {
      select.value = last.value;
    }
    added.querySelector("input:not([type=hidden])").focus();
    button.hidden = isFull();
  });
}

document.querySelectorAll("[data-rows]").forEach(setUp);
// A count that could not be asked for is not the count of what is typed now, and says so.
for (const status of document.querySelectorAll("[data-not-counted]")) {
  const words = status.dataset.notCounted;
  for (const failure of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
    document.body.addEventListener(failure, () => {
      status.textContent = words;
      status.hidden = false;
    });
  }
  document.body.addEventListener("htmx:afterOnLoad", () => {
    status.hidden = true;
  });
}
document.querySelectorAll("[data-without-script]").forEach((each) => {
  each.hidden = true;
});
