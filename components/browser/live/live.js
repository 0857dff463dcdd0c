// A small network that learns, live: what it says over the plane, each of its neurons, its weights and its curves, at any
// epoch of its story. Weights come once; everything that is seen is computed from them here.

const PLAY = "M6 4l14 8-14 8z", PAUSE = "M7 5v14M17 5v14"
const [STILL, MOVING, LARGE] = [160, 72, 48] // points of a grid's side: at rest, in motion, and of a large network in motion
const MANY_WEIGHTS = 300, MAP = 36, SPEEDS = [1, 5, 20, 60], REST_MS = 120, REACH = 10
const views = new WeakMap()
const spell = (template, values) => template.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "")
const short = (value) => (Number.isFinite(value) ? (Math.abs(value) >= 100 ? value.toFixed(0) : value.toFixed(2)) : String(value)).replace("-", "−")

// The floats of a text in base64, little-endian as the server writes them.
export const floatsOf = (text) => new Float32Array(Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer)

const isSame = (one, other) => one.layer === other.layer && one.from === other.from && one.to === other.to

class View {
  constructor(root) {
    this.root = root
    this.find = (selector) => root.querySelector(selector)
    this.field = this.find(".plane canvas")
    this.lines = this.find(".network canvas")
    this.scratch = document.createElement("canvas")
    Object.assign(this, { frame: 0, timer: 0, playing: false, speed: SPEEDS[2], chosen: null, example: null, line: null })
    this.listen()
    this.resized = new ResizeObserver(() => this.arrange())
    this.space = this.find(".space canvas")
    for (const place of [this.field, this.lines, this.space, this.find(".curves svg")]) this.resized.observe(place)
  }

  // What the server sends. The moment that is looked at stays where it can; at the end it stays at the end.
  take(data) {
    const wasLast = !this.data || this.frame >= this.data.epochs.length - 1
    const isOther = !this.data || this.data.units.join() !== data.units.join()
    Object.assign(this, { data, weights: floatsOf(data.weights), size: countWeights(data.units) })
    const last = data.epochs.length - 1
    this.frame = wasLast ? last : Math.min(this.frame, last)
    if (isOther) Object.assign(this, { chosen: null, example: null, line: null })
    const colours = { low: data.colours.low, middle: data.colours.middle, high: data.colours.high }
    this.shades = palette(colours, data.strength)
    this.heaviest = this.weights.reduce((most, weight) => Math.max(most, Math.abs(weight)), 1e-9)
    this.find(".space").hidden = !data.space
    if (data.space) this.square = squareAround(data.space.points)
    this.say()
    this.build()
    this.arrange()
  }

  // Words and ranges of the controls.
  say() {
    const { words, epochs } = this.data, range = this.find(".epoch"), select = this.find("select")
    this.find(".plane figcaption").textContent = words.field
    this.find(".network figcaption").textContent = words.network
    this.find(".curves figcaption").textContent = words.curves
    this.find(".curves svg").setAttribute("aria-label", words.curves)
    this.field.setAttribute("aria-label", words.field)
    this.find(".plane .x").textContent = this.data.axes[0]
    this.find(".plane .y").textContent = this.data.axes[1]
    for (const name of ["back", "step"]) {
      this.find(`.${name}`).setAttribute("aria-label", words[name])
      this.find(`.${name}`).title = words[name]
    }
    this.find(".bar").setAttribute("aria-label", words.name)
    if (this.data.space) {
      this.find(".space figcaption").textContent = words.space
      this.space.setAttribute("aria-label", words.space)
      this.find(".space .x").textContent = this.data.space.axes[0]
      this.find(".space .y").textContent = this.data.space.axes[1]
    }
    range.max = epochs.length - 1
    range.setAttribute("aria-label", words.epoch)
    this.find(".speed span").textContent = words.speed
    this.find(".loop span").textContent = words.loop
    this.find("summary").textContent = words.numbers
    if (!select.options.length) for (const speed of SPEEDS) select.add(new Option(speed, speed, false, speed === this.speed))
  }

  // A button for each neuron, with a map of what it says on it.
  build() {
    const { units, names, words } = this.data, host = this.find(".neurons")
    if (host.dataset.units === units.join() && host.dataset.names === names.flat().join()) return
    Object.assign(host.dataset, { units: units.join(), names: names.flat().join() })
    host.setAttribute("aria-label", words.network)
    this.buttons = units.map((count, layer) => Array.from({ length: count }, (_, place) => this.button(layer, place)))
    host.replaceChildren(...this.buttons.flat().flatMap(({ button, label }) => [button, label]))
  }

  button(layer, place) {
    const button = document.createElement("button"), canvas = document.createElement("canvas"), label = document.createElement("span")
    button.type = "button"
    canvas.width = canvas.height = MAP
    button.append(canvas)
    label.textContent = this.data.names[layer][place]
    label.setAttribute("aria-hidden", "true")
    button.onclick = () => this.choose(this.isChosen(layer, place) ? null : [layer, place])
    button.onpointerenter = button.onfocus = () => this.point([layer, place])
    button.onpointerleave = button.onblur = () => this.point(null)
    return { button, canvas, label }
  }

  isChosen(layer, place) {
    return this.chosen !== null && this.chosen[0] === layer && this.chosen[1] === place
  }

  // Look at one neuron in the large picture, until another one is chosen; null is the output.
  choose(neuron) {
    this.chosen = neuron
    this.draw()
  }

  // The same for as long as it is pointed at.
  point(neuron) {
    this.pointed = neuron
    this.draw()
  }

  // Everything in the room that there is.
  arrange() {
    if (!this.data || !this.field.isConnected) return
    fit(this.field)
    fit(this.lines)
    fit(this.space)
    const box = this.lines.getBoundingClientRect()
    Object.assign(this, layout(this.data.units, box.width, box.height))
    this.buttons.forEach((neurons, layer) =>
      neurons.forEach(({ button, label }, place) => {
        const { x, y } = this.places[layer][place], side = this.neuronSize
        Object.assign(button.style, { left: `${x}px`, top: `${y}px`, width: `${side}px`, height: `${side}px` })
        Object.assign(label.style, { left: `${x}px`, top: `${y + side / 2 + 1}px`, display: this.isNamed ? "" : "none" })
      }),
    )
    this.curve = drawCurves(this.find(".curves svg"), this.data.curves)
    this.draw()
  }

  // What is seen at this moment; finer once nothing has moved for a while.
  draw(isMoving = false) {
    clearTimeout(this.rest)
    if (!this.data || !this.places) return
    const { units, activations, low, high, examples } = this.data
    const weights = this.weights.subarray(this.frame * this.size, (this.frame + 1) * this.size)
    const side = !isMoving ? STILL : this.size > MANY_WEIGHTS ? LARGE : MOVING
    const shown = this.pointed ?? this.chosen ?? [units.length - 1, 0]
    const grid = forward(units, activations, weights, gridOf(side, low, high))
    const said = forward(units, activations, weights, [examples.x, examples.y])
    this.now = { weights, grid, side, shown, said }
    this.drawField(this.now)
    this.drawNetwork(this.now)
    if (this.data.space) this.drawSpace(this.now)
    this.tell(this.now)
    if (isMoving) this.rest = setTimeout(() => this.draw(), REST_MS)
  }

  // Which value of a neuron is the middle of its colours, and how far from there they reach.
  scaleOf(layer, values) {
    const name = layer ? this.data.activations[layer - 1] : "linear"
    if (name in MIDDLE) return [0.5, 0.5]
    if (name === "tanh") return [0, 1]
    let reach = 1e-6
    for (const value of values) if (Math.abs(value) > reach) reach = Math.abs(value)
    return [0, reach]
  }

  drawField({ grid, side, shown, said }) {
    const values = grid[shown[0]][shown[1]]
    const context = this.field.getContext("2d"), { low, high, examples, colours } = this.data
    const [middle, reach] = this.scaleOf(shown[0], values), scale = this.field.width / (high - low)
    spread(context, picture(values, side, middle, reach, this.shades), this.scratch)
    strokeLines(context, contour(values, side, middle), side, colours.ink, Math.max(1.5, this.field.width / 300))
    const radius = Math.max(3, Math.min(11, 40 / Math.sqrt(examples.x.length))) * (this.field.width / 400)
    const places = [...examples.x].map((x, at) => [(x - low) * scale, (high - examples.y[at]) * scale])
    this.drawExamples(context, places, radius, said)
  }

  // The examples at their places: their class by colour, whether they are right by how they are filled.
  drawExamples(context, places, radius, said) {
    const { examples, colours } = this.data, answers = said[said.length - 1][0]
    places.forEach(([x, y], at) => {
      const isRight = answers[at] >= 0.5 === examples.wanted[at] >= 0.5, ink = examples.wanted[at] ? colours.high : colours.low
      const isHeldOut = Boolean(examples.heldOut?.[at])
      mark(context, x, y, radius, { ink, paper: "#ffffff", isRight, isHeldOut, isChosen: at === this.example })
    })
  }

  // The examples as the last neuron sees them, and its line.
  drawSpace({ said }) {
    const context = this.space.getContext("2d"), { points, lines } = this.data.space, { colours } = this.data
    const [left, bottom, side] = this.square, width = this.space.width
    const at = ([x, y]) => [((x - left) / side) * width, (1 - (y - bottom) / side) * width]
    const draw = (corners) => {
      context.beginPath()
      for (const corner of corners) context.lineTo(...at(corner))
    }
    context.fillStyle = colours.paleLow
    context.fillRect(0, 0, width, width)
    draw(halfOf(lines[this.frame], this.square))
    context.fillStyle = colours.paleHigh
    context.fill()
    draw(endsOf(lines[this.frame], this.square) ?? [])
    Object.assign(context, { strokeStyle: colours.ink, lineWidth: Math.max(1.5, width / 200) })
    context.stroke()
    this.drawExamples(context, points[this.frame].map(at), (9 * width) / 300, said)
  }

  drawNetwork({ weights, grid, side }) {
    const { units, colours } = this.data, context = this.lines.getContext("2d")
    const ratio = this.lines.width / this.lines.getBoundingClientRect().width
    context.clearRect(0, 0, this.lines.width, this.lines.height)
    this.drawn = connections(units, weights, this.places, this.neuronSize, this.heaviest, kernelAt)
    const line = this.line && this.drawn.find((one) => isSame(one, this.line))
    strokeConnections(context, this.drawn, colours, ratio, line)
    this.buttons.forEach((neurons, layer) =>
      neurons.forEach(({ button, canvas }, place) => {
        const values = grid[layer][place]
        spread(canvas.getContext("2d"), picture(values, side, ...this.scaleOf(layer, values), this.shades), this.scratch)
        button.setAttribute("aria-pressed", this.isChosen(layer, place))
        button.setAttribute("aria-label", this.describe(weights, layer, place))
      }),
    )
  }

  // A neuron in words: its name, its bias and the weights that come to it.
  describe(weights, layer, place) {
    const { units, names, words } = this.data
    if (!layer) return spell(words.input, { name: names[0][place] })
    const at = kernelAt(units, layer - 1), [before, after] = [units[layer - 1], units[layer]]
    const each = names[layer - 1].map((name, i) => `${name} ${short(weights[at + i * after + place])}`).join(", ")
    return spell(words.neuron, { name: names[layer][place], bias: short(weights[at + before * after + place]), weights: each })
  }

  // The moment in words: epoch, what is pointed at or chosen, and the same numbers as tables.
  tell({ weights, said, shown }) {
    const { epochs, words, names, examples, measures } = this.data, parts = []
    this.find(".epoch").value = this.frame
    this.find(".epoch").setAttribute("aria-valuetext", spell(words.at, { epoch: epochs[this.frame] }))
    this.find("output").textContent = spell(words.at, { epoch: epochs[this.frame] })
    this.curve?.place(epochs[this.frame])
    if (measures[this.frame]) parts.push(measures[this.frame])
    if (this.line) {
      const { layer, from, to } = this.line, weight = weights[kernelAt(this.data.units, layer) + from * this.data.units[layer + 1] + to]
      parts.push(spell(words.weight, { from: names[layer][from], to: names[layer + 1][to], weight: short(weight) }))
    } else if (this.pointed ?? this.chosen) parts.push(this.describe(weights, ...shown))
    if (this.example !== null) {
      const at = this.example, answer = said[said.length - 1][0][at]
      const place = { x: short(examples.x[at]), y: short(examples.y[at]) }
      parts.push(spell(words.example, { ...place, answer: answer.toFixed(3), wanted: examples.wanted[at] }))
    }
    if (!this.playing) this.find(".said").textContent = parts.join(" ")
    if (this.find("details").open && !this.playing) this.tabulate(weights)
  }

  tabulate(weights) {
    const { units, names } = this.data, tables = []
    for (let layer = 0; layer + 1 < units.length; layer++) {
      const at = kernelAt(units, layer), after = units[layer + 1], table = document.createElement("table")
      const row = (name, values, tag) => {
        const line = table.insertRow()
        for (const [place, text] of [name, ...values].entries()) {
          const cell = document.createElement(place === 0 || tag === "th" ? "th" : "td")
          cell.textContent = text
          line.append(cell)
        }
      }
      row("", names[layer + 1], "th")
      for (let i = 0; i <= units[layer]; i++) {
        const start = at + i * after, values = [...weights.subarray(start, start + after)].map((value) => value.toFixed(4).replace("-", "−"))
        row(i < units[layer] ? names[layer][i] : this.data.words.bias, values)
      }
      tables.push(table)
    }
    this.find(".numbers").replaceChildren(...tables)
  }

  // Go to a moment of the story; whether there was another one to go to.
  go(frame, isMoving = true) {
    const next = Math.max(0, Math.min(this.data.epochs.length - 1, frame))
    if (next === this.frame) return false
    this.frame = next
    this.draw(isMoving)
    return true
  }

  play(isOn = !this.playing) {
    this.playing = isOn && this.data.epochs.length > 1
    this.find(".play span").textContent = this.playing ? this.data.words.pause : this.data.words.play
    this.find(".play path").setAttribute("d", this.playing ? PAUSE : PLAY)
    cancelAnimationFrame(this.timer)
    if (!this.playing) return this.draw()
    if (this.frame >= this.data.epochs.length - 1) this.go(0)
    let last = performance.now()
    const tick = (now) => {
      const due = Math.floor(((now - last) * this.speed) / 1000)
      if (due > 0) {
        last += (due * 1000) / this.speed
        if (!this.go(this.frame + due) && !(this.find(".loop input").checked && this.go(0))) return this.play(false)
      }
      this.timer = requestAnimationFrame(tick)
    }
    this.timer = requestAnimationFrame(tick)
  }

  listen() {
    const svg = this.find(".curves svg"), halt = () => this.playing && this.play(false)
    this.find(".play").onclick = () => this.play()
    this.find(".back").onclick = () => (halt(), this.go(this.frame - 1))
    this.find(".step").onclick = () => (halt(), this.go(this.frame + 1))
    this.find(".epoch").oninput = (event) => (halt(), this.go(Number(event.target.value)))
    this.find("select").onchange = (event) => (this.speed = Number(event.target.value))
    this.find("details").ontoggle = () => this.draw()
    this.root.onkeydown = (event) => {
      const tag = event.target.tagName
      if (event.key !== " " || tag === "BUTTON" || tag === "SELECT" || tag === "SUMMARY" || event.target.type === "checkbox") return
      event.preventDefault()
      this.play()
    }
    const scrub = (event) => {
      if (!this.curve || !(event.buttons & 1)) return
      halt()
      const epoch = this.curve.epochAt(event.clientX - svg.getBoundingClientRect().left), { epochs } = this.data
      const gaps = epochs.map((each) => Math.abs(each - epoch))
      this.go(gaps.indexOf(Math.min(...gaps)))
    }
    svg.onpointerdown = (event) => (svg.setPointerCapture(event.pointerId), scrub(event))
    svg.onpointermove = scrub
    this.field.onclick = (event) => this.pick(event)
    this.lines.onpointermove = (event) => this.hover(event)
    this.lines.onpointerleave = () => this.hover(null)
  }

  // The example nearest to a press, if one is there; pressed again it is let go.
  pick(event) {
    const rect = this.field.getBoundingClientRect(), { low, high, examples } = this.data, scale = rect.width / (high - low)
    let [found, best] = [null, 24]
    for (let at = 0; at < examples.x.length; at++) {
      const distance = Math.hypot((examples.x[at] - low) * scale - (event.clientX - rect.left), (high - examples.y[at]) * scale - (event.clientY - rect.top))
      if (distance < best) [found, best] = [at, distance]
    }
    this.example = found === this.example ? null : found
    this.draw()
  }

  hover(event) {
    const rect = this.lines.getBoundingClientRect()
    const found = event && this.drawn ? nearestLine(this.drawn, event.clientX - rect.left, event.clientY - rect.top, REACH) : null
    if (found === this.line || (found && this.line && isSame(found, this.line))) return
    this.line = found
    this.drawNetwork(this.now)
    this.tell(this.now)
  }

  end() {
    this.playing = false
    cancelAnimationFrame(this.timer)
    clearTimeout(this.rest)
  }
}

export default function ({ data, parentElement }) {
  const host = parentElement.host ?? parentElement, root = parentElement.querySelector("section")
  let view = views.get(host)
  if (!view || view.root !== root) views.set(host, (view = new View(root)))
  view.take(data)
  if (!view.playing) view.play(false)
  return () => view.end()
}
