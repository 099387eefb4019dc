"""The gap by unit: rows are the units under one unit, columns the requirements, cells lead to names."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from hientai.needs.queries.gaps import GapTable
from hientai.officials.models import Appointment
from hientai.org.models import Unit

STEP = 6  # digits of one level in Unit.path


@dataclass(slots=True)
class MatrixCell:
    """How many people a requirement applies to in a unit, how many owe it and how many lack it."""

    audience: int = 0
    owed: int = 0
    missing: int = 0

    @property
    def share(self) -> float | None:
        """The share that lacks it, None where it applies to nobody."""
        return self.missing / self.audience if self.audience else None


@dataclass(slots=True)
class MatrixRow:
    """One unit (with all below it) and its cells in the order of the requirements."""

    unit_id: int
    name: str
    path: str
    cells: list[MatrixCell] = field(default_factory=list)


def units_of_officials(on: date) -> dict[int, str]:
    """The path of each official's principal unit on a day (the post marked principal, else the highest)."""
    held = Appointment.objects.held(on).order_by("is_primary", "title__rank", "valid_from")
    return dict(held.values_list("official_id", "unit__path"))


def gap_matrix(table: GapTable, top: Unit) -> list[MatrixRow]:
    """Rows for the unit's own people and for each unit directly below it, in Vietnamese order; empty rows left out."""
    paths = units_of_officials(table.on)
    rows: dict[str, MatrixRow] = {}
    width = len(table.columns)
    names = {
        u.path: (u.pk, u.name) for u in Unit.objects.under(top.path).filter(depth__lte=top.depth + 1).order_by("depth")
    }
    length = len(top.path) + STEP
    order = [top.path, *(u.path for u in Unit.objects.filter(parent=top).order_by("sort_order", "sort_key"))]
    for index, column in enumerate(table.columns):
        for pk in column.audience:
            path = paths.get(pk, "")
            if not path.startswith(top.path) or path[:length] not in names:
                continue
            key = path[:length]
            if key not in rows:
                unit_id, name = names[key]
                rows[key] = MatrixRow(unit_id, name, key, [MatrixCell() for _ in range(width)])
            cell = rows[key].cells[index]
            cell.audience += 1
            cell.missing += pk in column.missing
            cell.owed += pk in column.owed
    return [rows[path] for path in order if path in rows]


def officials_of_unit(unit: Unit, on: date) -> frozenset[int]:
    """The ids of the officials whose principal post on the day is in the unit or below it."""
    return frozenset(pk for pk, path in units_of_officials(on).items() if path.startswith(unit.path))
