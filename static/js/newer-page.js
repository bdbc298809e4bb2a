/* A page that was kept on the device, beside the newer one that came after it. */

const parsed = (html) => new DOMParser().parseFromString(html, "text/html");

/** The newer page, and whether the two differ in no more than what their rows hold. */
export function compared({ before, now }) {
  const newer = parsed(now);
  return { newer, hasSameFrame: frame(parsed(before)) === frame(newer.cloneNode(true)) };
}

/** All of a page that its rows' script does not bring up to date. */
function frame(page) {
  page.querySelectorAll("[data-state], [data-outbox], [data-others], #entry-count, input, output").forEach((each) => each.remove());
  page.querySelectorAll("[data-entry], [data-row]").forEach((each) => {
    [...each.attributes].forEach(({ name }) => name === "id" || each.removeAttribute(name));
  });
  return page.documentElement.outerHTML;
}
