// The examples as the last neuron sees them: points in a square of their own, and the line on whose sides they lie.

// The square around all points of a story, with a margin, as [left, bottom, side].
export const squareAround = (frames) => {
  const all = frames.flat(), [xs, ys] = [0, 1].map((axis) => all.map((point) => point[axis]).filter(Number.isFinite))
  const [left, right, bottom, top] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)]
  const side = 1.25 * Math.max(right - left, top - bottom, 1e-6)
  return [(left + right - side) / 2, (bottom + top - side) / 2, side]
}

// The two ends of the line a·x + b·y + c = 0 inside the square; null where it passes outside.
export const endsOf = ([a, b, c], [left, bottom, side]) => {
  const [right, top] = [left + side, bottom + side], ends = []
  const take = (x, y) => {
    const isIn = x >= left - 1e-9 && x <= right + 1e-9 && y >= bottom - 1e-9 && y <= top + 1e-9
    if (isIn && !ends.some(([p, q]) => Math.hypot(p - x, q - y) < 1e-6 * side)) ends.push([x, y])
  }
  if (b) for (const x of [left, right]) take(x, -(a * x + c) / b)
  if (a) for (const y of [bottom, top]) take(-(b * y + c) / a, y)
  return ends.length > 1 ? ends.slice(0, 2) : null
}

// The half of the square where a·x + b·y + c is above 0, as corners in order.
export const halfOf = ([a, b, c], [left, bottom, side]) => {
  const corners = [[left, bottom], [left + side, bottom], [left + side, bottom + side], [left, bottom + side]]
  const height = ([x, y]) => a * x + b * y + c, found = []
  corners.forEach((corner, at) => {
    const next = corners[(at + 1) % 4], [here, there] = [height(corner), height(next)]
    if (here > 0) found.push(corner)
    if (here > 0 !== there > 0) {
      const share = here / (here - there)
      found.push([corner[0] + share * (next[0] - corner[0]), corner[1] + share * (next[1] - corner[1])])
    }
  })
  return found
}
