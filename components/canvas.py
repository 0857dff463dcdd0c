"""A sheet to draw on, with mouse, finger or keyboard. The page hears of it after each stroke, as grey values 0 to 255.

Strokes are drawn inside the browser, pixel by pixel as the values are: a pen with a soft edge, its places joined by
lines however fast it moves. What the browser sends is checked; the last good drawing is kept for the session.
"""

from typing import Any

import numpy as np
import streamlit as st

from components.language import t
from lab.data import own_pictures
from lab.problems import Problem

SIDE = 28
"""Rows and columns of a drawing."""
PEN = 1.4
"""Half the width of a stroke, in pixels of the drawing; about MNIST's."""

HTML = """<div class="sheet">
<canvas role="application" tabindex="0" aria-describedby="hint"></canvas>
<div class="cursor" aria-hidden="true"></div><div class="empty" aria-hidden="true"></div></div>
<div class="tools"><button type="button" class="undo"></button><button type="button" class="clear"></button></div>
<p id="hint"></p><div class="said" role="status" aria-live="polite"></div>"""
CSS = """
.sheet {
  position: relative; width: min(100%, 17.5rem); aspect-ratio: 1; box-sizing: border-box; overflow: hidden;
  border: 2px solid #7f8794; border-radius: var(--st-base-radius);
}
canvas {
  display: block; width: 100%; height: 100%; image-rendering: pixelated; cursor: crosshair; outline: none;
  touch-action: none; user-select: none; -webkit-user-select: none;
}
.sheet:has(canvas:focus-visible) { outline: 3px solid var(--st-primary-color); outline-offset: 2px; }
.cursor, .empty { position: absolute; pointer-events: none; display: none; }
.cursor { box-sizing: border-box; border: 2px solid #d55e00; box-shadow: 0 0 0 1px #fff, inset 0 0 0 1px #fff; }
.cursor.seen { display: block; }
.empty { inset: 0; align-items: center; justify-content: center; font-size: 0.95rem; color: #7f8794; }
.empty.seen { display: flex; }
.tools { display: flex; gap: 0.5rem; margin-top: 0.5rem; }
button {
  font: inherit; font-size: 0.875rem; cursor: pointer; color: var(--st-text-color);
  background: var(--st-background-color); border: 1px solid var(--st-border-color);
  border-radius: var(--st-button-radius); min-height: 2.25rem; padding: 0.25rem 0.75rem;
}
button:hover:enabled { border-color: var(--st-primary-color); color: var(--st-primary-color); }
button:focus-visible { outline: 2px solid var(--st-primary-color); outline-offset: 2px; }
button:disabled { cursor: default; opacity: 0.6; }
p { margin: 0.5rem 0 0; font-size: 0.8rem; line-height: 1.35; color: var(--st-text-color); max-width: 17.5rem; }
.said { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
"""
JS = """
const LATER = 500  // milliseconds after the last key
const MOST_UNDONE = 40
const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }

const begun = (data) => ({
  values: Uint8ClampedArray.from(data.values), before: [], at: [data.side >> 1, data.side >> 1], last: null,
  keys: false, pending: 0,
})

// A line of the pen from one place to another, in pixels; its edge is one pixel soft.
const line = (its, [r0, c0], [r1, c1]) => {
  const { side, pen } = its.data, [dr, dc] = [r1 - r0, c1 - c0], long = dr * dr + dc * dc, reach = pen + 1
  for (let r = Math.max(0, Math.floor(Math.min(r0, r1) - reach)); r <= Math.max(r0, r1) + reach && r < side; r++)
    for (let c = Math.max(0, Math.floor(Math.min(c0, c1) - reach)); c <= Math.max(c0, c1) + reach && c < side; c++) {
      const [y, x] = [r + 0.5 - r0, c + 0.5 - c0]
      const along = long ? Math.min(1, Math.max(0, (y * dr + x * dc) / long)) : 0
      const ink = 255 * Math.min(1, Math.max(0, pen + 0.5 - Math.hypot(y - along * dr, x - along * dc)))
      its.values[r * side + c] = Math.max(its.values[r * side + c], ink)
    }
}

const shown = (its) => {
  const { canvas, cursor, empty, undo, clear } = its.parts, { side, dark, words } = its.data
  if (canvas.width !== side) canvas.width = canvas.height = side
  const image = new ImageData(side, side)
  its.values.forEach((value, index) => {
    image.data.fill(dark ? value : 255 - value, 4 * index, 4 * index + 3)
    image.data[4 * index + 3] = 255
  })
  canvas.getContext("2d").putImageData(image, 0, 0)
  const drawn = its.values.some((value) => value)
  empty.classList.toggle("seen", !drawn && !its.last)
  empty.textContent = words.empty
  undo.disabled = !its.before.length
  clear.disabled = !drawn
  const share = 100 / side
  Object.assign(cursor.style, {
    top: `${its.at[0] * share}%`, left: `${its.at[1] * share}%`, width: `${share}%`, height: `${share}%`,
  })
  cursor.classList.toggle("seen", its.keys)
}

const told = (its) => {
  clearTimeout(its.pending)
  its.pending = 0
  its.tell("drawn", Array.from(its.values))
}
const remember = (its) => {
  its.before.push(its.values.slice())
  if (its.before.length > MOST_UNDONE) its.before.shift()
}
const put = (its, values) => {
  its.values = values
  shown(its)
  told(its)
}
const place = (its, event) => {
  const box = its.parts.canvas.getBoundingClientRect(), { side } = its.data
  return [((event.clientY - box.top) / box.height) * side, ((event.clientX - box.left) / box.width) * side]
}
const say = (its) => {
  const { row, column } = { row: its.at[0] + 1, column: its.at[1] + 1 }
  its.parts.said.textContent = its.data.words.place.replace("{row}", row).replace("{column}", column)
}

const listen = (its) => {
  const { canvas, undo, clear } = its.parts
  canvas.onpointerdown = (event) => {
    if (!event.isPrimary || event.button !== 0) return
    canvas.setPointerCapture(event.pointerId)
    its.keys = false
    remember(its)
    its.last = place(its, event)
    line(its, its.last, its.last)
    shown(its)
  }
  canvas.onpointermove = (event) => {
    if (!its.last || !event.isPrimary) return
    const moves = event.getCoalescedEvents?.() ?? []
    for (const one of moves.length ? moves : [event]) {
      const here = place(its, one)
      line(its, its.last, here)
      its.last = here
    }
    shown(its)
  }
  canvas.onpointerup = canvas.onpointercancel = (event) => {
    if (!its.last || !event.isPrimary) return
    its.last = null
    shown(its)
    told(its)
  }
  canvas.onkeydown = (event) => {
    const step = STEPS[event.key], paints = event.key === " " || (step && event.shiftKey)
    if (!step && !paints || event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault()
    its.keys = true
    const from = its.at, most = its.data.side - 1
    if (step) its.at = from.map((value, axis) => Math.min(most, Math.max(0, value + step[axis])))
    if (paints) {
      remember(its)
      const [before, after] = [from, its.at].map((cell) => cell.map((value) => value + 0.5))
      line(its, before, after)
      clearTimeout(its.pending)
      its.pending = setTimeout(() => told(its), LATER)
    }
    say(its)
    shown(its)
  }
  canvas.onfocus = () => { its.keys = canvas.matches(":focus-visible"); shown(its) }
  canvas.onblur = () => {
    its.keys = false
    shown(its)
    if (its.pending) told(its)
  }
  undo.onclick = () => { if (its.before.length) put(its, its.before.pop()) }
  clear.onclick = () => { remember(its); put(its, new Uint8ClampedArray(its.data.side ** 2)) }
}

export default function ({ data, parentElement, setStateValue }) {
  const find = (name) => parentElement.querySelector(name)
  const canvas = find("canvas")
  // What is on the sheet stays; the server's values are for a sheet that is new.
  if (!canvas.drawing || canvas.drawing.data.side !== data.side) canvas.drawing = begun(data)
  const its = canvas.drawing
  const names = { cursor: ".cursor", empty: ".empty", undo: ".undo", clear: ".clear", said: ".said" }
  const parts = Object.fromEntries(Object.entries(names).map(([name, sign]) => [name, find(sign)]))
  Object.assign(its, { data, tell: setStateValue, parts: { canvas, ...parts } })
  canvas.setAttribute("aria-label", data.words.label)
  parts.undo.textContent = data.words.undo
  parts.clear.textContent = data.words.clear
  find("p").textContent = data.words.hint
  listen(its)
  shown(its)
  return () => clearTimeout(its.pending)
}
"""

_component = st.components.v2.component("see_it_learn_canvas", html=HTML, css=CSS, js=JS)


def draw(label: str, key: str, *, dark: bool, side: int = SIDE) -> np.ndarray | None:
    """The sheet, and the drawing on it: (side, side) uint8, 0 is paper and 255 ink; None while nothing is drawn.

    `dark`: ink is light on a dark sheet. The drawing is kept in the session under the key.
    """
    values = kept(key, side)
    words = {
        "label": label,
        "clear": t("Clear"),
        "undo": t("Undo"),
        "empty": t("Draw here"),
        "hint": t("With mouse or finger. With keys: arrows move, space paints, Shift and arrows draw a line."),
        "place": t("row {row}, column {column}", row="{row}", column="{column}"),
    }
    start = np.zeros(side * side, int) if values is None else values.ravel()
    data = {"side": side, "pen": PEN, "dark": dark, "values": start.tolist(), "words": words}
    _component(data=data, key=key, height="content", on_drawn_change=lambda: receive(key, side))
    return values if values is not None and values.any() else None


def kept(key: str, side: int = SIDE) -> np.ndarray | None:
    """The drawing of this session, where there is one."""
    values = st.session_state.get(f"_drawn_{key}")
    return values if values is not None and values.shape == (side, side) else None


def receive(key: str, side: int) -> None:
    """Keep what the browser has sent. What cannot be a drawing takes nothing away."""
    state: Any = st.session_state.get(key) or {}
    try:
        st.session_state[f"_drawn_{key}"] = own_pictures.drawn(state.get("drawn"), side)
    except Problem:
        return
