const CHARTS = '[data-testid="stVegaLiteChart"]'
const GAP = 24, MARGIN = 12
const SVG = "http://www.w3.org/2000/svg"

// The pictures that stand nearest to the button: those of the smallest block around it that shows any.
const nearest = (place) => {
  for (let block = place; block; block = block.parentElement) {
    const found = [...block.querySelectorAll(CHARTS)].filter((chart) => chart.offsetParent && drawing(chart))
    if (found.length) return found
  }
  return []
}
const drawing = (chart) => chart.querySelector("svg.marks, canvas.marks")

const copyOf = (chart, top) => {
  const from = drawing(chart), box = from.getBoundingClientRect()
  let copy = from.cloneNode(true)
  if (from.tagName === "CANVAS") {
    copy = document.createElementNS(SVG, "image")
    copy.setAttribute("href", from.toDataURL("image/png"))
  }
  copy.removeAttribute("style")
  const place = { x: MARGIN, y: top, width: box.width, height: box.height, overflow: "visible" }
  for (const [name, value] of Object.entries(place)) copy.setAttribute(name, value)
  return [copy, box]
}

const together = (charts, ground, font) => {
  const whole = document.createElementNS(SVG, "svg")
  whole.setAttribute("font-family", font)
  let width = 0, height = MARGIN
  for (const chart of charts) {
    const [copy, box] = copyOf(chart, height)
    height += box.height + GAP
    width = Math.max(width, box.width + 2 * MARGIN)
    whole.append(copy)
  }
  height += MARGIN - GAP
  const back = document.createElementNS(SVG, "rect")
  for (const [name, value] of Object.entries({ width, height, fill: ground })) back.setAttribute(name, value)
  whole.prepend(back)
  for (const [name, value] of Object.entries({ width, height, viewBox: `0 0 ${width} ${height}` }))
    whole.setAttribute(name, value)
  return new XMLSerializer().serializeToString(whole)
}

export default function ({ data, parentElement }) {
  const button = parentElement.querySelector("button")
  const host = parentElement.host ?? parentElement
  button.querySelector("span").textContent = data.label
  button.onclick = () => {
    const charts = nearest(host)
    if (!charts.length) return
    const style = getComputedStyle(host)
    const ground = style.getPropertyValue("--st-background-color") || "#ffffff"
    const text = together(charts, ground, style.fontFamily)
    const link = document.createElement("a")
    link.href = URL.createObjectURL(new Blob([text], { type: "image/svg+xml" }))
    link.download = data.name
    link.click()
    setTimeout(() => URL.revokeObjectURL(link.href), 10000)
  }
}
