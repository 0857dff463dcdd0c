"""What can be said about a search: the best cell by the test loss, what choosing by validation costs, and luck."""

from collections.abc import Sequence

import streamlit as st

from components import figures, frame
from components.language import t
from lab.lessons.images import searches
from lab.lessons.images.searches import MEASURES
from pages.parts.images.search_cells import Found


def tell(cells: Sequence[Found], is_partial: bool, seeds: int) -> None:
    """The best cell by the test loss, why that is no honest figure, and what choosing by validation costs."""
    verdict = searches.verdict([each.whole for each in cells])
    if verdict is None:
        return
    best, count = cells[verdict.by_test], sum(each.state == "done" for each in cells)
    values = {"name": best.name, "loss": verdict.test_losses[0], "accuracy": best.median("test_accuracy")}
    if is_partial:
        text = t("So far the lowest test loss: **{name}** with **{loss:.3f}**, accuracy {accuracy}.", **values)
    else:
        text = t("The lowest test loss: **{name}** with **{loss:.3f}**, accuracy {accuracy}.", **values)
    st.container(key="search_best", border=True).markdown(f":material/trophy: {text}")
    if count > 1:
        st.warning(_warning(cells, verdict, count), icon=":material/balance:")
    if seeds > 1 and count > 1:
        _luck(cells, verdict.by_test)


def _warning(cells: Sequence[Found], verdict: searches.Verdict, count: int) -> str:
    text = t("That is the lowest of {count}, chosen by the test pictures themselves, so it flatters.", count=count)
    if verdict.by_validation is None:
        return text + " " + t("No examples are held out here, so there is nothing else to choose by.")
    if verdict.by_validation == verdict.by_test:
        return text + " " + t("The validation loss chooses the same cell here, so choosing properly costs nothing.")
    return (
        text
        + " "
        + t(
            "The validation loss would have chosen **{name}**, with a test loss of {loss:.3f}: choosing properly "
            "costs {cost} here, and that figure can be believed.",
            name=cells[verdict.by_validation].name,
            loss=verdict.test_losses[1],
            cost=figures.difference(verdict.test_losses[1], verdict.test_losses[0]),
        )
    )


def _luck(cells: Sequence[Found], best: int) -> None:
    """How far the seeds of the best cell lie apart, beside the distance to the second best."""
    measure = MEASURES["test_loss"]
    ranks = searches.ranked([each.whole for each in cells], measure)
    values = [measure.of(outcome) for outcome in cells[best].outcomes if not outcome.failed]
    st.caption(
        t(
            "Its seeds lie {spread} apart, from {low:.3f} to {high:.3f}; the second best cell is {gap} behind.",
            spread=figures.difference(max(values), min(values)),
            low=min(values),
            high=max(values),
            gap=figures.difference(*(measure.middle(cells[index].outcomes) for index in (ranks[1], best))),
        )
    )


def failures(cells: Sequence[Found]) -> None:
    """Why trainings failed, each reason once."""
    reasons = {outcome.failed.template: outcome.failed for each in cells for outcome in each.outcomes if outcome.failed}
    for problem in reasons.values():
        frame.tell(problem)
