// The network's neurons as buttons with a map of what each says, its weights as lines between them, and both in words.

const MAP = 36, REACH = 10
const spell = (template, values) => template.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "")
const short = (value) => (Number.isFinite(value) ? (Math.abs(value) >= 100 ? value.toFixed(0) : value.toFixed(2)) : String(value)).replace("-", "−")
const isSame = (one, other) => one.layer === other.layer && one.from === other.from && one.to === other.to

export class Neurons {
  // `chosen` hears that another neuron is to be shown, `hovered` that the pointer is at another line.
  constructor(figure, chosen, hovered) {
    Object.assign(this, { hear: chosen, hovered, scratch: document.createElement("canvas") })
    this.host = figure.querySelector(".neurons")
    this.canvas = figure.querySelector("canvas")
    this.forget()
    this.canvas.onpointermove = (event) => this.hover(event)
    this.canvas.onpointerleave = () => this.hover(null)
  }

  // Nothing is chosen, pointed at or known to be drawn.
  forget() {
    Object.assign(this, { chosen: null, pointed: null, line: null, places: null, drawn: null })
  }

  // A network of `units`, `activations` and `names`; its colours, and what is said of it.
  take(network, { colours, words }, shades) {
    if (this.network?.units.join() !== network.units.join()) this.forget()
    Object.assign(this, { network, colours, words, shades, pointed: null, places: null })
    const { units, names } = network, { host } = this
    if (host.dataset.names === JSON.stringify(names)) return
    host.dataset.names = JSON.stringify(names)
    host.setAttribute("aria-label", words.network)
    this.buttons = units.map((count, layer) => Array.from({ length: count }, (_, place) => this.button(layer, place)))
    host.replaceChildren(...this.buttons.flat().flatMap(({ button, label }) => [button, label]))
  }

  button(layer, place) {
    const button = document.createElement("button"), canvas = document.createElement("canvas"), label = document.createElement("span")
    button.type = "button"
    canvas.width = canvas.height = MAP
    button.append(canvas)
    label.textContent = this.network.names[layer][place]
    label.setAttribute("aria-hidden", "true")
    button.onclick = () => this.show("chosen", this.isChosen(layer, place) ? null : [layer, place])
    button.onpointerenter = button.onfocus = () => this.show("pointed", [layer, place])
    button.onpointerleave = button.onblur = () => this.show("pointed", null)
    return { button, canvas, label }
  }

  isChosen(layer, place) {
    return this.chosen !== null && this.chosen[0] === layer && this.chosen[1] === place
  }

  // Look at one neuron in the large picture: as long as it is `pointed` at, or until another one is `chosen`.
  show(how, neuron) {
    this[how] = neuron
    this.hear()
  }

  // The neuron that is looked at, the output where there is no other.
  get shown() {
    return this.pointed ?? this.chosen ?? [this.network.units.length - 1, 0]
  }

  // Everything in the room that there is.
  place() {
    const box = this.canvas.getBoundingClientRect()
    Object.assign(this, layout(this.network.units, box.width, box.height))
    this.buttons.forEach((neurons, layer) =>
      neurons.forEach(({ button, label }, place) => {
        const { x, y } = this.places[layer][place], side = this.neuronSize
        Object.assign(button.style, { left: `${x}px`, top: `${y}px`, width: `${side}px`, height: `${side}px` })
        Object.assign(label.style, { left: `${x}px`, top: `${y + side / 2 + 1}px`, display: this.isNamed ? "" : "none" })
      }),
    )
  }

  // Which value of a neuron is the middle of its colours, and how far from there they reach.
  scaleOf(layer, values) {
    const name = layer ? this.network.activations[layer - 1] : "linear"
    if (name in MIDDLE) return [0.5, 0.5]
    if (name === "tanh") return [0, 1]
    let reach = 1e-6
    for (const value of values) if (Math.abs(value) > reach) reach = Math.abs(value)
    return [0, reach]
  }

  // The weights of a moment as lines, none wider than the `heaviest` of the story, and what all neurons say over a `grid`.
  draw({ weights, grid, side, heaviest }, isMoving = false) {
    const context = this.canvas.getContext("2d"), ratio = this.canvas.width / this.canvas.getBoundingClientRect().width
    context.clearRect(0, 0, this.canvas.width, this.canvas.height)
    this.drawn = connections(this.network.units, weights, this.places, this.neuronSize, heaviest, kernelAt)
    const line = this.line && this.drawn.find((one) => isSame(one, this.line))
    strokeConnections(context, this.drawn, this.colours, ratio, line)
    this.buttons.forEach((neurons, layer) =>
      neurons.forEach(({ button, canvas }, place) => {
        const values = grid[layer][place]
        spread(canvas.getContext("2d"), picture(values, side, ...this.scaleOf(layer, values), this.shades), this.scratch)
        button.setAttribute("aria-pressed", this.isChosen(layer, place))
        if (!isMoving) button.setAttribute("aria-label", this.describe(weights, layer, place))
      }),
    )
  }

  // A neuron in words: its name, its bias and the weights that come to it.
  describe(weights, layer, place) {
    const { units, names } = this.network, { words } = this
    if (!layer) return spell(words.input, { name: names[0][place] })
    const at = kernelAt(units, layer - 1), [before, after] = [units[layer - 1], units[layer]]
    const each = names[layer - 1].map((name, i) => `${name} ${short(weights[at + i * after + place])}`).join(", ")
    return spell(words.neuron, { name: names[layer][place], bias: short(weights[at + before * after + place]), weights: each })
  }

  // What is pointed at or chosen, in words; nothing says nothing.
  tell(weights) {
    if (!this.line) return this.pointed ?? this.chosen ? [this.describe(weights, ...this.shown)] : []
    const { units, names } = this.network, { layer, from, to } = this.line
    const weight = short(weights[kernelAt(units, layer) + from * units[layer + 1] + to])
    return [spell(this.words.weight, { from: names[layer][from], to: names[layer + 1][to], weight })]
  }

  // The same numbers as tables, a layer each.
  tables(weights) {
    const { units, names } = this.network
    return units.slice(1).map((after, layer) => {
      const at = kernelAt(units, layer), table = document.createElement("table")
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
        row(i < units[layer] ? names[layer][i] : this.words.bias, values)
      }
      return table
    })
  }

  hover(event) {
    const rect = this.canvas.getBoundingClientRect()
    const found = event && this.drawn ? nearestLine(this.drawn, event.clientX - rect.left, event.clientY - rect.top, REACH) : null
    if (found === this.line || (found && this.line && isSame(found, this.line))) return
    this.line = found
    this.hovered()
  }
}
