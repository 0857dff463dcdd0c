// A setting that is dragged: its runs are asked for when the slider is touched, and shown as the finger moves.

const AWAITED_MS = 2000

export class Dragging {
  // `enter` shows a run's moments; `place` is dimmed where the run is still to come. `send` tells the server.
  constructor(host, enter, place) {
    Object.assign(this, { host, enter, place, send: () => {}, drag: null, family: { id: "", name: "", members: {} }, target: null, count: 0 })
    const [select, slider] = [host.querySelector("select"), host.querySelector("input")]
    Object.assign(this, { select, slider, isAsked: false, isHeld: false, until: 0 })
    select.onchange = () => {
      Object.assign(this, { target: null, isAsked: false })
      this.set()
      this.enter({})
    }
    slider.onpointerdown = () => this.ask()
    slider.oninput = () => this.move(Number(slider.value))
    slider.onchange = () => this.leave()
  }

  // What the server says: settings with their marks, and the runs of a family.
  take(drag) {
    this.host.hidden = !drag
    this.drag = drag
    if (!drag) return
    const names = drag.settings.map((each) => each.name), now = this.select.value
    if ([...this.select.options].map((option) => option.value).join() !== names.join())
      this.select.replaceChildren(...names.map((name, at) => new Option(drag.settings[at].label, name, false, name === now)))
    if (drag.id !== this.family.id) this.family = { id: drag.id, name: drag.name, members: {} }
    if (!drag.id) this.isAsked = false
    Object.assign(this.family.members, drag.members)
    const isThere = this.target !== null && this.setting().at === this.target
    if (!this.isHeld && (isThere || performance.now() > this.until)) this.target = null
    this.set()
  }

  setting() {
    return this.drag.settings.find((each) => each.name === this.select.value)
  }

  set() {
    const { marks, at, label } = this.setting(), place = this.target ?? at
    this.slider.max = marks.length - 1
    this.slider.value = place
    this.slider.setAttribute("aria-label", label)
    this.slider.setAttribute("aria-valuetext", marks[place])
    this.host.querySelector("output").textContent = marks[place]
    this.place.classList.toggle("waits", this.target !== null && !this.member())
  }

  say(words) {
    this.host.setAttribute("aria-label", words.drag)
    this.host.querySelector("span").textContent = words.drag
  }

  // The run at the place where the finger is, where that is there.
  member() {
    return this.target === null || this.family.name !== this.select.value ? null : this.family.members[this.target]
  }

  ask() {
    this.isHeld = true
    if (this.isAsked || (this.family.id && this.family.name === this.select.value)) return
    this.isAsked = true
    this.send("wants", { name: this.select.value, count: ++this.count })
  }

  move(place) {
    this.target = place
    this.ask()
    this.set()
    const member = this.member()
    if (member) this.enter(member, true)
  }

  // The finger is lifted: the page's own slider follows. Until it has, the run that was dragged to stays.
  leave() {
    if (this.target === null) return
    Object.assign(this, { isHeld: false, until: performance.now() + AWAITED_MS })
    this.send("dragged", { name: this.select.value, place: this.target, count: ++this.count })
  }
}
