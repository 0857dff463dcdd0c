// The code of the component NAME, and the place that it fills, for all that are mounted or will be.
{
  const shelf = (window.seeItLearn ??= {})
  const its = shelf.NAME ?? (shelf.NAME = ((its) => Object.assign(its, { promise: new Promise((come) => (its.come = come)) }))({}))
  const url = URL.createObjectURL(new Blob([CODE], { type: "text/javascript" }))
  import(url).then((module) => its.come({ module, place: PLACE }))
}
