// The part of a picture that is printed: a frame over the whole picture, moved and resized by mouse,
// finger and keys. The numbers beside it are what counts; they work without this.
const SMALLEST = 5;
const NAMES = ["left", "top", "width", "height"];
const within = (value, low, high) => Math.min(Math.max(value, low), Math.max(low, high));
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

const inputs = (section) => NAMES.map((name) => section.querySelector(`[name="crop-${name}"]`));

/** The numbers as they stand, with commas between; "" without a picture. */
export function cropOf(section) {
  return inputs(section).map((input) => input?.value ?? "").join(",");
}

/** Whether the part is kept in the sheet's proportions, as long as the page is open. */
let keepsRatio = true;

/** Puts the frame over the picture. changed: called when it was moved; page: of the sheet, in mm. */
export function showCrop(section, { page, words, changed }) {
  const area = section.querySelector("#editor-crop");
  if (!area) return;
  const image = area.querySelector("img");
  const frame = document.createElement("div");
  frame.className = "editor-crop-frame";
  frame.id = "editor-crop-frame";
  frame.tabIndex = 0;
  frame.setAttribute("role", "application");
  frame.setAttribute("aria-label", words.part);
  const handle = document.createElement("button");
  handle.type = "button";
  handle.className = "editor-handle";
  handle.id = "editor-crop-handle";
  handle.setAttribute("aria-label", words.partSize);
  frame.append(handle);
  area.querySelector(".editor-crop-frame")?.remove();
  area.append(frame);
  area.hidden = false;
  if (!section.querySelector("#editor-ratio")) section.querySelector(".editor-grid").after(ratioBox(words));

  const read = () => {
    const numbers = inputs(section).map((input) => (input.value === "" ? NaN : Number(input.value)));
    return numbers.every(Number.isFinite) ? numbers : [0, 0, 100, 100];
  };
  const draw = ([left, top, width, height]) => {
    frame.style.left = `${left}%`;
    frame.style.top = `${top}%`;
    frame.style.width = `${width}%`;
    frame.style.height = `${height}%`;
  };
  const write = (part) => {
    const isWhole = part[2] >= 100 && part[3] >= 100;
    inputs(section).forEach((input, index) => {
      input.value = isWhole ? "" : String(Math.round(part[index] * 100) / 100);
    });
    draw(part);
  };
  const moved = ([left, top, width, height], [dx, dy]) => [
    within(left + dx, 0, 100 - width),
    within(top + dy, 0, 100 - height),
    width,
    height,
  ];
  const resized = ([left, top, width, height], [dx, dy]) => {
    const [wide, high] = section.dataset.size.split(",").map(Number); // in pixels, where it is known
    if (!keepsRatio || !high)
      return [left, top, within(width + dx, SMALLEST, 100 - left), within(height + dy, SMALLEST, 100 - top)];
    const [across, down] = page();
    const slope = (wide / high) * (down / across); // of height by width
    const wanted = Math.abs(dx) >= Math.abs(dy / slope) ? width + dx : width + dy / slope;
    const most = Math.min(100 - left, (100 - top) / slope);
    const chosen = within(wanted, Math.max(SMALLEST, SMALLEST / slope), most);
    return [left, top, chosen, chosen * slope];
  };

  let drag = null;
  const percent = (event) => {
    const box = image.getBoundingClientRect();
    return [((event.clientX - box.left) / box.width) * 100, ((event.clientY - box.top) / box.height) * 100];
  };
  frame.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    drag = { at: percent(event), part: read(), change: event.target === handle ? resized : moved, now: null };
    frame.setPointerCapture(event.pointerId);
    (event.target === handle ? handle : frame).focus({ preventScroll: true });
    event.preventDefault();
  });
  frame.addEventListener("pointermove", (event) => {
    if (!drag) return;
    const now = percent(event);
    drag.now = drag.change(drag.part, [now[0] - drag.at[0], now[1] - drag.at[1]]);
    draw(drag.now);
  });
  frame.addEventListener("pointerup", () => {
    if (drag?.now) {
      write(drag.now);
      changed();
    }
    drag = null;
  });
  frame.addEventListener("pointercancel", () => {
    drag = null;
    draw(read());
  });
  frame.addEventListener("keydown", (event) => {
    const way = ARROWS[event.key];
    if (!way || event.ctrlKey || event.metaKey || event.altKey) return;
    const far = event.shiftKey ? 10 : 1;
    const change = event.target === handle ? resized : moved;
    write(change(read(), way.map((each) => each * far)));
    changed();
    event.preventDefault();
    event.stopPropagation();
  });
  section.querySelector(".editor-grid").addEventListener("input", () => draw(read()));
  draw(read());
}

function ratioBox(words) {
  const field = document.createElement("div");
  field.className = "field";
  const label = document.createElement("label");
  label.className = "choice";
  const box = document.createElement("input");
  box.type = "checkbox";
  box.id = "editor-ratio";
  box.checked = keepsRatio;
  box.addEventListener("change", () => {
    keepsRatio = box.checked;
  });
  label.append(box, ` ${words.ratio}`);
  field.append(label);
  return field;
}
