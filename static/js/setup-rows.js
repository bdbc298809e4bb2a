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

  button.hidden = isFull();
  button.addEventListener("click", () => {
    const last = body.querySelector("tr:last-child select");
    const row = document.createElement("tbody");
    row.innerHTML = template.innerHTML.replaceAll("__prefix__", total.value);
    const added = row.querySelector("tr");
    total.value = Number(total.value) + 1;
    body.append(added);
    const select = added.querySelector("select");
    if (last && select) {
      select.value = last.value;
    }
    added.querySelector("input:not([type=hidden])").focus();
    button.hidden = isFull();
  });
}

document.querySelectorAll("[data-rows]").forEach(setUp);
document.querySelectorAll("[data-without-script]").forEach((each) => {
  each.hidden = true;
});
