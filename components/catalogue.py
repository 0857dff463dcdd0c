"""The lessons, in the order to teach them. A lesson is a page, its two prose files, and a line here."""

from dataclasses import dataclass

from components.language import mark


@dataclass(frozen=True)
class Lesson:
    """`name` is the page's file, its place in the link, and the beginning of every key of its settings."""

    name: str
    topic: str
    icon: str


LESSONS = (
    Lesson("perceptron", mark("Neurons"), ":material/hub:"),
    Lesson("optimizers", mark("Training"), ":material/moving:"),
    Lesson("overfitting", mark("Training"), ":material/stacked_line_chart:"),
    Lesson("callbacks", mark("Training"), ":material/notifications_active:"),
    Lesson("shapes", mark("Networks"), ":material/deployed_code:"),
    Lesson("convolution", mark("Networks"), ":material/filter_center_focus:"),
    Lesson("images", mark("Pictures"), ":material/imagesmode:"),
)
