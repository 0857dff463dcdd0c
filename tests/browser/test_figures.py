"""What Python writes in sentences and tables, a browser writes in charts."""

import numpy as np

from components import figures

WRITTEN = """numbers => numbers.map(value => {
  const short = value.toPrecision(3).replace(/(\\.\\d*?)0+(?=e|$)/, "$1").replace(/\\.(?=e|$)/, "")
  return [value.toFixed(2), short.replace(/^-/, "−")]
})"""
"""As d3 does for `.2f` and `.3~g`, but for the sign of the first."""


def test_a_browser_rounds_as_we_do(browser):
    rng = np.random.default_rng(0)
    numbers = [*(rng.normal(size=400) * 10.0 ** rng.integers(-9, 6, 400)).tolist(), 0.125, 10.25, -0.375, 99.96, 1e-7]
    page = browser.new_page()
    found = page.evaluate(WRITTEN, numbers)
    page.close()
    assert found == [[figures.write(value, ".2f"), figures.in_short(value)] for value in numbers]
