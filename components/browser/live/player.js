// What walks through the moments of a story, at a speed, once or again and again.

export class Player {
  // `go` moves to a moment and says whether there was another one to go to; `told` hears when playing begins and ends.
  constructor(go, told) {
    Object.assign(this, { go, told, isOn: false, timer: 0, speed: 20, loops: false })
  }

  // From here, or from the beginning where this is the end.
  start(moment, last) {
    if (last < 1) return
    this.isOn = true
    this.told()
    if (moment >= last) this.go(0)
    let before = performance.now(), at = moment >= last ? 0 : moment
    const tick = (now) => {
      const due = Math.floor(((now - before) * this.speed) / 1000)
      if (due > 0) {
        before += (due * 1000) / this.speed
        at = at >= last && this.loops ? 0 : Math.min(last, at + due)
        if (!this.go(at)) return this.stop()
      }
      this.timer = requestAnimationFrame(tick)
    }
    this.timer = requestAnimationFrame(tick)
  }

  stop() {
    cancelAnimationFrame(this.timer)
    if (!this.isOn) return
    this.isOn = false
    this.told()
  }
}
