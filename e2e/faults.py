"""What axe finds on a page."""

from importlib.resources import files
from typing import Any

from playwright.sync_api import Page

COLOUR_RULES = ["color-contrast", "link-in-text-block"]
AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")


def faults(page: Page) -> list[str]:
    """Return the serious violations: of every rule in the light scheme, and of those about colour in the dark one."""
    page.evaluate(AXE)
    light = violations(page, {"resultTypes": ["violations"]})
    page.emulate_media(color_scheme="dark")
    dark = violations(page, {"resultTypes": ["violations"], "runOnly": COLOUR_RULES})
    page.emulate_media(color_scheme="light")
    return [f"light: {fault}" for fault in light] + [f"dark: {fault}" for fault in dark]


def violations(page: Page, options: dict[str, Any]) -> list[str]:
    found: dict[str, Any] = page.evaluate("options => axe.run(options)", options)
    return [
        f"{fault['id']} ({fault['impact']}): {fault['help']}: {node['html']}"
        for fault in found["violations"]
        if fault["impact"] in {"serious", "critical"}
        for node in fault["nodes"]
    ]
