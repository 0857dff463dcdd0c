// Maps of what a neuron says, on canvases: shades from blue over white to orange, and a line where it is undecided.

const SHADES = 256

// A colour "#RRGGBB" as its three numbers.
const numbersOf = (colour) => [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16))

// The shades as numbers that are put into a picture as they are (bytes red, green, blue, opaque).
export const palette = ({ low, middle, high }, strength) => {
  const ends = [low, middle, high].map(numbersOf), bytes = new Uint8ClampedArray(4 * SHADES)
  for (let shade = 0; shade < SHADES; shade++) {
    const side = (2 * shade) / (SHADES - 1) - 1, end = side < 0 ? ends[0] : ends[2], share = Math.abs(side) * strength
    for (let c = 0; c < 3; c++) bytes[4 * shade + c] = Math.round(ends[1][c] + share * (end[c] - ends[1][c]))
    bytes[4 * shade + 3] = 255
  }
  return new Uint32Array(bytes.buffer)
}

// The values of a grid as a small picture; `middle` is white, `reach` away from it all orange or all blue.
export const picture = (values, side, middle, reach, shades) => {
  const image = new ImageData(side, side), pixels = new Uint32Array(image.data.buffer)
  const scale = (SHADES - 1) / (2 * reach), zero = (SHADES - 1) / 2
  for (let p = 0; p < values.length; p++) {
    const shade = zero + scale * (values[p] - middle)
    pixels[p] = shades[shade <= 0 ? 0 : shade >= SHADES - 1 ? SHADES - 1 : Number.isNaN(shade) ? SHADES >> 1 : Math.round(shade)]
  }
  return image
}

// Room for a canvas' own pixels, as many as the screen has there; whether that has changed.
export const fit = (canvas) => {
  const ratio = window.devicePixelRatio || 1, rect = canvas.getBoundingClientRect()
  const [width, height] = [Math.max(1, Math.round(rect.width * ratio)), Math.max(1, Math.round(rect.height * ratio))]
  if (canvas.width === width && canvas.height === height) return false
  Object.assign(canvas, { width, height })
  return true
}

// A small picture smoothly over a whole canvas. The middle of each of its pixels stays where it is.
export const spread = (context, image, scratch) => {
  const { canvas } = context
  if (scratch.width !== image.width) Object.assign(scratch, { width: image.width, height: image.height })
  scratch.getContext("2d").putImageData(image, 0, 0)
  context.imageSmoothingEnabled = true
  context.imageSmoothingQuality = "high"
  context.drawImage(scratch, 0, 0, canvas.width, canvas.height)
}

// Lines of `contour` over the same canvas.
export const strokeLines = (context, lines, side, colour, width) => {
  const cell = context.canvas.width / side
  context.beginPath()
  for (const [x1, y1, x2, y2] of lines) {
    context.moveTo((x1 + 0.5) * cell, (y1 + 0.5) * cell)
    context.lineTo((x2 + 0.5) * cell, (y2 + 0.5) * cell)
  }
  Object.assign(context, { strokeStyle: colour, lineWidth: width, lineCap: "round" })
  context.stroke()
}

// An example: filled where it is right, hollow with a cross where it is wrong, ringed where it is only for validation.
export const mark = (context, x, y, radius, { ink, paper, isRight, isHeldOut, isChosen }) => {
  context.beginPath()
  context.arc(x, y, radius, 0, 2 * Math.PI)
  context.fillStyle = isRight ? ink : paper
  context.fill()
  Object.assign(context, { strokeStyle: isRight ? paper : ink, lineWidth: radius / 3 })
  context.setLineDash(isHeldOut ? [radius / 1.5, radius / 2] : [])
  context.stroke()
  context.setLineDash([])
  if (!isRight) {
    const arm = radius / 2.4
    context.beginPath()
    for (const sign of [-1, 1]) {
      context.moveTo(x - arm, y - sign * arm)
      context.lineTo(x + arm, y + sign * arm)
    }
    context.stroke()
  }
  if (isChosen) {
    context.beginPath()
    context.arc(x, y, radius * 1.8, 0, 2 * Math.PI)
    Object.assign(context, { strokeStyle: ink, lineWidth: radius / 2.5 })
    context.stroke()
  }
}
