// The code of the component NAME, and the place that it fills, for all that are mounted or will be.
const url = URL.createObjectURL(new Blob([CODE], { type: "text/javascript" }))
import(url).then((module) => window.seeItLearnSlot("NAME").come({ module, place: PLACE }))
