"""Copy pinned third-party files, build the icon sprite and join our style sheets into the package's static folder.

Usage::

    npm ci --ignore-scripts && python3 tools/build_assets.py     # rebuild everything
    python3 tools/build_assets.py --own                          # only our own sheets (no node_modules needed)
    python3 tools/build_assets.py --check                        # exit 1 when a built file differs from its record

The built files are committed: running the product needs neither Node nor a network.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import json
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WEB = ROOT / "src" / "hientai" / "web"
STATIC = WEB / "static"
STYLES = WEB / "ui" / "styles"
MODULES = ROOT / "node_modules"
MANIFEST = STATIC / "vendor" / "manifest.json"

# Of two rules for one character the later wins: after latin-ext, the Vietnamese file alone serves ă, đ, ơ and ư.
FONT_SUBSETS = ("latin-ext", "vietnamese", "latin")
FONT_WEIGHTS = (400, 500, 600, 700)

COPIES = {
    "htmx.org/dist/htmx.min.js": "vendor/htmx.min.js",
    "htmx.org/LICENSE": "vendor/LICENSE.htmx.txt",
    "@tabler/core/dist/css/tabler.min.css": "vendor/tabler.min.css",
    "@tabler/core/dist/js/tabler.min.js": "vendor/tabler.min.js",
    "@tabler/icons/LICENSE": "vendor/LICENSE.tabler.txt",
    "@fontsource/be-vietnam-pro/LICENSE": "vendor/LICENSE.be-vietnam-pro.txt",
}

# The manifest storage of static files follows these comments and would stop at the maps, which we do not ship.
SOURCE_MAP = re.compile(rb"\n?(/\*|//)# sourceMappingURL=[^\n*]*(\*/)?\s*$")


def icon_names() -> list[str]:
    """Return the sorted names declared in ``hientai/web/ui/icons.py``, read without importing the package."""
    spec = importlib.util.spec_from_file_location("hientai_icons", WEB / "ui" / "icons.py")
    if spec is None or spec.loader is None:
        raise SystemExit("icons.py not found")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return sorted(module.ICONS)


def write(relative: str, content: bytes) -> None:
    """Write one built file below the static folder."""
    target = STATIC / relative
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)


def copy_vendor() -> None:
    """Copy the pinned files and fonts, without their source-map comments."""
    for source, target in COPIES.items():
        write(target, SOURCE_MAP.sub(b"\n", (MODULES / source).read_bytes()))
    for weight in FONT_WEIGHTS:
        for subset in FONT_SUBSETS:
            name = f"be-vietnam-pro-{subset}-{weight}-normal.woff2"
            write(f"vendor/fonts/{name}", (MODULES / "@fontsource/be-vietnam-pro/files" / name).read_bytes())


def build_sprite() -> None:
    """Join the used icons into one SVG of ``<symbol>`` elements, addressed as ``icons.svg#name``."""
    symbols = []
    for name in icon_names():
        source = MODULES / "@tabler/icons/icons/outline" / f"{name}.svg"
        if not source.exists():
            raise SystemExit(f"Tabler has no outline icon named {name!r}")
        text = source.read_text(encoding="utf-8")
        inner = text[text.index(">") + 1 : text.rindex("</svg>")]
        inner = re.sub(r'\s*<path stroke="none" d="M0 0h24v24H0z" fill="none" />', "", inner)
        inner = re.sub(r"\s*\n\s*", "", inner)
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{inner}</symbol>')
    body = "\n".join(symbols)
    write("ui/icons.svg", f'<svg xmlns="http://www.w3.org/2000/svg">\n{body}\n</svg>\n'.encode())


def font_faces() -> str:
    """Return the ``@font-face`` rules; each subset keeps the Unicode range that its publisher gives it."""
    rules = []
    for weight in FONT_WEIGHTS:
        sheet = (MODULES / f"@fontsource/be-vietnam-pro/{weight}.css").read_text(encoding="utf-8")
        for subset in FONT_SUBSETS:
            name = f"be-vietnam-pro-{subset}-{weight}-normal"
            found = re.search(re.escape(f"/* {name} */") + r".*?unicode-range:\s*([^;]+);", sheet, re.DOTALL)
            if found is None:
                raise SystemExit(f"no Unicode range for {name}")
            rules.append(
                f'@font-face{{font-family:"Be Vietnam Pro";font-style:normal;font-weight:{weight};font-display:swap;'
                f'src:url("../vendor/fonts/{name}.woff2") format("woff2");unicode-range:{found.group(1)}}}'
            )
    return "\n".join(rules) + "\n"


def own_style() -> bytes:
    """Return our sheets joined in the order of their file names."""
    parts = [path.read_text(encoding="utf-8") for path in sorted(STYLES.glob("*.css"))]
    return "\n".join(parts).encode()


def digests() -> dict[str, str]:
    """Return the SHA-256 of every built file by its path below the static folder."""
    built = [path for folder in ("vendor", "ui") for path in (STATIC / folder).rglob("*") if path.is_file()]
    return {
        path.relative_to(STATIC).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(built)
        if path not in (MANIFEST, STATIC / "ui" / "app.js")
    }


def check() -> list[str]:
    """Return one sentence per built file that is missing, changed or out of step with its source."""
    recorded = json.loads(MANIFEST.read_text(encoding="utf-8"))
    present = digests()
    wrong = [f"{name}: differs from the record" for name in recorded if present.get(name) != recorded[name]]
    wrong += [f"{name}: not recorded" for name in present if name not in recorded]
    if (STATIC / "ui" / "app.css").read_bytes() != own_style():
        wrong.append("ui/app.css: out of step with ui/styles, run tools/build_assets.py --own")
    return wrong


def main() -> int:
    """Build, or check, and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--own", action="store_true", help="only join our own style sheets")
    parser.add_argument("--check", action="store_true", help="compare the built files with their record")
    chosen = parser.parse_args()
    if chosen.check:
        wrong = check()
        for sentence in wrong:
            print(sentence, file=sys.stderr)
        return 1 if wrong else 0
    if not chosen.own:
        copy_vendor()
        build_sprite()
        (STYLES / "00_fonts.css").write_text(font_faces(), encoding="utf-8")
    write("ui/app.css", own_style())
    MANIFEST.write_text(json.dumps(digests(), indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
