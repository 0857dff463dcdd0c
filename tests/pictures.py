"""The pictures in README, taken anew: `python -m tests.pictures`."""

from playwright.sync_api import sync_playwright

from tests.serving import ARGUMENTS, CHROMIUM, QUIET, ROOT, served

PICTURES = {
    "home": "",
    "perceptron": "perceptron?perceptron_part=hidden",
    "optimizers": "optimizers",
    "overfitting": "overfitting",
    "callbacks": "callbacks",
    "shapes": "shapes",
    "convolution": "convolution",
    "images": "images?images_view=matrix",
}

TO = {"images": ".st-key-outcome"}
"""Where a picture begins further down."""


def take() -> None:
    with served() as server, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        page = browser.new_page(viewport={"width": 1366, "height": 1000}, locale="en-US")
        for name, path in PICTURES.items():
            page.goto(f"{server.url}/{path}")
            page.wait_for_timeout(6000)
            page.wait_for_selector(QUIET)
            page.wait_for_function("() => !document.querySelector('[data-testid^=stSkeleton]')", timeout=60_000)
            if name in TO:
                page.locator(TO[name]).wait_for(timeout=60_000)
                page.locator(TO[name]).evaluate("element => element.scrollIntoView()")
            page.wait_for_timeout(1500)
            page.screenshot(path=ROOT / "docs" / f"{name}.png")


if __name__ == "__main__":
    take()
