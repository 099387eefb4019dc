"""A constraint both engines keep: no two rows of the same key have overlapping periods [from, until)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS, models
from django.db.backends.ddl_references import Statement, Table
from django.db.models import BaseConstraint, Q


class NoOverlap(BaseConstraint):
    """Rows that agree in ``keys`` may not overlap in time; a null end means "still valid".

    PostgreSQL: an exclusion constraint (needs btree_gist). SQLite: triggers that survive table remakes.
    """

    def __init__(
        self, *, name: str, keys: tuple[str, ...], start: str = "valid_from", end: str = "valid_until", **kwargs: Any
    ) -> None:
        super().__init__(name=name, **kwargs)
        self.keys, self.start, self.end = tuple(keys), start, end

    def deconstruct(self) -> tuple[str, Sequence[Any], dict[str, Any]]:
        """What a migration needs to write this constraint down."""
        path, args, kwargs = super().deconstruct()
        kwargs.update(keys=self.keys, start=self.start, end=self.end)
        return path, args, kwargs

    def __eq__(self, other: object) -> bool:
        return isinstance(other, NoOverlap) and self.deconstruct() == other.deconstruct()

    def __hash__(self) -> int:
        return hash(self.name)

    def _columns(self, model: Any) -> tuple[list[str], str, str]:
        def column(name: str) -> str:
            return str(model._meta.get_field(name).column)

        return [column(k) for k in self.keys], column(self.start), column(self.end)

    def _sqlite(self, model: Any, editor: Any) -> list[Statement]:
        keys, start, end = self._columns(model)
        q = editor.quote_name
        same = " AND ".join(f"t.{q(k)}=NEW.{q(k)}" for k in keys)
        body = (
            f"SELECT RAISE(ABORT,'{self.name}') WHERE EXISTS (SELECT 1 FROM %(table)s t WHERE {same} "
            f"AND t.rowid<>NEW.rowid AND t.{q(start)}<COALESCE(NEW.{q(end)},'9999-12-31') "
            f"AND NEW.{q(start)}<COALESCE(t.{q(end)},'9999-12-31'));"
        )
        table = Table(model._meta.db_table, editor.quote_name)
        return [
            Statement(
                f"CREATE TRIGGER {q(self.name + '_' + event[0].lower())} AFTER {event} ON %(table)s "
                f"FOR EACH ROW BEGIN {body} END",
                table=table,
            )
            for event in ("INSERT", "UPDATE")
        ]

    def constraint_sql(self, model: Any, schema_editor: Any) -> Any:
        """The constraint inside CREATE TABLE (PostgreSQL) or deferred triggers (SQLite)."""
        if schema_editor.connection.vendor == "sqlite":
            schema_editor.deferred_sql.extend(self._sqlite(model, schema_editor))
            return None
        keys, start, end = self._columns(model)
        q = schema_editor.quote_name
        same = ", ".join(f"{q(k)} WITH =" for k in keys)
        return f"CONSTRAINT {q(self.name)} EXCLUDE USING gist ({same}, daterange({q(start)},{q(end)}) WITH &&)"

    def create_sql(self, model: Any, schema_editor: Any) -> Any:
        """Add the constraint to a table that stands."""
        if schema_editor.connection.vendor == "sqlite":
            for statement in self._sqlite(model, schema_editor):
                schema_editor.execute(statement)
            return None
        table = Table(model._meta.db_table, schema_editor.quote_name)
        return Statement(f"ALTER TABLE %(table)s ADD {self.constraint_sql(model, schema_editor)}", table=table)

    def remove_sql(self, model: Any, schema_editor: Any) -> Any:
        """Drop the constraint or its triggers."""
        q = schema_editor.quote_name
        if schema_editor.connection.vendor == "sqlite":
            for event in "iu":
                schema_editor.execute(f"DROP TRIGGER IF EXISTS {q(self.name + '_' + event)}")
            return None
        table = Table(model._meta.db_table, schema_editor.quote_name)
        return Statement(f"ALTER TABLE %(table)s DROP CONSTRAINT IF EXISTS {q(self.name)}", table=table)

    def validate(self, model: Any, instance: models.Model, exclude: Any = None, using: str = DEFAULT_DB_ALIAS) -> None:
        """Raise ValidationError when the instance overlaps a stored row of the same key (fields left out: no check)."""
        if exclude and {*self.keys, self.start, self.end} & set(exclude):
            return
        start, end = getattr(instance, self.start), getattr(instance, self.end)
        rows = model._default_manager.using(using).filter(**{k: getattr(instance, k) for k in self.keys})
        if end is not None:
            rows = rows.filter(**{f"{self.start}__lt": end})
        if start is not None:
            rows = rows.filter(Q(**{f"{self.end}__gt": start}) | Q(**{self.end: None}))
        if rows.exclude(pk=instance.pk).exists():
            raise ValidationError("Khoảng thời gian này chồng lên một khoảng đã có.", code="overlap")
