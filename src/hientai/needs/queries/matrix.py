"""The gap by unit: rows are the units under one unit, columns the requirements, cells lead to names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
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
    units = dict(held.values_list("official_id", "unit_id"))
    paths = dict(Unit.objects.order_by().values_list("pk", "path"))
    return {official: paths[unit] for official, unit in units.items()}


def gap_matrix(table: GapTable, top: Unit) -> list[MatrixRow]:
    """Rows for the unit's own people and for each unit directly below it, in Vietnamese order; empty rows left out."""
    below = Unit.objects.filter(parent=top).order_by("sort_order", "sort_key")
    return matrix_of_units(table, [top, *below], own=top)


def matrix_of_units(table: GapTable, units: Sequence[Unit], own: Unit | None = None) -> list[MatrixRow]:
    """A row for each of these units with all below it (``own``: without what is below); empty rows left out.

    Units may lie at different depths; an official counts in the deepest of them that holds their principal post.
    """
    homes = _homes(units_of_officials(table.on), {unit.path for unit in units}, own.path if own else "")
    width = len(table.columns)
    rows = {unit.path: MatrixRow(unit.pk, unit.name, unit.path, [MatrixCell() for _ in range(width)]) for unit in units}
    for index, column in enumerate(table.columns):
        for name, people in (("audience", column.audience), ("missing", column.missing), ("owed", column.owed)):
            for path, number in Counter(map(homes.get, people)).items():
                if path is not None:
                    setattr(rows[path].cells[index], name, number)
    return [row for row in rows.values() if any(cell.audience for cell in row.cells)]


def _homes(paths: Mapping[int, str], wanted: set[str], own: str) -> dict[int, str]:
    """The path of the row each official counts in; those of no row are left out."""
    depths = sorted({len(path) for path in wanted}, reverse=True)
    of_path: dict[str, str | None] = {}
    homes = {}
    for official, path in paths.items():
        if path not in of_path:
            home = next((path[:n] for n in depths if path[:n] in wanted), None)
            of_path[path] = None if own and home == own != path else home
        found = of_path[path]
        if found is not None:
            homes[official] = found
    return homes


def officials_of_unit(unit: Unit, on: date) -> frozenset[int]:
    """The ids of the officials whose principal post on the day is in the unit or below it."""
    return frozenset(pk for pk, path in units_of_officials(on).items() if path.startswith(unit.path))
