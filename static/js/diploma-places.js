// Places on a diploma's sheet. Boxes are [x, y, width, height, is locked] in mm. Pure.

const NEAR = 2; // mm that snap
const MARGIN = 15; // mm from the edge
const REACH = 1.5; // mm around a box that still hit it

/** The index of the item at a point: the smallest there, for frames lie around everything. Of two
 * the one on top; what is locked only where it is chosen already. null where there is none. */
export function boxAt(boxes, [x, y], chosen) {
  let found = null;
  let smallest = Infinity;
  boxes.forEach(([left, top, width, height, isLocked], index) => {
    const isHit =
      x >= left - REACH && x <= left + width + REACH && y >= top - REACH && y <= top + height + REACH;
    const size = Math.max(width, 1) * Math.max(height, 1);
    if (isHit && (!isLocked || index === chosen) && size <= smallest) [found, smallest] = [index, size];
  });
  return found;
}

/** The way that a box goes when it is near the page's middle or a margin, and the lines it meets. */
export function snapped(box, way, page, isFree) {
  const guides = [null, null];
  const found = [0, 1].map((axis) => {
    const start = box[axis] + way[axis];
    const length = box[axis + 2];
    const side = page[axis];
    const pairs = [
      [side / 2, start + length / 2],
      [MARGIN, start],
      [side - MARGIN, start + length],
    ];
    let best = NEAR;
    let shift = 0;
    for (const [line, edge] of pairs) {
      if (Math.abs(line - edge) < best) {
        best = Math.abs(line - edge);
        shift = line - edge;
        guides[axis] = line;
      }
    }
    if (isFree) guides[axis] = null;
    return isFree ? way[axis] : way[axis] + shift;
  });
  return { way: found, guides };
}
