"""Two networks that break: what Keras really says to them, what it means, and how they are mended."""

import streamlit as st

from cache.answers import asked
from components import controls, frame, waiting
from components.language import mark, t
from lab.settings import Choice
from pages.parts.images.controls import LESSON

HEIGHT = 150
BROKEN = {"no flatten": mark("Without Flatten"), "five outputs": mark("Five outputs")}
CODE = {
    "no flatten": """model = keras.Sequential([
    keras.Input((28, 28)),
    layers.Dense(512, activation="relu"),
    layers.Dense(10, activation="softmax"),
])""",
    "five outputs": """model = keras.Sequential([
    keras.Input((28, 28)),
    layers.Flatten(),
    layers.Dense(512, activation="relu"),
    layers.Dense(5, activation="softmax"),
])""",
    "mended": """model = keras.Sequential([
    keras.Input((28, 28)),
    layers.Flatten(),
    layers.Dense(512, activation="relu"),
    layers.Dense(10, activation="softmax"),
])""",
}
FIT = """
model.compile(
    optimizer="adam",
    loss="sparse_categorical_crossentropy",
    metrics=["accuracy"],
)
model.fit(x, y)  # 64 pictures of 28×28, labels 0 to 9"""


@frame.fragment
def show(lesson: frame.Lesson) -> None:
    with frame.beside("errors") as (left, right):
        with left:
            names = {name: t(label) for name, label in BROKEN.items()}
            help = t("Both are really built and fitted by the Keras on this machine.")
            name = controls.ask(
                f"{LESSON}_broken", Choice(tuple(BROKEN)), "no flatten", t("What is wrong"), help, labels=names
            )
        with right:
            run(name)
            lesson.read(name.replace(" ", "_"))
            st.markdown(t("**Mended:**"))
            run("mended")


def run(name: str) -> None:
    """A network's code, and what came of fitting it."""
    st.code(CODE[name] + FIT, language="python")
    found = waiting.answer(asked("breaking:fitted", name), HEIGHT)
    if found is None:
        return
    shape = str(found.output_shape)
    if found.error:
        st.error(f"**{found.error}**", icon=":material/error:")
        st.code(found.words, language=None, wrap_lines=True)
        st.caption(t("The network puts out {shape}; None stands for the pictures of a batch.", shape=f"`{shape}`"))
    else:
        text = t(
            "It trains: loss {loss:.3f} after these few pictures. It puts out {shape}.",
            loss=found.loss,
            shape=f"`{shape}`",
        )
        st.success(text, icon=":material/check_circle:")
