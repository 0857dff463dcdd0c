// Curves over the epochs, as SVG; a line stands at the epoch that is looked at, and a press on them goes there.

const SPACE = "http://www.w3.org/2000/svg"
const [LEFT, RIGHT, TOP, BOTTOM] = [38, 20, 8, 30]
const LETTER = 6.2 // about so wide is a letter of a mark's name

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

export const ticksOf = (low, high, count) => {
  const step = roundStep((high - low) / count || 1), found = []
  for (let at = Math.ceil(low / step - 1e-9); at * step <= high + step * 1e-9; at++) found.push(+(at * step).toPrecision(6))
  return found
}

const isFinite = (value) => value !== null && Number.isFinite(value)

// The parts of a curve that are numbers, as lists of [epoch, value].
export const partsOf = ({ epochs, values }) => {
  const parts = [[]]
  values.forEach((value, at) => (isFinite(value) ? parts.at(-1).push([epochs[at], value]) : parts.push([])))
  return parts.filter((part) => part.length)
}

// What lies between two curves, up to the shorter one's end, as corners [epoch, value].
const between = (one, other) => {
  const both = one.epochs.map((epoch, at) => [epoch, one.values[at], other.values[at]]).filter((row) => isFinite(row[1]) && isFinite(row[2]))
  return [...both.map(([epoch, value]) => [epoch, value]), ...both.reverse().map(([epoch, , value]) => [epoch, value])]
}

// Names of marks at their epochs, the second below the first where they would touch.
const nameMarks = (marks, x, width, bottom) => {
  const children = []
  let taken = -Infinity
  for (const [row, { epoch, name }] of [...marks].sort((one, other) => one.epoch - other.epoch).entries()) {
    const room = name.length * LETTER, isLeft = x(epoch) + room > width
    const start = isLeft ? x(epoch) - 4 - room : x(epoch) + 4, isBelow = row > 0 && start < taken + 6
    children.push(element("line", { class: "mark", x1: x(epoch), x2: x(epoch), y1: TOP, y2: bottom }))
    const place = { x: isLeft ? x(epoch) - 4 : x(epoch) + 4, y: TOP + 10 + (isBelow ? 15 : 0), "text-anchor": isLeft ? "end" : "start" }
    children.push(element("text", { class: "named", ...place }, name))
    taken = start + room
  }
  return children
}

// A chart in the room of the svg. Its `lines` have `epochs`, `values`, `colour`, `name`, `dash` and `isFaint`.
export const drawCurves = (svg, { lines, epochs, low, high, label, marks = [], apart = false, isShare = false }) => {
  const { width, height } = svg.getBoundingClientRect()
  if (width < 60 || height < 60) return null
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`)
  const x = (epoch) => LEFT + ((width - LEFT - RIGHT) * epoch) / epochs
  const y = (value) => TOP + ((height - TOP - BOTTOM) * (high - value)) / (high - low || 1)
  const inside = (value) => Math.min(height - BOTTOM + 2, Math.max(0, y(value)))
  const trace = (points) => points.map(([epoch, value]) => `${x(epoch).toFixed(1)},${inside(value).toFixed(1)}`).join(" ")
  const children = []
  for (const value of ticksOf(low, high, Math.min(4, height / 30))) {
    children.push(element("line", { class: "grid", x1: LEFT, x2: width - RIGHT, y1: y(value), y2: y(value) }))
    const text = isShare ? `${+(100 * value).toPrecision(4)}%` : value
    children.push(element("text", { class: "tick", x: LEFT - 6, y: y(value) + 4, "text-anchor": "end" }, text))
  }
  for (const value of ticksOf(0, epochs, width / 90))
    children.push(element("text", { class: "tick", x: x(value), y: height - BOTTOM + 16, "text-anchor": "middle" }, value))
  children.push(element("text", { class: "tick", x: width - RIGHT, y: height - 2, "text-anchor": "end" }, label))
  if (apart) children.push(element("polygon", { class: "apart", points: trace(between(lines[0], lines[1])) }))
  for (const line of lines) {
    const shown = line.epochs.filter((epoch) => epoch <= epochs).length
    for (const part of partsOf({ epochs: line.epochs, values: line.values.slice(0, shown) })) {
      const style = { stroke: line.colour, "stroke-dasharray": line.dash, class: line.isFaint ? "curve faint" : "curve" }
      children.push(part.length > 1 ? element("polyline", { ...style, points: trace(part) })
        : element("circle", { cx: x(part[0][0]), cy: inside(part[0][1]), r: 2.5, fill: line.colour }))
    }
  }
  children.push(...nameMarks(marks, x, width - RIGHT, height - BOTTOM))
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

const namesOf = ({ lines }) => lines.filter((line) => !line.isFaint)

// The title of a chart, and which of its curves is which, where there are several and the chart before it does not say so.
export const entitle = (caption, chart, before) => {
  const its = namesOf(chart), isSaid = before && namesOf(before).map((line) => line.name).join() === its.map((line) => line.name).join()
  const legend = its.length < 2 || isSaid ? [] : its.map(({ name, colour, dash }) => {
    const entry = document.createElement("span"), sample = element("svg", { viewBox: "0 0 24 8", "aria-hidden": "true" })
    sample.append(element("line", { x1: 0, x2: 24, y1: 4, y2: 4, stroke: colour, "stroke-width": 2, "stroke-dasharray": dash }))
    entry.append(sample, name)
    return entry
  })
  caption.replaceChildren(chart.title, ...legend.flatMap((entry) => [" ", entry]))
}
