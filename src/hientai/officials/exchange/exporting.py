"""The registry out, in the very columns of the template: what is exported comes back as unchanged."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from hientai.base.periods import PartialDate, format_date
from hientai.base.tabular import Table, write_workbook, write_workbook_to
from hientai.officials.codes import CODE_LIST_OF
from hientai.officials.exchange.fields import Field, P, SheetKind
from hientai.officials.exchange.lookups import Lookups
from hientai.officials.exchange.sheets import SHEETS
from hientai.officials.exchange.template import columns_of, template_fields
from hientai.officials.models import Appointment, Official, Qualification, Rating, SuccessionEntry, TrainingRecord
from hientai.officials.models.official import OfficialQuerySet
from hientai.org.codes import TerritoryKind
from hientai.org.models import Unit

PERSON = {"code": "official__code", "full_name": "official__full_name"}
UNIT = {"unit_code": "unit__code", "unit": "unit__name"}
SOURCES: dict[str, tuple[Any, dict[str, str], tuple[str, ...]]] = {
    "appointment": (Appointment, {**PERSON, **UNIT, "title": "title__label", "tier": "tier__label"},
                    ("official__name_key", "official_id", "valid_from", "id")),
    "qualification": (Qualification, {**PERSON, "level": "code"}, ("official__name_key", "official_id", "id")),
    "rating": (Rating, {**PERSON, "rating": "code"}, ("official__name_key", "official_id", "year", "scheme")),
    "pool": (SuccessionEntry, {**PERSON, **UNIT, "title": "title__label", "term": "term__label"},
             ("official__name_key", "official_id", "id")),
    "training": (TrainingRecord, PERSON, ("official__name_key", "official_id", "ends_on", "id")),
}  # fmt: skip
"""Per table: the model, where a field is found when it is not a column of the same name, and the order."""


def export_tables(people: OfficialQuerySet, units: Any = None) -> list[Table]:
    """The sheets of an export of these officials (and units; None: all). Rows are read as they are written."""
    lookups = Lookups.load()
    found = Unit.objects.all() if units is None else units
    found = found.exclude(kind__in=TerritoryKind.values)  # the nation's territory is loaded, not typed in workbooks
    unit_rows = found.order_by("path").values_list(*_unit_columns())
    tables = [_table(SHEETS["unit"], lookups, unit_rows)]
    own = people.order_by("name_key", "birth_on", "id")
    tables.append(
        _table(SHEETS["official"], lookups, own.values_list(*(f.name for f in template_fields(SHEETS["official"]))))
    )
    ids = people.order_by().values("pk")
    for kind, (model, where, order) in SOURCES.items():
        names = [where.get(one.name, one.name) for one in template_fields(SHEETS[kind])]
        rows = model._default_manager.filter(official__in=ids).order_by(*order).values_list(*names)
        tables.append(_table(SHEETS[kind], lookups, rows))
    return tables


def _unit_columns() -> list[str]:
    return [{"parent_code": "parent__code"}.get(one.name, one.name) for one in template_fields(SHEETS["unit"])]


def _table(kind: SheetKind, lookups: Lookups, rows: Any) -> Table:
    fields = template_fields(kind)
    writers = [_writer(one, kind, lookups) for one in fields]
    return Table(kind.label, columns_of(kind, lookups), _written(rows, writers, fields, lookups, kind.key))


def _written(
    rows: Any, writers: Sequence[Callable[[Any], Any]], fields: Sequence[Field], lookups: Lookups, kind: str
) -> Iterator[list[Any]]:
    level = next((i for i, one in enumerate(fields) if one.name == "level"), 0) if kind == "qualification" else None
    ladder = next((i for i, one in enumerate(fields) if one.name == "kind"), 0)
    for row in rows.iterator(chunk_size=5000):
        written = [
            None if value is None or value == "" else write(value) for write, value in zip(writers, row, strict=True)
        ]
        if level is not None:
            written[level] = lookups.label(CODE_LIST_OF[row[ladder]], row[level])
        yield written


def _writer(one: Field, kind: SheetKind, lookups: Lookups) -> Callable[[Any], Any]:
    if one.parse in (P.CODE, P.CHOICE):
        return lambda value: lookups.label(one.source, str(value))
    if one.parse is P.PARTIAL:
        return lambda value: PartialDate.from_storage(value).display()
    if one.parse is P.DAY:
        return lambda value: format_date(value) if isinstance(value, date) else value
    if one.parse is P.FLAG:
        return lambda value: "Có" if value else "Không"
    if one.parse is P.NUMBER:
        return lambda value: f"{value.normalize():f}"
    return lambda value: value


def export_bytes(people: OfficialQuerySet, units: Any = None) -> bytes:
    """The export as the bytes of an .xlsx."""
    return write_workbook(export_tables(people, units))


def export_to(path: Path, people: OfficialQuerySet | None = None) -> int:
    """Stream the export of these officials (None: everyone) to a file; how many rows were written."""
    chosen = Official.objects.living_records() if people is None else people
    return write_workbook_to(path, export_tables(chosen))
