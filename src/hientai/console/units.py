"""`hientai units`: the tree of organisations as it stood on a day."""

from __future__ import annotations

import argparse
import json
from datetime import date
from typing import Any

NEEDS_DJANGO = True


def register(subparsers: Any) -> None:
    """Add the command."""
    from hientai.org.codes import Sector

    parser = subparsers.add_parser("units", help="cây tổ chức của một ngày: tên gọi, cấp trên của ngày ấy")
    parser.add_argument("--on", metavar="NGÀY", default="", help="cây của ngày dd/mm/yyyy; bỏ trống: hôm nay")
    parser.add_argument("--unit", metavar="MÃ", default="", help="chỉ đơn vị này và cấp dưới của nó ngày ấy")
    parser.add_argument(
        "--sector",
        action="append",
        default=[],
        choices=[str(v) for v in Sector.values],
        help="chỉ khối này; gõ được nhiều lần",
    )
    parser.add_argument("--json", action="store_true", help="in kết quả dạng JSON")
    parser.set_defaults(handler=handle)


def handle(arguments: argparse.Namespace) -> int:
    """Print the tree; an unreadable day, an unknown unit or one that did not exist that day is refused."""
    from hientai.base.clock import today
    from hientai.base.periods import parse_date
    from hientai.org.queries import tree_on

    on = parse_date(arguments.on) if arguments.on else today()
    nodes = tree_on(on, sectors=arguments.sector)
    if arguments.unit:
        nodes = _branch(nodes, arguments.unit, on)
    codes = {node.id: node.code for node in nodes}
    result = {
        "ok": True, "on": on.isoformat(), "count": len(nodes),
        "units": [
            {"code": n.code, "name": n.name, "short_name": n.short_name, "kind": n.kind, "sector": n.sector,
             "level": n.level, "parent": codes.get(n.parent_id) if n.parent_id else None, "depth": n.depth,
             "territory": n.territory_code}
            for n in nodes
        ],
    }  # fmt: skip
    print(json.dumps(result, ensure_ascii=False) if arguments.json else _text(result))
    return 0


def _branch(nodes: list[Any], code: str, on: date) -> list[Any]:
    """The node of this code and all that follows it deeper, which is its subtree in display order."""
    from hientai.base.errors import BadInput
    from hientai.org.models import Unit

    start = next((place for place, node in enumerate(nodes) if node.code == code), None)
    if start is None:
        if Unit.objects.filter(code=code).exists():
            raise BadInput(f"Đơn vị «{code}» không có trong cây ngày {on:%d/%m/%Y}.")
        raise BadInput(f"Không có đơn vị mang mã «{code}».")
    after = (place for place in range(start + 1, len(nodes)) if nodes[place].depth <= nodes[start].depth)
    return nodes[start : next(after, len(nodes))]


def _text(result: dict[str, Any]) -> str:
    from hientai.base.text import format_number

    lines = [f"Cây tổ chức đến {result['on']}: {format_number(result['count'])} đơn vị"]
    top = min((unit["depth"] for unit in result["units"]), default=0)
    lines += [f"{'  ' * (unit['depth'] - top + 1)}{unit['name']} [{unit['code']}]" for unit in result["units"]]
    return "\n".join(lines)
