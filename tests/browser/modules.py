"""A component's JavaScript in an empty page: no server, no Streamlit, data that are made up."""

from base64 import b64encode

from playwright.sync_api import Page

from components.browser import css, read, script

MOUNT = """async ([name, url, data]) => {
  const place = document.querySelector("#place")
  window.reports = window.reports ?? []
  window.mount = (await import(url)).default
  window.mountWith = (data) => window.mount({
    data, parentElement: place, setStateValue: (key, value) => window.reports.push([key, value]),
  })
  window.end = window.mountWith(data)
}"""


def mount(page: Page, name: str, data: dict, around: str = "") -> Page:
    """Mount the component of the folder `components/browser/NAME`, beside `around`; what it reports is in `reports`."""
    page.set_content(
        f"<style>{css(name)}</style><main>{around}<div id='place'>{read(f'{name}/{name}.html')}</div></main>"
    )
    url = "data:text/javascript;base64," + b64encode(script(name).encode()).decode()
    page.evaluate(MOUNT, [name, url, data])
    return page
