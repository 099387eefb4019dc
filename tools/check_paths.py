"""No path of one machine and no registry host in tracked files: what is built here must build anywhere.

Lock files name the public registries by their nature and are left out, as are vendored files.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SKIPPED_NAMES = {"uv.lock", "package-lock.json"}
SKIPPED_PARTS = {"vendor", "node_modules"}
TEXT_SUFFIXES = {
    ".py", ".sh", ".toml", ".md", ".txt", ".html", ".css", ".js", ".json", ".cfg", ".ini", ".yml", ".yaml", ".po",
    ".service", ".conf", ".svg", "",
}  # fmt: skip
# Written in pieces so that this file does not accuse itself.
MACHINE_ROOTS = "|".join(("wor" + "k", "home/" + r"\w", "Users/" + r"\w"))
REGISTRIES = "|".join((r"files\.python" + r"hosted\.org", r"pypi\." + r"org/simple", r"registry\." + r"npmjs\.org"))
PATTERNS = (
    ("path of one machine", re.compile(rf"(?<![\w.])/(?:{MACHINE_ROOTS})/")),
    ("path of one machine", re.compile(r"(?<![\w.])/ro" + r"ot/(?!\.)")),
    ("Windows user path", re.compile(r"\b[A-Z]:\\" + "Users")),
    ("registry host", re.compile(rf"\b(?:{REGISTRIES})")),
    ("local package index", re.compile(r"file:/" + r"//|(?:--|extra-)index-" + r"url\s*=?\s*http")),
)


def tracked_files(root: Path) -> list[Path]:
    """Files under version control, and new ones that are not ignored."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    try:
        listed = subprocess.run(command, cwd=root, check=True, capture_output=True).stdout
    except (OSError, subprocess.CalledProcessError):
        # An unpacked archive without git: everything but what is made here.
        made = {".venv", "var", "dist", "node_modules", "__pycache__"}
        return [path for path in root.rglob("*") if path.is_file() and not made & set(path.relative_to(root).parts)]
    return [root / name for name in listed.decode().split("\0") if name]


def problems(root: Path, files: Iterable[Path]) -> list[str]:
    """One line per finding: file, line number, what it is."""
    found: list[str] = []
    for path in files:
        relative = path.relative_to(root)
        skipped = path.name in SKIPPED_NAMES or SKIPPED_PARTS & set(relative.parts) or path.suffix not in TEXT_SUFFIXES
        if skipped or not path.is_file():
            continue
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except UnicodeDecodeError:
            continue
        for number, line in enumerate(lines, start=1):
            found += [f"{relative}:{number}: {what}" for what, pattern in PATTERNS if pattern.search(line)]
    return found


def main() -> int:
    """Print what is wrong; 0 when nothing is."""
    found = problems(ROOT, tracked_files(ROOT))
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
