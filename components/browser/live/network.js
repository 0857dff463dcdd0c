// The network as a drawing: where its neurons stand, and its weights as lines between them.

const MOST_WIDTH = 7, LEAST_WIDTH = 0.4, WIDTH_SHARE = 6 // the widest line is a sixth of a neuron

const LABEL = 16, MOST_SIZE = 52, LEAST_SIZE = 12

// The middle of every neuron, layer by layer, in a box of this size; how large a neuron is drawn, and whether there is room
// for its name below it.
export const layout = (units, width, height) => {
  const row = height / Math.max(...units), isNamed = row >= LABEL + LEAST_SIZE + 6
  const room = isNamed ? row - LABEL - 4 : row - 3
  const neuronSize = Math.max(LEAST_SIZE, Math.min(MOST_SIZE, room, width / (2 * units.length)))
  const places = units.map((count, layer) => {
    const x = neuronSize / 2 + 6 + ((width - neuronSize - 12) * layer) / (units.length - 1)
    const y = (place) => (height * (place + 0.5)) / count - (isNamed ? LABEL / 2 : 0)
    return Array.from({ length: count }, (_, place) => ({ x, y: y(place) }))
  })
  return { places, neuronSize, isNamed }
}

// All weights as lines: from where to where, how wide, and of which sign. The widest is the heaviest of the whole story.
export const connections = (units, weights, places, size, heaviest, kernelAt) => {
  const lines = [], widest = Math.min(MOST_WIDTH, size / WIDTH_SHARE)
  for (let layer = 0; layer + 1 < units.length; layer++) {
    const [before, after] = [units[layer], units[layer + 1]], at = kernelAt(units, layer)
    for (let i = 0; i < before; i++)
      for (let j = 0; j < after; j++) {
        const weight = weights[at + i * after + j], [from, to] = [places[layer][i], places[layer + 1][j]]
        lines.push({
          layer, from: i, to: j, weight,
          x1: from.x + size / 2, y1: from.y, x2: to.x - size / 2, y2: to.y,
          width: LEAST_WIDTH + (widest * Math.min(1, Math.abs(weight) / heaviest)),
        })
      }
  }
  return lines
}

// The point at a share of the way along a line, which leaves and arrives level.
export const along = ({ x1, y1, x2, y2 }, share) => {
  const bend = (x2 - x1) / 2, rest = 1 - share
  const cubic = (a, b, c, d) => rest ** 3 * a + 3 * rest ** 2 * share * b + 3 * rest * share ** 2 * c + share ** 3 * d
  return [cubic(x1, x1 + bend, x2 - bend, x2), cubic(y1, y1, y2, y2)]
}

// The line that lies nearest to a point, where one is within `reach`.
export const nearestLine = (lines, x, y, reach) => {
  let found = null, best = reach
  for (const line of lines) {
    if (x < line.x1 - reach || x > line.x2 + reach) continue
    const share = Math.min(1, Math.max(0, (x - line.x1) / (line.x2 - line.x1)))
    for (const near of [share - 0.06, share, share + 0.06]) {
      const [px, py] = along(line, Math.min(1, Math.max(0, near))), distance = Math.hypot(px - x, py - y)
      if (distance < best) [found, best] = [line, distance]
    }
  }
  return found
}

// Draw the lines: width for size, orange for positive, blue and dashed for negative.
export const strokeConnections = (context, lines, { low, high }, ratio, chosen) => {
  context.save()
  context.scale(ratio, ratio)
  for (const line of lines) {
    const bend = (line.x2 - line.x1) / 2
    context.globalAlpha = chosen && chosen !== line ? 0.25 : 0.85
    context.beginPath()
    context.moveTo(line.x1, line.y1)
    context.bezierCurveTo(line.x1 + bend, line.y1, line.x2 - bend, line.y2, line.x2, line.y2)
    Object.assign(context, { strokeStyle: line.weight < 0 ? low : high, lineWidth: line.width })
    context.setLineDash(line.weight < 0 ? [6, 4] : [])
    context.stroke()
  }
  context.restore()
}
