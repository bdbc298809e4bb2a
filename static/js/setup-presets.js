/* Ready-made activities: a name that is typed ticks its box, and the button counts what is ticked.

   Without this script the page asks about a name that was typed but not ticked. */

const presets = [...document.querySelectorAll("[data-preset]")];
const count = document.querySelector("[data-ticked-count]");
const boxOf = (preset) => preset.querySelector("input[name^='add-']");

function showCount() {
  const ticked = presets.filter((preset) => boxOf(preset).checked).length;
  count.textContent = ticked ? `(${ticked})` : "";
}

for (const preset of presets) {
  const name = preset.querySelector("input[name^='name-']");
  name.addEventListener("input", () => {
    boxOf(preset).checked = name.value.trim() !== "" && name.value !== name.defaultValue;
    showCount();
  });
  preset.addEventListener("change", showCount);
}
if (count) showCount();
