"""Play, pause, back, step and speed for the slider under a picture. It moves inside the browser, without a round trip.

A picture's slider (`alt.binding_range`, of a parameter or of a selection) is an ordinary input of the page. These
buttons move it as a hand would, and the picture follows. So they know nothing of the picture, and any chart with a
slider can be given them; Vega-Lite has no timer of its own for pictures that are joined of several.

Nothing moves until Play is pressed. It stops at the end, and as soon as the slider is touched.
"""

import streamlit as st

from components.language import t

SPEEDS = (1, 2, 4, 8)
"""Steps a second that can be chosen."""
HTML = """<div role="group">
<button type="button" class="back"><svg viewBox="0 0 24 24" aria-hidden="true">
<path d="M6 5v14M19 5 9 12l10 7z"/></svg></button>
<button type="button" class="play"><svg viewBox="0 0 24 24" aria-hidden="true"><path d=""/></svg><span></span></button>
<button type="button" class="step"><svg viewBox="0 0 24 24" aria-hidden="true">
<path d="M18 5v14M5 5l10 7-10 7z"/></svg></button>
<label><span></span> <select></select></label>
</div>"""
CSS = """
div { display: flex; flex-wrap: wrap; align-items: center; gap: 0.5rem; font-size: 0.875rem; }
button, select {
  font: inherit; color: var(--st-text-color); background: var(--st-background-color); cursor: pointer;
  border: 1px solid var(--st-border-color); border-radius: var(--st-button-radius);
  min-height: 2.5rem; min-width: 2.5rem; padding: 0.25rem 0.6rem;
}
button { display: inline-flex; align-items: center; justify-content: center; gap: 0.5rem; }
button.play { min-width: 6rem; }
label { display: inline-flex; align-items: center; gap: 0.5rem; color: var(--st-text-color); }
svg { width: 1rem; height: 1rem; fill: currentColor; stroke: currentColor; stroke-width: 2; stroke-linejoin: round; }
button:hover, select:hover { border-color: var(--st-primary-color); color: var(--st-primary-color); }
button:focus-visible, select:focus-visible { outline: 2px solid var(--st-primary-color); outline-offset: 2px; }
"""
JS = """
const RANGE = '.vega-bind input[type="range"]'
const PLAY = "M6 4l14 8-14 8z", PAUSE = "M7 5v14M17 5v14"
const states = new WeakMap()

// The slider that stands nearest: the first one of the smallest block around the buttons that shows any.
const nearest = (place) => {
  for (let block = place; block; block = block.parentElement) {
    const found = [...block.querySelectorAll(RANGE)].find((input) => input.offsetParent)
    if (found) return found
  }
  return null
}

// Move it as a hand would; whether it was not at its end yet.
const move = (input, steps, from = Number(input.value)) => {
  const [low, high, step] = [input.min, input.max, input.step].map(Number)
  const next = Math.min(high, Math.max(low, from + steps * (step || 1)))
  if (next === Number(input.value)) return false
  input.value = next
  input.dispatchEvent(new Event("input", { bubbles: true }))
  return true
}

export default function ({ data, parentElement }) {
  const host = parentElement.host ?? parentElement
  const find = (selector) => parentElement.querySelector(selector)
  const [play, select] = [find(".play"), find("select")]
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches
  const state = states.get(host) ?? { timer: null, speed: calm ? data.speeds[0] : data.speed }
  states.set(host, state)

  const show = () => {
    find(".play span").textContent = state.timer ? data.words.pause : data.words.play
    find(".play path").setAttribute("d", state.timer ? PAUSE : PLAY)
  }
  const stop = () => {
    clearInterval(state.timer)
    state.timer = null
    show()
  }
  const tick = () => {
    const input = nearest(host)
    if (!input || !move(input, 1)) stop()
  }
  const start = () => {
    const input = nearest(host)
    if (!input) return
    if (Number(input.value) >= Number(input.max)) move(input, 0, Number(input.min))
    input.addEventListener("pointerdown", stop, { once: true })
    state.timer = setInterval(tick, 1000 / state.speed)
    show()
  }
  const once = (steps) => () => {
    stop()
    const input = nearest(host)
    if (input) move(input, steps)
  }

  if (select.options.length === 0) {
    for (const speed of data.speeds) select.add(new Option("", speed))
    select.value = state.speed
  }
  for (const option of select.options) option.text = data.words.speeds[[...select.options].indexOf(option)]
  find("label span").textContent = data.words.speed
  find("div").setAttribute("aria-label", data.words.name)
  for (const name of ["back", "step"]) {
    find("." + name).setAttribute("aria-label", data.words[name])
    find("." + name).title = data.words[name]
  }
  play.onclick = () => (state.timer ? stop() : start())
  find(".back").onclick = once(-1)
  find(".step").onclick = once(1)
  select.onchange = () => {
    state.speed = Number(select.value)
    if (state.timer) {
      clearInterval(state.timer)
      state.timer = setInterval(tick, 1000 / state.speed)
    }
  }
  show()
  return stop
}
"""

_component = st.components.v2.component("see_it_learn_playing", html=HTML, css=CSS, js=JS)


def bar(name: str, key: str, speed: int = 2) -> None:
    """The buttons for the slider nearest to them, which is to stand in the same container.

    `name` says what is played, for screen readers; `speed` are the steps a second at first, one of `SPEEDS`.
    """
    words = {
        "name": name,
        "play": t("Play"),
        "pause": t("Pause"),
        "back": t("One step back"),
        "step": t("One step on"),
        "speed": t("Steps a second"),
        "speeds": [str(each) for each in SPEEDS],
    }
    _component(data={"words": words, "speeds": list(SPEEDS), "speed": speed}, key=key, height="content")
