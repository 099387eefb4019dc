"""Sizes that good houses keep: function at most 60 lines, file at most 400, template at most 200.

`tools/sizes_allowed.txt` names what is larger for now, with its size: it may only shrink. An entry that is no longer
needed, or larger than the thing, fails too, so that the list cannot hide growth.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

FUNCTION_LINES, FILE_LINES, TEMPLATE_LINES = 60, 400, 200
ROOT = Path(__file__).resolve().parent.parent


def sizes_of_python(path: Path, name: str) -> Iterator[tuple[str, int, int]]:
    """(name, lines, limit) of a Python file and of each of its functions, decorators not counted."""
    text = path.read_text(encoding="utf-8")
    yield name, len(text.splitlines()), FILE_LINES
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno is not None:
            yield f"{name}::{node.name}", node.end_lineno - node.lineno + 1, FUNCTION_LINES


def measured(root: Path) -> Iterator[tuple[str, int, int]]:
    """(name, lines, limit) of everything that has a limit; migrations are generated and have none."""
    for folder in ("src", "tests", "tools", "bench"):
        for path in sorted((root / folder).rglob("*.py")):
            if "migrations" not in path.parts:
                yield from sizes_of_python(path, path.relative_to(root).as_posix())
    for path in sorted((root / "src").rglob("templates/**/*.html")):
        yield path.relative_to(root).as_posix(), len(path.read_text(encoding="utf-8").splitlines()), TEMPLATE_LINES


def read_allowed(path: Path) -> dict[str, int]:
    """The allow-list: lines "size name"; # starts a comment."""
    allowed: dict[str, int] = {}
    if path.exists():
        for line in path.read_text(encoding="utf-8").splitlines():
            content = line.split("#")[0].strip()
            if content:
                size, name = content.split(maxsplit=1)
                allowed[name] = int(size)
    return allowed


def problems(root: Path, allowed: dict[str, int]) -> list[str]:
    """What breaks a limit, and what the allow-list says that is no longer true."""
    found: list[str] = []
    oversize: dict[str, int] = {}
    for name, lines, limit in measured(root):
        if lines > limit:
            oversize[name] = max(lines, oversize.get(name, 0))
            if lines > allowed.get(name, limit):
                found.append(f"{name}: {lines} lines, at most {allowed.get(name, limit)}")
    for name, size in allowed.items():
        if name not in oversize:
            found.append(f"tools/sizes_allowed.txt: {name} is within its limit now, remove the entry")
        elif oversize[name] < size:
            found.append(f"tools/sizes_allowed.txt: {name} has {oversize[name]} lines now, lower the entry from {size}")
    return found


def main() -> int:
    """Print what is wrong; 0 when nothing is."""
    found = problems(ROOT, read_allowed(ROOT / "tools" / "sizes_allowed.txt"))
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
