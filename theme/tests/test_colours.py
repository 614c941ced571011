"""The colours are legible, computed from the style sheet's own source."""

import re
from pathlib import Path

import pytest

TOKENS = (Path(__file__).parents[1] / "static_src/src/tokens.css").read_text()
SCHEMES = dict(zip(("light", "dark"), re.findall(r"(?:@theme|  :root) \{(.*?)\}", TOKENS, re.DOTALL), strict=True))

TEXT = [
    ("ink", "paper"),
    ("ink", "raised"),
    ("muted", "paper"),
    ("muted", "raised"),
    ("accent", "paper"),
    ("accent", "raised"),
    ("on-accent", "accent"),
    ("on-marker", "marker"),
    ("bad", "paper"),
    ("bad", "raised"),
    ("paper", "bad"),
    ("good", "raised"),
]


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(scheme: str, first: str, second: str) -> float:
    colours = dict(re.findall(r"--color-([\w-]+): #([0-9a-f]{6});", SCHEMES[scheme]))
    high, low = sorted((luminance(colours[first]), luminance(colours[second])), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_text_stands_out_by_four_and_a_half(scheme: str, ink: str, ground: str) -> None:
    assert contrast(scheme, ink, ground) >= 4.5


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_edge_of_a_control_stands_out_by_three(scheme: str) -> None:
    assert contrast(scheme, "edge", "paper") >= 3
