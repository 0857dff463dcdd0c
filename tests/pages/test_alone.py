"""Pages run without `app.py`, as Streamlit runs them for a link that is a new server's first request."""

import pytest
from streamlit.testing.v1 import AppTest

from components import prose
from components.catalogue import LESSONS
from tests.pages.opening import PATIENCE_S, ROOT


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("page", ["home", *(lesson.name for lesson in LESSONS)])
def test_a_page_runs_alone(page, language):
    at = AppTest.from_file(ROOT / "pages" / f"{page}.py", default_timeout=PATIENCE_S)
    at.query_params["lang"] = language
    at.run()
    assert not at.exception
    assert at.title[0].value == prose.read(page, language).title
