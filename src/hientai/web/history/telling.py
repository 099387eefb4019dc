"""Row changes told field by field: names instead of columns, words instead of codes, masked where one may not see."""

from __future__ import annotations

import functools
import pkgutil
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.db import models

from hientai.access.queries import Scope
from hientai.base.models import RowChange
from hientai.base.operation import REGISTRY
from hientai.base.privacy import MASK
from hientai.base.text import fold
from hientai.web.history.scoping import may_see_field, may_see_label
from hientai.web.ui.formats import write_boolean, write_date, write_moment

VERBS = {"I": "Thêm", "U": "Sửa", "D": "Xóa"}
EMPTY = "(trống)"
# Columns whose names come from Django in English.
INHERITED = {"password": "mật khẩu", "last_login": "đăng nhập gần nhất", "id": "số"}


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field: what it is called, what it was, what it became."""

    label: str
    before: str
    after: str
    is_masked: bool = False


@dataclass(frozen=True, slots=True)
class ToldChange:
    """One row change: the verb, the table in words, the row's number, its fields."""

    verb: str
    op: str
    table: str
    row_id: str
    at: datetime
    fields: tuple[FieldChange, ...]
    signed: bool = True


@functools.cache
def load_operations() -> None:
    """Read every room's operations, so that all of them have their titles."""
    for config in apps.get_app_configs():
        name = f"{config.name}.operations"
        if config.name.startswith("hientai.") and config.name.count(".") == 1 and find_spec(name) is not None:
            top = import_module(name)
            for inner in pkgutil.walk_packages(getattr(top, "__path__", ()), f"{name}."):
                import_module(inner.name)


def operation_titles() -> list[tuple[str, str]]:
    """Every operation with what it is called for people, in the order of their titles."""
    load_operations()
    return sorted(((name, title) for name, (_, title) in REGISTRY.items()), key=lambda pair: fold(pair[1]))


def action_title(action: str) -> str:
    """What an operation is called for people."""
    load_operations()
    found = REGISTRY.get(action)
    return found[1] if found else action


def models_by_table() -> dict[str, type[models.Model]]:
    """Our tables and their models."""
    return {m._meta.db_table: m for m in apps.get_models(include_auto_created=True)}


def capital(text: str) -> str:
    """The first letter large."""
    return text[:1].upper() + text[1:]


def tell(changes: Iterable[RowChange], held: Scope) -> list[ToldChange]:
    """Row changes in words. Names of related rows are read in one query for each table they live in."""
    rows = list(changes)
    tables = models_by_table()
    names = _names_of_related(rows, tables, held)
    return [_tell_one(row, tables.get(row.table_name), names, held) for row in rows]


def _tell_one(row: RowChange, model: type[models.Model] | None, names: Any, held: Scope) -> ToldChange:
    fields: list[FieldChange] = []
    by_column = {f.column: f for f in model._meta.concrete_fields} if model else {}
    for column, value in (row.diff or {}).items():
        before, after = value if row.op == "U" else (value, None)
        field = by_column.get(column)
        label = capital(INHERITED.get(column) or str(getattr(field, "verbose_name", column)))
        if row.op == "D" and before in (None, "", [], {}):
            continue
        if model is None or field is None or not may_see_field(held, model, field.name):
            fields.append(FieldChange(label, MASK, MASK if row.op == "U" else "", is_masked=True))
        else:
            told_after = write_value(field, after, names) if row.op == "U" else ""
            fields.append(FieldChange(label, write_value(field, before, names), told_after))
    table = capital(str(model._meta.verbose_name)) if model else row.table_name
    return ToldChange(
        VERBS[row.op], row.op, table, row.row_id, row.at, tuple(fields), signed=row.act_key is not None
    )  # fmt: skip


def write_value(field: Any, value: Any, names: dict[tuple[str, str], str]) -> str:
    """One stored value in words; the two databases write booleans and days a little differently."""
    if value is None or value == "":
        return EMPTY
    if field.is_relation:
        return names.get((field.related_model._meta.db_table, str(value)), f"#{value}")
    if isinstance(field, models.BooleanField):
        return write_boolean(bool(value))
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(field, models.DateTimeField):
        moment = datetime.fromisoformat(str(value))
        return write_moment(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
    if isinstance(field, models.DateField):
        return write_date(date.fromisoformat(str(value)[:10]))
    text = str(value)
    return text if len(text) <= 400 else text[:400] + "…"


def _names_of_related(rows: list[RowChange], tables: dict[str, Any], held: Scope) -> dict[tuple[str, str], str]:
    wanted: dict[Any, set[str]] = defaultdict(set)
    for row in rows:
        model = tables.get(row.table_name)
        if model is None:
            continue
        for field in model._meta.concrete_fields:
            if field.is_relation and row.diff and field.column in row.diff and may_see_field(held, model, field.name):
                value = row.diff[field.column]
                wanted[field.related_model] |= {str(v) for v in (value if row.op == "U" else [value]) if v is not None}
    found: dict[tuple[str, str], str] = {}
    for model, ids in wanted.items():
        if may_see_label(held, model._meta.label_lower):
            for pk, row in model._default_manager.in_bulk(sorted(ids)[:500]).items():
                found[model._meta.db_table, str(pk)] = str(row)
    return found
