const LATER = 500  // milliseconds after the last key
const MOST_UNDONE = 40
const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }

const begin = (data) => ({
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

const paint = (its) => {
  const { canvas, cursor, empty, undo, clear } = its.parts, { side, dark, words } = its.data
  if (canvas.width !== side) canvas.width = canvas.height = side
  const image = new ImageData(side, side)
  its.values.forEach((value, index) => {
    image.data.fill(dark ? value : 255 - value, 4 * index, 4 * index + 3)
    image.data[4 * index + 3] = 255
  })
  canvas.getContext("2d").putImageData(image, 0, 0)
  const isInked = its.values.some((value) => value)
  empty.classList.toggle("seen", !isInked && !its.last)
  empty.textContent = words.empty
  undo.disabled = !its.before.length
  clear.disabled = !isInked
  const share = 100 / side
  Object.assign(cursor.style, {
    top: `${its.at[0] * share}%`, left: `${its.at[1] * share}%`, width: `${share}%`, height: `${share}%`,
  })
  cursor.classList.toggle("seen", its.keys)
}

const report = (its) => {
  clearTimeout(its.pending)
  its.pending = 0
  its.send("drawing", Array.from(its.values))
}
const remember = (its) => {
  its.before.push(its.values.slice())
  if (its.before.length > MOST_UNDONE) its.before.shift()
}
const put = (its, values) => {
  its.values = values
  paint(its)
  report(its)
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
    paint(its)
  }
  canvas.onpointermove = (event) => {
    if (!its.last || !event.isPrimary) return
    const moves = event.getCoalescedEvents?.() ?? []
    for (const one of moves.length ? moves : [event]) {
      const here = place(its, one)
      line(its, its.last, here)
      its.last = here
    }
    paint(its)
  }
  canvas.onpointerup = canvas.onpointercancel = (event) => {
    if (!its.last || !event.isPrimary) return
    its.last = null
    paint(its)
    report(its)
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
      its.pending = setTimeout(() => report(its), LATER)
    }
    say(its)
    paint(its)
  }
  canvas.onfocus = () => { its.keys = canvas.matches(":focus-visible"); paint(its) }
  canvas.onblur = () => {
    its.keys = false
    paint(its)
    if (its.pending) report(its)
  }
  undo.onclick = () => { if (its.before.length) put(its, its.before.pop()) }
  clear.onclick = () => { remember(its); put(its, new Uint8ClampedArray(its.data.side ** 2)) }
}

export default function ({ data, parentElement, setStateValue }) {
  const find = (name) => parentElement.querySelector(name)
  const canvas = find("canvas")
  // What is on the sheet stays; the server's values are for a sheet that is new.
  if (!canvas.drawing || canvas.drawing.data.side !== data.side) canvas.drawing = begin(data)
  const its = canvas.drawing
  const names = { cursor: ".cursor", empty: ".empty", undo: ".undo", clear: ".clear", said: ".said" }
  const parts = Object.fromEntries(Object.entries(names).map(([name, sign]) => [name, find(sign)]))
  Object.assign(its, { data, send: setStateValue, parts: { canvas, ...parts } })
  canvas.setAttribute("aria-label", data.words.label)
  parts.undo.textContent = data.words.undo
  parts.clear.textContent = data.words.clear
  find("p").textContent = data.words.hint
  listen(its)
  paint(its)
  return () => clearTimeout(its.pending)
}
