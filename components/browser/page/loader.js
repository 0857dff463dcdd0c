// Mounts the component NAME, whose code comes with the page and not with every change of its data: that is a third as much.
export default (its) => {
  let [end, isGone] = [() => {}, false]
  window.seeItLearnSlot("NAME").promise.then(({ module, place }) => {
    const host = its.parentElement.querySelector(".code")
    if (isGone) return
    if (!host.firstChild) host.innerHTML = place
    end = module.default(its)
  })
  return () => {
    isGone = true
    end()
  }
}
