/* The form of an activity: shows only the fields that its kind of result has a use for.

   A field that is hidden keeps what is in it. Without this script all of them show. */

const NUMBERS = ["NUMERIC_HIGH", "NUMERIC_LOW"];
const FIELDS = {
  unit: NUMBERS,
  decimals: [...NUMBERS, "TIME_LOW"],
  combine: [...NUMBERS, "TIME_LOW", "SCORE_SET"],
  limits: [...NUMBERS, "TIME_LOW"],
  choices: ["SCORE_SET"],
  allows_hours: ["TIME_LOW"],
  digits: ["TIME_LOW"],
};
const MANY = { best_count: ["BEST_K"], ties_by_attempts: ["BEST"] };

function setUp(form) {
  const kind = form.elements.evaluation_type;
  const combine = form.elements.combine;

  function show(name, isUseful) {
    form.querySelector(`[data-field="${name}"]`).hidden = !isUseful;
  }

  function update() {
    for (const [name, kinds] of Object.entries(FIELDS)) {
      show(name, !kind.value || kinds.includes(kind.value));
    }
    for (const [name, ways] of Object.entries(MANY)) {
      show(name, kind.value !== "BOOLEAN" && ways.includes(combine.value));
    }
    for (const set of form.querySelectorAll("fieldset:not([data-field])")) {
      set.hidden = [...set.querySelectorAll(".field")].every((field) => field.hidden);
    }
  }

  form.addEventListener("change", update);
  update();
}

document.querySelectorAll("form[data-kinds]").forEach(setUp);
