"""The wizard's pages made ready: steps, receiving units, groups of what has to be decided."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.http import QueryDict
from django.urls import reverse

from hientai.access.queries import Scope
from hientai.base.codelists import CodeBook
from hientai.base.errors import BadInput
from hientai.officials.queries.scope import visible_officials
from hientai.org.codes import ItemAction, ItemKind, UnitEventKind, UnitRole
from hientai.org.models import Reorganisation, Unit
from hientai.org.operations import Decision
from hientai.org.queries.reorganisations import Decided
from hientai.web.units.forms import HEIR_COUNT, HeirForm

SHOWN_IN_GROUP = 30
MOST_SUGGESTED = 300
STEPS = (
    ("Việc cần làm", ""), ("Đơn vị", "web:reorganise_units"), ("Nội dung, văn bản", "web:reorganise_content"),
    ("Xem trước, phân nơi", "web:reorganise_preview"), ("Thực hiện", ""),
)  # fmt: skip


def steps(plan: Reorganisation | None, current: int) -> list[dict[str, str]]:
    """The stepper: done steps can be gone back to."""
    found = []
    for number, (label, url_name) in enumerate(STEPS, start=1):
        state = "done" if number < current else "current" if number == current else "todo"
        url = reverse(url_name, args=[plan.pk]) if plan and url_name and number != current else ""
        found.append({"label": label, "state": state, "url": url})
    return found


def initial_content(plan: Reorganisation) -> dict[str, Any]:
    """What step 3 shows of a plan that is resumed."""
    return {
        "effective_on": plan.effective_on, "document": plan.document_id, "title": plan.title, "goes_on": plan.goes_on,
        "with_subunits": plan.with_subunits, "plan_note": plan.note,
    }  # fmt: skip


def heir_forms(data: QueryDict | None, plan: Reorganisation, rows: Any, book: CodeBook) -> list[HeirForm]:
    """One form per receiving unit: what is written already, then blanks."""
    stored = list(plan.units.filter(role=UnitRole.AFTER).select_related("unit", "parent"))
    wanted = max(HEIR_COUNT.get(UnitEventKind(plan.kind), 1), len(stored))
    forms = []
    for number in range(wanted):
        row = stored[number] if number < len(stored) else None
        forms.append(
            HeirForm(data, prefix=f"don-vi-{number}", initial=_initial(plan, row), plan_kind=plan.kind, rows=rows,
                     book=book)
        )  # fmt: skip
    return forms


def _initial(plan: Reorganisation, row: Any) -> dict[str, str]:
    if row is None:
        first = plan.units.filter(role=UnitRole.BEFORE).select_related("unit__parent").first()
        unit: Unit | None = first.unit if first else None
        if unit is None:
            return {}
        above = unit.parent.code if unit.parent else ""
        rename = plan.kind == UnitEventKind.RENAME
        return {"kind": unit.kind, "sector": unit.sector, "level": unit.level, "parent": above,
                "name": unit.name if rename else "", "short_name": unit.short_name if rename else ""}  # fmt: skip
    given = {name: getattr(row, name) for name in ("name", "code", "short_name", "kind", "sector", "level")}
    if row.unit_id:
        given = {"existing": row.unit.code}
    return given | {"parent": row.parent.code if row.parent else ""}


def suggestions(plan: Reorganisation, rows: Any) -> list[str]:
    """Units offered while typing: those near the plan's units first, at most three hundred."""
    parents = plan.units.filter(role=UnitRole.BEFORE).values("unit__parent_id")
    near = list(rows.filter(valid_until=None, parent_id__in=parents).values_list("name", "code")[:MOST_SUGGESTED])
    rest = rows.filter(valid_until=None).order_by("depth", "sort_order", "sort_key").values_list("name", "code")
    pairs = dict.fromkeys([*near, *rest[: MOST_SUGGESTED - len(near)]])
    return [f"{name} [{code}]" for name, code in pairs]


@dataclass(frozen=True, slots=True)
class Group:
    """Items that one choice can settle: posts with one title, the accounts, the tasks of a scheme …"""

    key: str
    title: str
    items: list[Decided]
    count: int
    waiting: int
    is_open: bool

    @property
    def hidden(self) -> int:
        """How many are not shown until the group is opened in full."""
        return self.count - len(self.items)


def without_hidden(decided: list[Decided], held: Scope) -> tuple[list[Decided], int]:
    """The items with the names of people outside the reader's scope struck out, and how many people those are."""
    people = {one.item.person_id for one in decided if one.item.person_id is not None}
    hidden = people - set(visible_officials(held).filter(pk__in=people).order_by().values_list("pk", flat=True))
    shown = [
        replace(one, item=replace(one.item, label="Cán bộ ngoài phạm vi của đồng chí"))
        if one.item.person_id in hidden else one
        for one in decided
    ]  # fmt: skip
    return shown, len(hidden)


def hidden_reason(hidden: int) -> str:
    """Why somebody who does not see everybody concerned cannot carry a plan out; empty when they see all."""
    if not hidden:
        return ""
    return f"Phương án đụng đến {hidden} cán bộ ngoài phạm vi của đồng chí; người có phạm vi đủ rộng phải thực hiện."


def key_of(one: Decided) -> str:
    """The form key of an item."""
    return f"{one.item.kind}:{one.item.id}"


def groups_of(decided: list[Decided], whole: str) -> list[Group]:
    """Items by kind and group; of a long group the undecided first and only some, except the one asked for whole."""
    found: dict[tuple[ItemKind, str], list[Decided]] = {}
    for one in decided:
        found.setdefault((one.item.kind, one.item.group), []).append(one)
    groups = []
    for (kind, label), items in found.items():
        key = f"{kind}|{label}"
        waiting = sum(one.is_unresolved for one in items)
        shown = sorted(items, key=lambda one: not one.is_unresolved)
        if key != whole:
            shown = shown[:SHOWN_IN_GROUP]
        title = label if label == kind.label else f"{kind.label}: {label}"
        groups.append(Group(key, title, shown, len(items), waiting, waiting > 0 or key == whole))
    return groups


EVERYTHING = "*"  # the choice for all that is still undecided


def decisions_of(data: QueryDict, decided: list[Decided]) -> list[Decision]:
    """The posted choice: a target for the ticked items, a whole group, or all that is undecided.

    Only items of this plan count. Raises BadInput when no target or no item was chosen.
    """
    target = data.get("noi-ve", "")
    action = ItemAction.MOVE if target.isdigit() else ItemAction(target) if target in ItemAction.values else None
    if action is None:
        raise BadInput("Hãy chọn nơi chuyển về hoặc cách xử lý.")
    picked = set(data.getlist("muc"))
    group = data.get("ca-nhom", "")
    if group == EVERYTHING:
        ending = action == ItemAction.END  # a sub-unit ends by a plan of its own, never in passing
        chosen = [one for one in decided if one.is_unresolved and not (ending and one.item.kind == ItemKind.SUBUNIT)]
    elif group:
        chosen = [one for one in decided if f"{one.item.kind}|{one.item.group}" == group]
    else:
        chosen = [one for one in decided if key_of(one) in picked]
    if not chosen:
        raise BadInput("Hãy đánh dấu ít nhất một mục.")
    heir = int(target) if action == ItemAction.MOVE else None
    return [Decision(one.item.kind, one.item.id, action, heir) for one in chosen]

