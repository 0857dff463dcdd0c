"""What the callbacks have decided, in words, with this run's figures."""

import streamlit as st

from components.language import t
from components.names import SET_NAMES
from lab.lessons.callbacks.decisions import Decisions, Outcome, Record, WatchSettings, num_epochs, scores
from lab.lessons.callbacks.printed import Ended, course_endings


def tell(recorded: Record, decisions: Decisions, watch: WatchSettings) -> None:
    """How the run ends, what is held, what the other weights would score, and what else was written or lowered."""
    found = decisions.outcome(watch)
    with st.container(key="outcome"):
        lost = decisions.not_a_number
        if found.stopped or lost is None:
            st.markdown(_end(recorded, found, watch))
        if lost == found.last:
            st.markdown(
                t("**TerminateOnNaN** ends it in epoch {epoch}, at the first batch whose loss is NaN.", epoch=lost)
            )
        if watch.stops_early:
            st.markdown(_restored(recorded, found, watch))
        st.markdown(_besides(decisions, found))
        if theirs := course_endings(watch):
            st.caption(_in_the_course(theirs))


def _in_the_course(runs: tuple[Ended, ...]) -> str:
    """Where the same callback ended runs of the course, and why not here."""
    told = []
    for run in runs:
        name = t(SET_NAMES[run.data])
        if run.best is None:
            text = t(
                "In the course the same callback ends a run on {data} after epoch {last}.", data=name, last=run.last
            )
            told.append(text)
        else:
            values = {"data": name, "last": run.last, "best": run.best}
            told.append(t("A run on {data} ends after epoch {last}; epoch {best} was its best.", **values))
    told.append(
        t("Those networks are larger and learn from tens of thousands of pictures, this one from a few digits.")
    )
    return " ".join(told)


def _end(recorded: Record, found: Outcome, watch: WatchSettings) -> str:
    whole = num_epochs(recorded)
    if not found.stopped:
        return t("**{name}** never stops this run: all {epochs} epochs are trained.", name=watch.stopper, epochs=whole)
    if watch.stops_early:
        text = t(
            "**EarlyStopping** with patience {patience} stops after epoch **{last}** of {epochs}; the best so far was "
            "epoch **{best}**.",
            patience=watch.patience,
            last=found.last,
            epochs=whole,
            best=found.best,
        )
    else:
        text = t(
            "**StopAtAccuracy** stops after epoch **{last}** of {epochs}, the first whose `{monitor}` is at least "
            "{target:.0%}.",
            last=found.last,
            epochs=whole,
            monitor=watch.target_monitor,
            target=watch.target,
        )
    return text


def _restored(recorded: Record, found: Outcome, watch: WatchSettings) -> str:
    """What restoring changes, measured on the examples for testing."""
    last, best = scores(recorded, found.last), scores(recorded, found.restored)
    if found.best is None:
        return t("EarlyStopping did not look at any of these epochs: nothing is best, and nothing can be restored.")
    if found.last == found.restored:
        return t("The last epoch is the best one: restoring changes nothing here.")
    values = {
        "last": found.last,
        "best": found.restored,
        "last_accuracy": last["test_accuracy"],
        "best_accuracy": best["test_accuracy"],
        "last_loss": last["test_loss"],
        "best_loss": best["test_loss"],
    }
    if watch.restore_best_weights:
        return t(
            "You hold the weights of epoch {best}: test accuracy {best_accuracy:.1%}, test loss {best_loss:.3f}. "
            "Without `restore_best_weights` they would be those of epoch {last}: {last_accuracy:.1%} and "
            "{last_loss:.3f}.",
            **values,
        )
    return t(
        "You hold the weights of epoch {last}: test accuracy {last_accuracy:.1%}, test loss {last_loss:.3f}. With "
        "`restore_best_weights=True` they would be those of epoch {best}: {best_accuracy:.1%} and {best_loss:.3f}.",
        **values,
    )


def _besides(decisions: Decisions, found: Outcome) -> str:
    """Files, and the rates that would have been lowered."""
    text = t("Files that **ModelCheckpoint** has written: {files}.", files=found.files)
    if found.on_disk is not None:
        name = [name for epoch, name in decisions.files if epoch == found.on_disk][-1]
        more = t("`{name}` has the weights of epoch {epoch}.", name=name, epoch=found.on_disk)
        text += " " + more
    lowered = [(epoch, rate) for epoch, rate in decisions.lowered if epoch <= found.last]
    if lowered:
        listed = ", ".join(t("{rate:.3g} after epoch {epoch}", rate=rate, epoch=epoch) for epoch, rate in lowered)
        text += " " + t("**ReduceLROnPlateau** would have lowered the rate to {listed}.", listed=listed)
    return text
