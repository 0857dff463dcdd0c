"""Play, pause, back, step and speed for the slider under a picture. It moves inside the browser, without a round trip.

A picture's slider (`alt.binding_range`, of a parameter or of a selection) is an ordinary input of the page. These
buttons move it as a hand would, and the picture follows. So they know nothing of the picture, and any chart with a
slider can be given them; Vega-Lite has no timer of its own for pictures that are joined of several.

Nothing moves until Play is pressed. It stops at the end, and as soon as the slider is touched.
"""

from components.browser import component
from components.language import t

SPEEDS = (1, 2, 4, 8)
"""Steps a second that can be chosen."""

_component = component("player")


def bar(name: str, key: str, speed: int = 2) -> None:
    """The buttons for the slider nearest to them, which is to stand in the same container.

    `name` says what is played, for screen readers; `speed` are the steps a second at first, one of `SPEEDS`.
    """
    words = {
        "name": name,
        "play": t("Play"),
        "pause": t("Pause"),
        "back": t("One step back"),
        "step": t("One step forward"),
        "speed": t("Steps a second"),
        "speeds": [str(each) for each in SPEEDS],
    }
    _component(data={"words": words, "speeds": list(SPEEDS), "speed": speed}, key=key, height="content")
