"""The stylesheet's colors can be read: every pair of ink and ground that is used, light and dark."""

import re
from pathlib import Path

import pytest

CSS = (Path(__file__).parents[2] / "portal" / "static" / "portal.css").read_text()

AAA, AA, GRAPHIC = 7.0, 4.5, 3.0

PAIRS = [
    ("--ink", "--paper", AAA),
    ("--ink", "--paper-2", AAA),
    ("--ink-2", "--paper", AAA),
    ("--ink-3", "--paper", AA),
    ("--accent", "--paper", AA),
    ("--accent", "--paper-2", AA),
    ("--accent-ink", "--accent", AA),
    ("--paper", "--ink", AAA),
    ("--mark-ink", "--mark", AAA),
    ("--warn", "--paper", AA),
    ("--ink", "--came", AAA),
    ("--ink", "--went", AAA),
    ("--bar", "--paper", GRAPHIC),
    ("--progress", "--paper", GRAPHIC),
    ("--progress", "--ink", GRAPHIC),
]
"""Text, ground, least contrast (WCAG 2.2)."""


def tokens(scheme: str) -> dict[str, str]:
    light, dark = CSS.split("@media (prefers-color-scheme: dark)")[:2]
    found = dict(re.findall(r"(--[a-z0-9-]+): (#[0-9a-f]{6});", light))
    if scheme == "dark":
        found |= dict(re.findall(r"(--[a-z0-9-]+): (#[0-9a-f]{6});", dark.partition("\n}\n")[0]))
    return found


def luminance(color: str) -> float:
    channels = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    lighter, darker = sorted((luminance(first), luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_computed_as_the_guidelines_say() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("ink", "ground", "least"),
    PAIRS,
    ids=[f"{ink} on {ground}" for ink, ground, _ in PAIRS],
)
def test_pairs_of_colors_have_contrast(scheme: str, ink: str, ground: str, least: float) -> None:
    found = tokens(scheme)

    assert contrast(found[ink], found[ground]) >= least


def test_colors_are_named_once_and_used_by_name() -> None:
    """Besides the tokens, only paper needs colors of its own."""
    after_tokens = CSS[CSS.index("/* ---- Ground") : CSS.index("/* ---- Print")]

    assert not re.search(r"#[0-9a-fA-F]{3,8}\b|rgba?\(|hsla?\(", after_tokens)


def test_every_token_is_declared() -> None:
    assert set(re.findall(r"var\((--[a-z0-9-]+)", CSS)) <= set(re.findall(r"(--[a-z0-9-]+):", CSS))


def test_the_stylesheet_loads_nothing() -> None:
    assert "url(" not in CSS
    assert "@import" not in CSS


def test_the_stylesheet_names_no_physical_side() -> None:
    """Right-to-left pages mirror by themselves."""
    physical = r"\b(?:margin|padding|border|inset)-(?:left|right|top|bottom)\b|\bfloat:|text-align: (?:left|right)"

    assert not re.search(physical, CSS)
