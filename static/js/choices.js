// Django's boxes that look choices up (Select2) get the name of their field, for screen readers:
// the label belongs to a <select> that is hidden.
function nameBoxes() {
  for (const select of document.querySelectorAll("select.admin-autocomplete[id]")) {
    const label = document.querySelector(`label[for="${CSS.escape(select.id)}"]`);
    const name = label?.textContent.replace(/:\s*$/, "").trim() || select.getAttribute("aria-label");
    const box = select.parentElement.querySelector(".select2-selection__rendered");
    if (box && name) box.setAttribute("aria-label", name);
  }
}

django.jQuery(nameBoxes); // in line behind Django's own, which makes the boxes
document.addEventListener("formset:added", () => setTimeout(nameBoxes));
