"""Pictures saved as one SVG file, as they stand in the browser: scrubbed, dragged, in the visitor's colours.

Streamlit's own menu at a chart saves it as PNG and knows no SVG. The browser has drawn the picture as SVG already, so
it is only copied; nothing is asked of a server. A chart with so many points that Streamlit paints it on a canvas goes
into the file as that painting.
"""

import streamlit as st

HTML = """<button type="button"><svg viewBox="0 0 24 24" aria-hidden="true">
<path d="M12 3v12m0 0-5-5m5 5 5-5M4 15v4a2 2 0 0 0 2 2h12a2 2 0 0 0 2-2v-4"/></svg><span></span></button>"""
CSS = """
button {
  display: inline-flex; align-items: center; gap: 0.625rem; font: inherit; font-size: 0.875rem; cursor: pointer;
  color: var(--st-text-color); background: var(--st-background-color);
  border: 1px solid var(--st-border-color); border-radius: var(--st-button-radius); min-height: 2.5rem;
  padding: 0.25rem 0.75rem;
}
svg { width: 1.1rem; height: 1.1rem; fill: none; stroke: currentColor; stroke-width: 2; stroke-linecap: round; }
button:hover { border-color: var(--st-primary-color); color: var(--st-primary-color); }
button:focus-visible { outline: 2px solid var(--st-primary-color); outline-offset: 2px; }
"""
JS = """
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

const copied = (chart, top) => {
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
    const [copy, box] = copied(chart, height)
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
"""

_component = st.components.v2.component("see_it_learn_svg", html=HTML, css=CSS, js=JS)


def button(label: str, name: str, key: str) -> None:
    """A button that saves the pictures around it under this file name."""
    _component(data={"label": label, "name": name}, key=key, width="content", height="content")
