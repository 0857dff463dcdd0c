// The forward pass of a dense network, for many points at once.

const LEAK = 0.2
const sigmoid = (z) => (z >= 0 ? 1 / (1 + Math.exp(-z)) : Math.exp(z) / (1 + Math.exp(z)))

export const ACTIVATIONS = {
  linear: (z) => z,
  step: (z) => (z >= 0 ? 1 : 0),
  sigmoid,
  tanh: Math.tanh,
  relu: (z) => Math.max(0, z),
  leaky_relu: (z) => (z > 0 ? z : LEAK * z),
  elu: (z) => (z > 0 ? z : Math.expm1(z)),
}

// What lies half way between a neuron's two answers: above it is one class, below it the other.
export const MIDDLE = { step: 0.5, sigmoid: 0.5 }

// How many weights a network of these layers has; `units` are those of the inputs, then of each layer.
export const countWeights = (units) =>
  units.slice(1).reduce((sum, after, layer) => sum + (units[layer] + 1) * after, 0)

// Where a layer's weights begin: its kernel (before, after) by rows, then its biases, as Keras has them.
export const kernelAt = (units, layer) => countWeights(units.slice(0, layer + 1))

// What every neuron says at every point: layers of neurons of values, the inputs first. `inputs` are arrays of the
// points' coordinates, `weights` all kernels and biases in a row, `activations` one name for each layer.
export const forward = (units, activations, weights, inputs) => {
  const layers = [inputs], points = inputs[0].length
  for (let layer = 0; layer < activations.length; layer++) {
    const [before, after] = [units[layer], units[layer + 1]], at = kernelAt(units, layer)
    const activate = ACTIVATIONS[activations[layer]], its = []
    for (let j = 0; j < after; j++) {
      const z = new Float64Array(points).fill(weights[at + before * after + j])
      for (let i = 0; i < before; i++) {
        const weight = weights[at + i * after + j], from = layers[layer][i]
        if (weight !== 0) for (let p = 0; p < points; p++) z[p] += weight * from[p]
      }
      for (let p = 0; p < points; p++) z[p] = activate(z[p])
      its.push(z)
    }
    layers.push(its)
  }
  return layers
}

// Points in the middle of the cells of a square from `low` to `high`, row by row from the top.
export const gridOf = (side, low, high) => {
  const step = (high - low) / side, [x, y] = [new Float64Array(side * side), new Float64Array(side * side)]
  for (let p = 0; p < side * side; p++) {
    x[p] = low + step * ((p % side) + 0.5)
    y[p] = high - step * (Math.floor(p / side) + 0.5)
  }
  return [x, y]
}

// Where values of a grid cross `level`: lines [x1, y1, x2, y2] in cells of the grid, whose first point lies at (0, 0).
export const contour = (values, side, level) => {
  const lines = []
  for (let row = 0; row + 1 < side; row++)
    for (let column = 0; column + 1 < side; column++) {
      const at = row * side + column
      const corners = [values[at], values[at + 1], values[at + side + 1], values[at + side]].map((value) => value - level)
      const crossed = []
      for (let edge = 0; edge < 4; edge++) {
        const [a, b] = [corners[edge], corners[(edge + 1) % 4]]
        if (a >= 0 === b >= 0) continue
        const share = a / (a - b)
        crossed.push([
          [column + share, row],
          [column + 1, row + share],
          [column + 1 - share, row + 1],
          [column, row + 1 - share],
        ][edge])
      }
      if (crossed.length === 4) {
        // A saddle: which corners belong together, the middle says.
        const isHigh = corners.reduce((sum, value) => sum + value, 0) >= 0
        if (isHigh === corners[0] >= 0) crossed.push(crossed.shift())
      }
      for (let k = 0; k + 1 < crossed.length; k += 2) lines.push([...crossed[k], ...crossed[k + 1]])
    }
  return lines
}
