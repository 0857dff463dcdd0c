// Where a component's code is left and awaited, whichever of both comes first: a promise, and how it is kept.
window.seeItLearnSlot ??= (name) => {
  const slots = (window.seeItLearn ??= {})
  if (!slots[name]) {
    const its = (slots[name] = {})
    its.promise = new Promise((come) => (its.come = come))
  }
  return slots[name]
}
