// Curves over the epochs, as SVG; a line stands at the epoch that is looked at, and a press on them goes there.

const SPACE = "http://www.w3.org/2000/svg"
const [LEFT, RIGHT, TOP, BOTTOM] = [38, 20, 8, 30]

export const element = (name, attributes, text) => {
  const made = document.createElementNS(SPACE, name)
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value)
  if (text !== undefined) made.textContent = text
  return made
}

// A round number of at most `most`: 1, 2 or 5 times a power of ten.
export const roundStep = (most) => {
  const power = 10 ** Math.floor(Math.log10(most))
  return power * [5, 2, 1].find((digit) => digit * power <= most)
}

const ticksOf = (low, high, count) => {
  const step = roundStep((high - low) / count || 1), found = []
  for (let value = Math.ceil(low / step) * step; value <= high + step * 1e-9; value += step) found.push(+value.toPrecision(6))
  return found
}

// The curves in the room of the svg: `lines` have `epochs`, `values`, `colour`, `name` and `isDashed`.
export const drawCurves = (svg, { lines, epochs, low, high, label }) => {
  const { width, height } = svg.getBoundingClientRect()
  if (width < 60 || height < 60) return null
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`)
  const x = (epoch) => LEFT + ((width - LEFT - RIGHT) * epoch) / epochs
  const y = (value) => TOP + ((height - TOP - BOTTOM) * (high - value)) / (high - low || 1)
  const children = []
  for (const value of ticksOf(low, high, 4)) {
    children.push(element("line", { class: "grid", x1: LEFT, x2: width - RIGHT, y1: y(value), y2: y(value) }))
    children.push(element("text", { class: "tick", x: LEFT - 6, y: y(value) + 4, "text-anchor": "end" }, value))
  }
  for (const value of ticksOf(0, epochs, width / 90))
    children.push(element("text", { class: "tick", x: x(value), y: height - BOTTOM + 16, "text-anchor": "middle" }, value))
  children.push(element("text", { class: "tick", x: width - RIGHT, y: height - 2, "text-anchor": "end" }, label))
  for (const line of lines) {
    const inside = (value) => Math.min(height, Math.max(0, y(value)))
    const points = line.values.map((value, at) => `${x(line.epochs[at]).toFixed(1)},${inside(value).toFixed(1)}`)
    const dash = line.isDashed ? { "stroke-dasharray": "6 4" } : {}
    children.push(element("polyline", { class: "curve", points: points.join(" "), stroke: line.colour, ...dash }))
  }
  const now = element("line", { class: "now", y1: TOP, y2: height - BOTTOM })
  children.push(now)
  svg.replaceChildren(...children)
  return {
    place: (epoch) => {
      now.setAttribute("x1", x(epoch))
      now.setAttribute("x2", x(epoch))
    },
    epochAt: (px) => ((px - LEFT) / (width - LEFT - RIGHT)) * epochs,
  }
}
