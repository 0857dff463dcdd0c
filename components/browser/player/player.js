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
