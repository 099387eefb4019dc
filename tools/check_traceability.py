"""docs/traceability.md answers every statement of the seed articles, and says honestly which are not answered yet.

Each of the 147 statements has one row; a row marked "xong" names an operation that exists in the code and a test
file that exists; nothing else may be marked done.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COUNTS = {"S000": 41, "S001": 20, "S002": 35, "S003": 20, "S004": 31}
STATES = ("chưa", "một phần", "xong")
ROW = re.compile(r"^\| (S00\d-[A-Z]?\d+) \|(.*)\|$")


def rows_of(text: str) -> list[tuple[str, list[str]]]:
    """(statement id, the five other cells) of each row of the table."""
    found = []
    for line in text.splitlines():
        match = ROW.match(line)
        if match:
            found.append((match[1], [cell.strip() for cell in match[2].split("|")]))
    return found


def _faults_of_done(root: Path, code: str, name: str, cells: list[str]) -> list[str]:
    faults = []
    for operation in re.findall(r"`([a-z_]+)`", cells[2]):
        if f"def {operation}(" not in code:
            faults.append(f"{name}: no function {operation} in src")
    tests = re.findall(r"`(tests/[^`:]+)", cells[3])
    if not tests:
        faults.append(f"{name}: marked done without a test")
    faults += [f"{name}: no such test {test}" for test in tests if not (root / test).exists()]
    return faults


def problems(root: Path, text: str) -> list[str]:
    """What is wrong with the table."""
    found: list[str] = []
    rows = rows_of(text)
    code = "\n".join(path.read_text(encoding="utf-8") for path in (root / "src").rglob("*.py"))
    for article, count in COUNTS.items():
        names = {name for name, _ in rows if name.startswith(article)}
        if len(names) != count:
            found.append(f"{article}: {len(names)} statements, expected {count}")
    seen: set[str] = set()
    for name, cells in rows:
        if name in seen:
            found.append(f"{name}: twice")
        seen.add(name)
        if len(cells) != 5 or cells[4] not in STATES:
            found.append(f"{name}: five cells after the id, the last one of {', '.join(STATES)}")
        elif cells[4] != "chưa":
            found += _faults_of_done(root, code, name, cells)
    return found


def main() -> int:
    """Print what is wrong and how far we are; 0 when nothing is wrong."""
    text = (ROOT / "docs" / "traceability.md").read_text(encoding="utf-8")
    found = problems(ROOT, text)
    print("\n".join(found))
    states = [cells[-1] for _, cells in rows_of(text)]
    print(", ".join(f"{state} {states.count(state)}" for state in STATES))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
