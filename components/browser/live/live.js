// A small network that learns, live: what it says over the plane, each of its neurons, its weights and its curves, at any
// epoch of its story. Weights come once; everything that is seen is computed from them here.

const PLAY = "M6 4l14 8-14 8z", PAUSE = "M7 5v14M17 5v14"
const [STILL, MOVING, LARGE] = [160, 72, 48] // points of a grid's side: at rest, in motion, and of a large network in motion
const MANY_WEIGHTS = 300, SPEEDS = [1, 5, 20, 60], REST_MS = 120
const views = new WeakMap()

// The floats of a text in base64, little-endian as the server writes them.
export const floatsOf = (text) => new Float32Array(Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer)

// The values from 0 to 1 of a grey picture, row by row, and how many are in a row.
export const valuesOf = async (url) => {
  const image = new Image(), canvas = document.createElement("canvas")
  image.src = url
  await image.decode()
  const side = (canvas.width = canvas.height = image.width), context = canvas.getContext("2d", { willReadFrequently: true })
  context.drawImage(image, 0, 0)
  const bytes = context.getImageData(0, 0, side, side).data
  return { side, values: Float64Array.from({ length: side * side }, (_, at) => bytes[4 * at] / 255) }
}


class View {
  constructor(root) {
    this.root = root
    this.find = (selector) => root.querySelector(selector)
    this.field = this.find(".plane canvas")
    this.space = this.find(".space canvas")
    this.bars = this.find(".bars svg")
    this.scratch = document.createElement("canvas")
    Object.assign(this, { frame: 0, example: null, charts: [] })
    this.neurons = new Neurons(this.find(".network"), () => this.draw(), () => this.point())
    this.dragging = new Dragging(this.find(".drag"), (part, isMoving) => this.enter(part, isMoving), this.find(".plane .box"))
    this.player = new Player((frame) => this.go(frame), () => this.turn())
    this.listen()
    this.resized = new ResizeObserver(() => this.arrange())
    for (const place of [this.field, this.neurons.canvas, this.space, this.bars, this.find(".view")]) this.resized.observe(place)
  }

  // What the server sends: the run that the page shows, and those of the family that is dragged.
  take(data) {
    if (this.whole?.plane?.examples.x.length !== data.plane?.examples.x.length) this.example = null
    this.whole = data
    this.root.dataset.shows = data.network ? "network" : data.plane ? "plane" : "curves"
    for (const name of ["plane", "network", "space", "bars"]) this.find(`.${name}`).hidden = !data[name]
    this.find("details").hidden = !data.network
    const { low, middle, high } = data.colours
    this.shades = palette({ low, middle, high }, data.strength)
    if (data.network) this.neurons.take(data.network, data, this.shades)
    this.dragging.take(data.drag)
    this.say(data)
    this.enter(this.dragging.member() ?? {})
  }

  // A run's moments. The epoch that is looked at stays where it can; at the end it stays at the end.
  enter(part, isMoving = false) {
    const before = this.data, data = (this.data = { ...this.whole, ...part }), last = data.epochs.length - 1
    const wasLast = !before || this.frame >= before.epochs.length - 1
    this.frame = wasLast ? last : this.nearest(before.epochs[this.frame])
    if (data.network) this.takeWeights(data.weights, data.network.units)
    if (data.fields) this.takeFields(data.fields)
    if (data.space) this.square = squareAround(data.space.points)
    this.find(".epoch").max = last
    this.buildCharts()
    this.arrange(isMoving)
  }

  // The recorded moment that is nearest to an epoch.
  nearest(epoch) {
    const gaps = this.data.epochs.map((each) => Math.abs(each - epoch))
    return gaps.indexOf(Math.min(...gaps))
  }

  takeWeights(weights, units) {
    Object.assign(this, { weights: floatsOf(weights), size: countWeights(units) })
    this.heaviest = this.weights.reduce((most, weight) => Math.max(most, Math.abs(weight)), 1e-9)
  }

  // The fields are pictures, which take a moment until their values are there.
  takeFields({ pictures, answers }) {
    const grids = (this.grids = []), all = floatsOf(answers), count = all.length / pictures.length
    pictures.forEach(async (url, frame) => {
      grids[frame] = { ...(await valuesOf(url)), answers: all.subarray(frame * count, (frame + 1) * count) }
      if (this.grids === grids && frame === this.frame) this.draw()
    })
  }

  // A figure for each chart: the first one beside the picture, the others below.
  buildCharts() {
    const { charts } = this.data, figures = this.figures ??= []
    while (figures.length > charts.length) figures.pop().remove()
    while (figures.length < charts.length) {
      const figure = document.createElement("figure"), svg = element("svg", { role: "img" }), at = figures.length
      figure.append(document.createElement("figcaption"), svg)
      this.scrubOn(svg, at)
      this.find(at ? ".other" : ".first").append(figure)
      figures.push(figure)
    }
    charts.forEach((chart, at) => {
      const [caption, svg] = figures[at].children
      entitle(caption, chart, charts[at - 1])
      svg.setAttribute("aria-label", chart.title)
    })
  }

  // Words of the pictures and controls.
  say({ words, epochs, plane, space, bars }) {
    const range = this.find(".epoch"), select = this.find(".epochs select")
    this.find(".network figcaption").textContent = words.network
    if (plane) this.entitle(".plane", words.field, plane.axes)
    if (space) this.entitle(".space", words.space, space.axes)
    if (bars) {
      this.find(".bars figcaption").textContent = bars.title
      this.bars.setAttribute("aria-label", bars.title)
    }
    for (const name of ["back", "step"]) {
      this.find(`.${name}`).setAttribute("aria-label", words[name])
      this.find(`.${name}`).title = words[name]
    }
    this.find(".epochs").setAttribute("aria-label", words.name)
    this.dragging.say(words)
    range.setAttribute("aria-label", words.epoch)
    for (const each of this.root.querySelectorAll(".epochs button, .epochs input, .epochs select")) each.disabled = epochs.length < 2
    this.find(".speed span").textContent = words.speed
    this.find(".loop span").textContent = words.loop
    this.find("summary").textContent = words.numbers
    if (!select.options.length) for (const speed of SPEEDS) select.add(new Option(speed, speed, false, speed === this.player.speed))
    this.namePlay(words)
  }

  // Title and axes of a plane.
  entitle(place, title, axes) {
    this.find(`${place} figcaption`).textContent = title
    this.find(`${place} canvas`).setAttribute("aria-label", title)
    this.find(`${place} .x`).textContent = axes[0]
    this.find(`${place} .y`).textContent = axes[1]
  }

  // Everything in the room that there is.
  arrange(isMoving = false) {
    if (!this.data || !this.root.isConnected) return
    const { data } = this
    for (const canvas of [this.field, this.neurons.canvas, this.space]) fit(canvas)
    if (data.network && !(isMoving && this.neurons.places)) this.neurons.place()
    // While a setting is dragged only the curve beside the picture follows at once, and all the rest when the finger rests.
    this.charts = this.figures.map((figure, at) => (isMoving && at ? this.charts[at] : drawCurves(figure.lastChild, data.charts[at])))
    this.drawBars = isMoving || !data.bars ? null : frameBars(this.bars, data.bars, data.colours)
    this.draw(isMoving)
  }

  // What is seen at this moment; finer once nothing has moved for a while.
  draw(isMoving = false) {
    clearTimeout(this.rest)
    if (!this.data) return
    const { network, space } = this.data
    this.now = network ? this.ask(isMoving) : this.grids?.[this.frame]
    if (this.now && this.data.plane) this.drawField(this.now)
    if (network) this.neurons.draw(this.now, isMoving)
    if (space) this.drawSpace(this.now)
    this.drawBars?.(this.frame)
    this.tell(this.now)
    if (isMoving && network) this.rest = setTimeout(() => this.arrange(), REST_MS)
  }

  // The pointer is at another weight: nothing else is to be painted.
  point() {
    this.neurons.draw(this.now)
    this.tell(this.now)
  }

  // What the network says at this moment: all neurons over the plane, what the large picture shows, and its answers.
  ask(isMoving) {
    const { units, activations } = this.data.network, { low, high, examples } = this.data.plane
    const weights = this.weights.subarray(this.frame * this.size, (this.frame + 1) * this.size)
    const side = !isMoving ? STILL : this.size > MANY_WEIGHTS ? LARGE : MOVING
    const { shown } = this.neurons, { heaviest } = this
    const grid = forward(units, activations, weights, gridOf(side, low, high))
    const answers = forward(units, activations, weights, [examples.x, examples.y]).at(-1)[0]
    return { weights, grid, side, shown, heaviest, answers, values: grid[shown[0]][shown[1]] }
  }

  drawField({ side, shown, answers, values }) {
    const context = this.field.getContext("2d"), { colours } = this.data, { low, high, examples } = this.data.plane
    const [middle, reach] = shown ? this.neurons.scaleOf(shown[0], values) : [0.5, 0.5], scale = this.field.width / (high - low)
    spread(context, picture(values, side, middle, reach, this.shades), this.scratch)
    strokeLines(context, contour(values, side, middle), side, colours.ink, Math.max(1.5, this.field.width / 300))
    const radius = Math.max(3, Math.min(11, 40 / Math.sqrt(examples.x.length))) * (this.field.width / 400)
    const places = [...examples.x].map((x, at) => [(x - low) * scale, (high - examples.y[at]) * scale])
    this.drawExamples(context, places, radius, answers)
  }

  // The examples at their places: their class by colour, whether they are right by how they are filled.
  drawExamples(context, places, radius, answers) {
    const { colours } = this.data, { examples } = this.data.plane
    places.forEach(([x, y], at) => {
      const isRight = answers[at] >= 0.5 === examples.wanted[at] >= 0.5, ink = examples.wanted[at] ? colours.high : colours.low
      const isHeldOut = Boolean(examples.heldOut?.[at])
      mark(context, x, y, radius, { ink, paper: "#ffffff", isRight, isHeldOut, isChosen: at === this.example })
    })
  }

  // The examples as the last neuron sees them, and its line.
  drawSpace({ answers }) {
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
    this.drawExamples(context, points[this.frame].map(at), (9 * width) / 300, answers)
  }

  // The moment in words: epoch, what is pointed at or chosen, and the same numbers as tables.
  tell(now) {
    const { epochs, words, measures, network, plane } = this.data, parts = []
    this.find(".epoch").value = this.frame
    this.find(".epoch").setAttribute("aria-valuetext", spell(words.at, { epoch: epochs[this.frame] }))
    this.find(".epochs output").textContent = spell(words.at, { epoch: epochs[this.frame] })
    for (const chart of this.charts) chart?.place(epochs[this.frame])
    if (measures[this.frame]) parts.push(measures[this.frame])
    if (network) parts.push(...this.neurons.tell(now.weights))
    if (this.example !== null && now) {
      const at = this.example, { x, y, wanted } = plane.examples, place = { x: short(x[at]), y: short(y[at]) }
      parts.push(spell(words.example, { ...place, answer: now.answers[at].toFixed(3), wanted: wanted[at] }))
    }
    this.find(".said").textContent = parts.join(" ")
    if (this.find("details").open && !this.player.isOn && network) this.find(".numbers").replaceChildren(...this.neurons.tables(now.weights))
  }

  // Go to a moment of the story; whether there was another one to go to.
  go(frame, isMoving = true) {
    const next = Math.max(0, Math.min(this.data.epochs.length - 1, frame))
    if (next === this.frame) return false
    this.frame = next
    this.draw(isMoving)
    return true
  }

  // Playing begins or ends.
  turn() {
    this.namePlay(this.whole.words)
    if (!this.player.isOn) this.draw()
  }

  namePlay({ play, pause }) {
    this.find(".play span").textContent = this.player.isOn ? pause : play
    this.find(".play path").setAttribute("d", this.player.isOn ? PAUSE : PLAY)
    this.find(".said").setAttribute("aria-live", this.player.isOn ? "off" : "polite") // nobody wants every frame read aloud
  }

  toggle() {
    if (this.player.isOn) this.player.stop()
    else this.player.start(this.frame, this.data.epochs.length - 1)
  }

  // Go there by hand, which ends playing.
  jump(frame) {
    this.player.stop()
    this.go(frame)
  }

  listen() {
    this.find(".play").onclick = () => this.toggle()
    this.find(".back").onclick = () => this.jump(this.frame - 1)
    this.find(".step").onclick = () => this.jump(this.frame + 1)
    this.find(".epoch").oninput = (event) => this.jump(Number(event.target.value))
    this.find(".epochs select").onchange = (event) => (this.player.speed = Number(event.target.value))
    this.find(".loop input").onchange = (event) => (this.player.loops = event.target.checked)
    this.find("details").ontoggle = () => this.draw()
    this.root.onkeydown = (event) => {
      const tag = event.target.tagName
      if (event.key !== " " || tag === "BUTTON" || tag === "SELECT" || tag === "SUMMARY" || event.target.type === "checkbox") return
      event.preventDefault()
      this.toggle()
    }
    this.field.onclick = (event) => this.pick(event)
  }

  // A press on a chart, and moving on from there, goes to the recorded epoch that is nearest.
  scrubOn(svg, at) {
    const scrub = (event) => {
      if (!this.charts[at] || !(event.buttons & 1)) return
      const epoch = this.charts[at].epochAt(event.clientX - svg.getBoundingClientRect().left)
      this.jump(this.nearest(epoch))
    }
    svg.onpointerdown = (event) => (svg.setPointerCapture(event.pointerId), scrub(event))
    svg.onpointermove = scrub
  }

  // The example nearest to a press, if one is there; pressed again it is let go.
  pick(event) {
    const rect = this.field.getBoundingClientRect(), { low, high, examples } = this.data.plane, scale = rect.width / (high - low)
    let [found, best] = [null, 24]
    for (let at = 0; at < examples.x.length; at++) {
      const distance = Math.hypot((examples.x[at] - low) * scale - (event.clientX - rect.left), (high - examples.y[at]) * scale - (event.clientY - rect.top))
      if (distance < best) [found, best] = [at, distance]
    }
    this.example = found === this.example ? null : found
    this.draw()
  }

  end() {
    this.player.stop()
    clearTimeout(this.rest)
  }
}

export default function ({ data, parentElement, setStateValue }) {
  const host = parentElement.host ?? parentElement, root = parentElement.querySelector("section")
  let view = views.get(host)
  if (!view || view.root !== root) views.set(host, (view = new View(root)))
  view.dragging.send = setStateValue
  view.take(data)
  return () => view.end()
}
