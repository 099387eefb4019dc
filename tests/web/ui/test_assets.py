"""What a browser is sent: complete, recorded, light, from here alone, and readable."""

from __future__ import annotations

import gzip
import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

from hientai.web.ui.charts.drawing import contrast
from hientai.web.ui.icons import ICONS

ROOT = Path(__file__).resolve().parents[3]
WEB = ROOT / "src" / "hientai" / "web"
STATIC = WEB / "static"
TEMPLATES = sorted((WEB / "templates").rglob("*.html"))


def build_script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("build_assets", ROOT / "tools" / "build_assets.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_built_files_are_those_recorded_and_in_step_with_their_sources() -> None:
    assert build_script().check() == []


def test_the_sprite_holds_exactly_the_declared_icons() -> None:
    drawn = re.findall(r'<symbol id="([^"]+)"', (STATIC / "ui" / "icons.svg").read_text("utf-8"))
    assert set(drawn) == ICONS and len(drawn) == len(ICONS)


def test_every_icon_that_a_screen_names_exists() -> None:
    named: set[tuple[str, str]] = set()
    for path in TEMPLATES:
        text = path.read_text("utf-8")
        found = re.findall(r'{% icon "([^"]+)"', text) + re.findall(r'icon_name="([^"]+)"', text)
        named |= {(path.name, name) for name in found}
    for path in WEB.rglob("*.py"):
        found = re.findall(r'\bicon(?:_name)?(?:=|": )"([^"]+)"', path.read_text("utf-8"))
        found += re.findall(r'Desk\("[^"]+", "[^"]+", "([^"]+)"', path.read_text("utf-8"))
        named |= {(path.name, name) for name in found}
    assert {pair for pair in named if pair[1] not in ICONS} == set()


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(WEB / "templates").as_posix())
def test_no_template_needs_more_than_the_strict_policy_allows(path: Path) -> None:
    text = path.read_text("utf-8")
    assert not re.search(r"<script(?![^>]*\bsrc=)", text), "inline script"
    assert not re.search(r"\sstyle\s*=|<style", text), "inline style"
    assert not re.search(r"\s(on[a-z]+|hx-on[:\w-]*)\s*=\s*[\"']", text), "inline handler"
    assert not re.search(r"(?:src|href|action)=[\"']?(?:https?:)?//", text), "fetched from outside"
    assert "javascript:" not in text


def test_styles_and_scripts_fetch_nothing_from_outside() -> None:
    for path in (STATIC / "vendor" / "tabler.min.css", STATIC / "ui" / "app.css"):
        for address in re.findall(r"url\(\s*[\"']?([^\"')]+)", path.read_text("utf-8")):
            assert address.startswith(("data:", "../vendor/fonts/", "#")), address
    assert "http" not in (STATIC / "ui" / "app.js").read_text("utf-8")


def test_a_first_page_weighs_at_most_300_kb() -> None:
    """Compressed as served; the fonts are those a Vietnamese page loads: two subsets in four weights."""
    texts = ["vendor/tabler.min.css", "ui/app.css", "vendor/htmx.min.js", "ui/app.js", "ui/icons.svg", "ui/mark.svg"]
    weight = sum(len(gzip.compress((STATIC / name).read_bytes(), 9)) for name in texts)
    fonts = [p for p in (STATIC / "vendor" / "fonts").glob("*.woff2") if "latin-ext" not in p.name]
    assert len(fonts) == 8
    weight += sum(path.stat().st_size for path in fonts)
    assert weight + 20_000 <= 300_000, weight


def colours() -> dict[str, str]:
    text = (WEB / "ui" / "styles" / "10_tokens.css").read_text("utf-8")
    return dict(re.findall(r"--ht-([\w-]+): (#[0-9a-f]{6});", text))


@pytest.mark.parametrize("surface", ["surface", "surface-2", "bg"])
@pytest.mark.parametrize("words", ["ink", "ink-2", "ink-3", "red", "red-deep", "ok", "bad", "info", "ochre-deep"])
def test_words_are_readable_on_every_surface(words: str, surface: str) -> None:
    assert contrast(colours()[words], colours()[surface]) >= 4.5


@pytest.mark.parametrize(
    ("words", "surface"),
    [
        ("red", "red-soft"),
        ("ochre-deep", "ochre-soft"),
        ("ok", "ok-soft"),
        ("warn", "warn-soft"),
        ("bad", "bad-soft"),
        ("info", "info-soft"),
        ("ink", "ochre-soft"),
        ("ink-2", "red-soft"),
    ],
)
def test_words_are_readable_on_their_tinted_ground(words: str, surface: str) -> None:
    assert contrast(colours()[words], colours()[surface]) >= 4.5


def test_edges_of_controls_and_the_focus_ring_can_be_seen() -> None:
    found = colours()
    assert contrast(found["control-line"], found["surface"]) >= 3
    assert all(contrast(found["focus"], found[ground]) >= 3 for ground in ("surface", "bg"))
    assert all(contrast("#ffffff", found[ground]) >= 4.5 for ground in ("red", "red-deep", "bad", "ok"))
