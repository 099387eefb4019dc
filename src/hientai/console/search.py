"""`hientai search`: people and units by name, with or without Vietnamese marks."""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from hientai.base.text import fold, normalise

NEEDS_DJANGO = True
INSIDE = 3
PEOPLE_COLUMNS = (
    "code", "full_name", "other_names", "birth", "current_post", "current_unit__code", "current_unit__name", "status",
    "name_key",
)  # fmt: skip


@dataclass(order=True, frozen=True, slots=True)
class Hit:
    """One thing found: how close (see `closeness`), its place among equally close ones, and what is shown of it."""

    closeness: int
    place: Any
    shown: dict[str, Any] = field(compare=False)


def register(subparsers: Any) -> None:
    """Add the command."""
    parser = subparsers.add_parser("search", help="tìm người và đơn vị theo tên, mã; gõ có dấu hay không dấu đều được")
    parser.add_argument("text", metavar="CHỮ", help="một hay nhiều từ; kết quả chứa mọi từ, đúng dấu xếp trước")
    parser.add_argument("--on", metavar="NGÀY", default="", help="tên đơn vị của ngày dd/mm/yyyy; bỏ trống: hôm nay")
    parser.add_argument("--limit", metavar="SỐ", type=int, default=50, help="nhiều nhất bấy nhiêu dòng mỗi loại")
    parser.add_argument("--json", action="store_true", help="in kết quả dạng JSON")
    parser.set_defaults(handler=handle)


def handle(arguments: argparse.Namespace) -> int:
    """Search and print; refuses words without a letter or figure. Finding nobody is not an error."""
    from hientai.base.clock import today
    from hientai.base.errors import BadInput
    from hientai.base.periods import parse_date

    if not fold(arguments.text):
        raise BadInput("Hãy gõ ít nhất một chữ hoặc một số để tìm.")
    if arguments.limit < 1:
        raise BadInput("Số dòng phải từ 1 trở lên.", fields={"limit": "từ 1 trở lên"})
    on = parse_date(arguments.on) if arguments.on else today()
    people, units = without_chance_hits(find_people(arguments.text), find_units(arguments.text, on))
    result = {
        "ok": True, "text": arguments.text, "on": on.isoformat(),
        "people_found": len(people), "people": people[: arguments.limit],
        "units_found": len(units), "units": units[: arguments.limit],
    }  # fmt: skip
    print(json.dumps(result, ensure_ascii=False) if arguments.json else _text(result))
    return 0


def closeness(words: str, text: str) -> int:
    """How well ``text`` fits the ``words`` typed, smaller is better.

    0: every word stands there as a whole word with exactly the marks typed; 1: whole words, other marks;
    2: words begin so; 3: the letters are found inside words. Old and new tone placement (ủy, uỷ) are one spelling.
    """
    exact = normalise(text).casefold().split()
    if all(word in exact for word in normalise(words).casefold().split()):
        return 0
    folded = fold(text).split()
    wanted = fold(words).split()
    if all(word in folded for word in wanted):
        return 1
    if all(any(part.startswith(word) for part in folded) for word in wanted):
        return 2
    return INSIDE


def without_chance_hits(people: list[Hit], units: list[Hit]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Both lists in order; letters met inside words ("uy" in Nguyễn) count only when nothing begins with them."""
    begins = any(hit.closeness < INSIDE for hit in (*people, *units))
    kept = [[hit.shown for hit in sorted(hits) if not begins or hit.closeness < INSIDE] for hits in (people, units)]
    return kept[0], kept[1]


def find_people(words: str) -> list[Hit]:
    """Every person whose name, other name or number has all the words; ordered by closeness, then as in Vietnamese."""
    from hientai.officials.models import Official

    rows = Official.objects.living_records().order_by()
    for word in fold(words).split():
        rows = rows.filter(search_key__contains=word)
    return [
        Hit(closeness(words, f"{name} {other} {code}"), (bytes(key), code), {
            "code": code, "name": name, "birth": birth, "post": post, "unit": unit or "", "unit_name": unit_name or "",
            "status": status,
        })
        for code, name, other, birth, post, unit, unit_name, status, key in rows.values_list(*PEOPLE_COLUMNS)
    ]  # fmt: skip


def find_units(words: str, on: date) -> list[Hit]:
    """Every unit of the day whose name of then, short name or code has all the words; ordered as in the tree."""
    from hientai.org.queries import tree_on

    wanted = fold(words).split()
    found = []
    for place, node in enumerate(tree_on(on)):
        text = f"{node.name} {node.short_name} {node.code}"
        if all(word in fold(text) for word in wanted):
            shown = {
                "code": node.code, "name": node.name, "short_name": node.short_name, "kind": node.kind,
                "sector": node.sector, "level": node.level,
            }  # fmt: skip
            found.append(Hit(closeness(words, text), place, shown))
    return found


def _text(result: dict[str, Any]) -> str:
    from hientai.base.text import format_number

    lines = [f"Người: {format_number(result['people_found'])}"]
    lines += [f"  {p['code']:<10} {p['name']} · {p['birth']} · {p['post']}" for p in result["people"]]
    lines.append(f"Đơn vị đến {result['on']}: {format_number(result['units_found'])}")
    lines += [f"  {u['code']:<16} {u['name']}" for u in result["units"]]
    return "\n".join(lines)
