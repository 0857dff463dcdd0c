// How the weights lie at a moment, as bars: negative ones blue, those around 0 grey, positive ones orange.

// The frame of the picture; what comes back draws a moment into it. `edges` are the bins', `shares` those of every moment.
export const frameBars = (svg, { edges, shares, notes }, colours) => {
  const { width, height } = svg.getBoundingClientRect()
  if (width < 60 || height < 60) return null
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`)
  const [first, last] = [edges[0], edges.at(-1)], most = Math.max(...shares.flat(), 1e-9), bottom = height - BOTTOM
  const x = (value) => LEFT + ((width - LEFT - RIGHT) * (value - first)) / (last - first)
  const y = (share) => TOP + (bottom - TOP) * (1 - share / most)
  const children = []
  for (const value of ticksOf(0, most, Math.min(4, height / 30))) {
    children.push(element("line", { class: "grid", x1: LEFT, x2: width - RIGHT, y1: y(value), y2: y(value) }))
    children.push(element("text", { class: "tick", x: LEFT - 6, y: y(value) + 4, "text-anchor": "end" }, `${+(100 * value).toPrecision(4)}%`))
  }
  for (const value of ticksOf(first, last, width / 70)) {
    const text = String(value).replace("-", "−")
    children.push(element("text", { class: "tick", x: x(value), y: bottom + 16, "text-anchor": "middle" }, text))
  }
  const bars = edges.slice(1).map((right, at) => {
    const left = edges[at], fill = right <= 0 ? colours.low : left >= 0 ? colours.high : colours.grey
    return element("rect", { x: x(left), width: Math.max(0.5, x(right) - x(left) - 0.5), fill })
  })
  const note = element("text", { class: "named", x: width - RIGHT, y: TOP + 10, "text-anchor": "end" })
  svg.replaceChildren(...children, ...bars, note)
  return (moment) => {
    bars.forEach((bar, at) => {
      bar.setAttribute("y", y(shares[moment][at]))
      bar.setAttribute("height", bottom - y(shares[moment][at]))
    })
    note.textContent = notes[moment]
  }
}
