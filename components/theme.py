"""One meaning a colour, in every lesson, in light and dark. Okabe and Ito's palette, for colour-blind people, too."""

import streamlit as st

CLASS_COLOURS = ("#0072B2", "#D55E00")
"""Class 0 blue, class 1 orange; negative weights blue, positive orange."""
BLUE, ORANGE = CLASS_COLOURS
GREEN, PURPLE, SKY, YELLOW = "#009E73", "#CC79A7", "#56B4E9", "#E69F00"
MANY = (BLUE, ORANGE, GREEN, PURPLE, SKY, YELLOW, "#8C6D1F", "#6A5ACD")
"""Up to eight things side by side, such as the optimizers, in their order."""
RUNS = (GREEN, PURPLE, YELLOW, SKY)
"""The runs A to D that are held beside each other."""
PALE = ("#CFE3F1", "#FBDCC6")
"""The two classes as the ground of a picture."""
GREY = "#7F8794"

STYLE = """
<style>
  .st-key-goal { border-left: 4px solid #0072B2; padding-left: 1rem; }
  .run { color: #111; font-weight: 700; border-radius: .3rem; padding: 0 .45rem; }
  .vega-bindings { display: grid !important; gap: .25rem 1rem; padding: .5rem 0 .25rem; }
  .vega-bindings:has(> .vega-bind:nth-child(4)) { grid-template-columns: repeat(auto-fit, minmax(10.5rem, 1fr)); }
  .vega-bind label {
    display: grid !important; grid-template-columns: max-content minmax(4rem, 24rem) 2.5rem; align-items: center;
    gap: .5rem;
  }
  .vega-bind-name { margin: 0 !important; width: auto !important; min-width: 0 !important; flex: none !important; }
  .vega-bind input[type=range] { width: 100% !important; min-height: 24px; }
  [class*=st-key-above_] .vega-embed { display: flex !important; flex-direction: column; }
  [class*=st-key-above_] .vega-bindings { order: -1; }
  [data-testid=stVegaLiteChart] { overflow-x: auto; }
  [class*=st-key-printed_] code { font-size: 11px !important; line-height: 1.25 !important; }
  [data-testid=stCaptionContainer], [data-testid=stCaptionContainer] * {
    color: inherit !important; opacity: 1 !important;
  }
  @media (min-width: 641px) { .katex-display { overflow: visible !important; font-size: .92em; } }
  @media (max-width: 640px) {
    .vega-embed:has(> .vega-bindings) { display: flex !important; flex-direction: column; }
    .vega-bindings { order: -1; padding-bottom: 1rem; }
    [class*=st-key-presets_] { flex-wrap: nowrap !important; overflow-x: auto; padding-bottom: .5rem; }
    [class*=st-key-presets_] > * { flex: none !important; }
    [class*=st-key-lesson_] > [data-testid=stLayoutWrapper] > [data-testid=stHorizontalBlock],
    [class*=st-key-lesson_] > [data-testid=stHorizontalBlock] { flex-direction: column-reverse; }
  }
</style>
"""

DARK_STYLE = """
<style>
  [data-testid=stBaseButton-primary], [data-testid=stBaseButton-primary] * { color: #10141c !important; }
</style>
"""
"""In the dark theme the buttons that matter are pale, and Streamlit would write on them in white."""

LIGHT_STYLE = """
<style>
  pre .token.comment, pre .token.punctuation { color: #5b6270 !important; }
  pre .token.number, pre .token.boolean { color: #0b6e5f !important; }
  pre .token.string { color: #0a6b2b !important; }
  pre .token.operator, pre .token.decorator { color: #a34700 !important; }
  pre .token.keyword, pre .token.function, pre .token.class-name, pre .token.property { color: #0062a3 !important; }
</style>
"""
"""In the light theme Streamlit's colours of code are too pale to be read from the back of a classroom."""


def style() -> str:
    """What the pages add to Streamlit's own looks."""
    return STYLE + (DARK_STYLE if is_dark() else LIGHT_STYLE)


def is_dark() -> bool:
    """Whether the visitor sees the dark theme."""
    return st.context.theme.type == "dark"


def ink() -> str:
    """The colour of text and lines inside pictures."""
    return "#E8EBF1" if is_dark() else "#1D2433"


def is_narrow() -> bool:
    """Whether the page is seen on a phone, as far as the browser says."""
    return "Mobi" in (st.context.headers.get("User-Agent") or "")
