"""Nothing that a run has sent is lost when the next one begins.

Streamlit handles what a run sends after the run has sent it. A request that comes in between, as that of a picture that
grows comes three times a second, begins another run, and what the last one has sent and nobody has handled yet is
thrown away: a picture is never drawn, or the page asks for ever for one that is there no longer.
"""

from functools import wraps

from streamlit.runtime.app_session import AppSession, AppSessionState
from streamlit.runtime.scriptrunner import RerunData

LOOK_EVERY_S = 0.005


def keep() -> None:
    """Let every run wait until what the one before it has sent is handled. To call before the first visitor; calling it
    again changes nothing."""
    begin = AppSession._create_scriptrunner
    if hasattr(begin, "__wrapped__"):
        return

    @wraps(begin)
    def begin_afterwards(session: AppSession, request: RerunData) -> None:
        last = session._scriptrunner
        if session._state is AppSessionState.SHUTDOWN_REQUESTED:
            return
        if last is None:
            begin(session, request)
        elif not last.request_rerun(request):  # it has ended, and its last message is on the way
            session._event_loop.call_later(LOOK_EVERY_S, begin_afterwards, session, request)

    AppSession._create_scriptrunner = begin_afterwards  # type: ignore[method-assign, assignment]
