"""What axe finds on a page."""

from collections.abc import Iterable
from importlib.resources import files
from typing import Any, Literal

from playwright.sync_api import Page

WIDTHS = (320, 390, 1280)
HEIGHT = 844
COLOUR_RULES = ["color-contrast", "link-in-text-block"]
RULES: dict[Literal["dark", "light"], dict[str, Any]] = {"dark": {"runOnly": COLOUR_RULES}, "light": {}}
AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")


def faults(page: Page, widths: Iterable[int] = WIDTHS) -> list[str]:
    """Return all violations at each width: of every rule in the light scheme, of those about colour in the dark one."""
    page.evaluate(AXE)
    found = []
    for width in widths:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        for scheme, options in RULES.items():
            page.emulate_media(color_scheme=scheme)
            found += [f"{width} px, {scheme}: {fault}" for fault in violations(page, options)]
    return found


def violations(page: Page, options: dict[str, Any]) -> list[str]:
    found = page.evaluate("options => axe.run(options)", {"resultTypes": ["violations"], **options})
    return [
        f"{fault['id']} ({fault['impact']}): {fault['help']}: {node['html']}"
        for fault in found["violations"]
        for node in fault["nodes"]
    ]
