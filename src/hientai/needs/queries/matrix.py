"""The gap by unit: rows are the units under one unit, columns the requirements, cells lead to names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from hientai.needs.queries.gaps import GapTable
from hientai.officials.models import Appointment
from hientai.org.models import Unit


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
    held = Appointment.objects.held(on).order_by("is_primary", "title__rank", "valid_from", "pk")
    return dict(held.values_list("official_id", "unit__path"))


def gap_matrix(table: GapTable, top: Unit) -> list[MatrixRow]:
    """Rows for the unit's own people and for each unit directly below it, in Vietnamese order; empty rows left out."""
    below = Unit.objects.filter(parent=top).order_by("sort_order", "sort_key")
    return matrix_of_units(table, [top, *below], own=top)


def matrix_of_units(table: GapTable, units: Sequence[Unit], own: Unit | None = None) -> list[MatrixRow]:
    """A row for each of these units with all below it (``own``: without what is below); empty rows left out.

    Units may lie at different depths; an official counts in the deepest of them that holds their principal post.
    """
    paths = units_of_officials(table.on)
    by_path = {unit.path: unit for unit in units}
    depths = sorted({len(path) for path in by_path}, reverse=True)
    home: dict[str, str | None] = {}
    width = len(table.columns)
    rows: dict[str, MatrixRow] = {}
    for index, column in enumerate(table.columns):
        for pk in column.audience:
            path = paths.get(pk)
            if path is None:
                continue
            if path not in home:
                home[path] = next((path[:n] for n in depths if path[:n] in by_path), None)
                if own is not None and home[path] == own.path != path:
                    home[path] = None
            key = home[path]
            if key is None:
                continue
            if key not in rows:
                unit = by_path[key]
                rows[key] = MatrixRow(unit.pk, unit.name, key, [MatrixCell() for _ in range(width)])
            cell = rows[key].cells[index]
            cell.audience += 1
            cell.missing += pk in column.missing
            cell.owed += pk in column.owed
    return [rows[unit.path] for unit in units if unit.path in rows]


def officials_of_unit(unit: Unit, on: date) -> frozenset[int]:
    """The ids of the officials whose principal post on the day is in the unit or below it."""
    return frozenset(pk for pk, path in units_of_officials(on).items() if path.startswith(unit.path))
