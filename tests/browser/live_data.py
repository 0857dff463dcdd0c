"""What a live view is given in tests: a network that says XOR, in an empty page."""

import numpy as np

from components.browser.live import encode

XOR_LIKE = {  # two steep lines, A + B = 0.5 and A + B = 1.5, and what lies between them
    "W1": [[20.0, 20.0], [20.0, 20.0]],
    "b1": [-10.0, -30.0],
    "W2": [[20.0], [-20.0]],
    "b2": [-10.0],
}
BLUE, ORANGE = (0, 114, 178), (213, 94, 0)


def flat(scale=1.0):
    return np.concatenate([np.ravel(part) for part in XOR_LIKE.values()]) * scale


WORDS = [
    "name",
    "field",
    "network",
    "space",
    "play",
    "pause",
    "back",
    "step",
    "speed",
    "loop",
    "epoch",
    "numbers",
    "bias",
    "drag",
]
LINE = {"name": "loss", "colour": "#0072B2", "dash": "", "isFaint": False, "epochs": [1, 100], "values": [0.3, 0.1]}
CHART = {"title": "loss", "lines": [LINE], "epochs": 100, "low": 0, "high": 0.3, "marks": [], "label": "epoch"}
NETWORK = {"units": [2, 2, 1], "activations": ["sigmoid", "sigmoid"], "names": [["A", "B"], ["h1", "h2"], ["E"]]}
EXAMPLES = {"x": [0, 0, 1, 1], "y": [0, 1, 0, 1], "wanted": [0, 1, 1, 0], "heldOut": None}


def data(frames=6, **more):
    said = {name: name for name in WORDS}
    said |= {"at": "epoch {epoch}", "input": "input {name}", "neuron": "{name}: {bias} | {weights}"}
    said |= {"weight": "{from} to {to}: {weight}", "example": "at {x} {y}: {answer}, wants {wanted}"}
    weights = encode(np.stack([flat(frame / (frames - 1)) for frame in range(frames)]))
    return {
        "epochs": [frame * 20 for frame in range(frames)],
        "plane": {"low": -0.6, "high": 1.6, "axes": ["A", "B"], "examples": EXAMPLES},
        "weights": weights,
        "network": NETWORK,
        "drag": None,
        "fields": None,
        "charts": [CHART],
        "bars": None,
        "measures": [f"frame {frame}" for frame in range(frames)],
        "space": None,
        "colours": {"low": "#0072B2", "middle": "#FFFFFF", "high": "#D55E00", "ink": "#3B3F4A", "grey": "#7F8794"}
        | {"paleLow": "#CFE3F1", "paleHigh": "#FBDCC6"},
        "strength": 1.0,
        "words": said,
        **more,
    }


def send(page, its):
    """The server sends other data."""
    page.evaluate("(data) => window.mountWith(data)", its)


def pixel(page, x, y, low=-0.6, high=1.6):
    """The colour of the field at a place of the plane."""
    script = """([x, y]) => {
      const canvas = document.querySelector(".plane canvas")
      return [...canvas.getContext("2d").getImageData(x * canvas.width, y * canvas.height, 1, 1).data].slice(0, 3)
    }"""
    return tuple(page.evaluate(script, [(x - low) / (high - low), (high - y) / (high - low)]))
