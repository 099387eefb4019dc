"""Code lists, titles, tiers, terms, the retirement table and limits: loaded from data files, then edited as data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import models

from hientai.base.actor import Actor
from hientai.base.models import CodeItem
from hientai.base.operation import note, operation
from hientai.officials.models import Population, RetirementRule, SuccessionLimit, Title
from hientai.org.models import ManagementTier, Term

Row = Mapping[str, Any]


@operation("officials.load_code_items", "Nạp danh mục")
def load_code_items(*, by: Actor, rows: Sequence[Row]) -> int:
    """This operation adds or changes values of code lists (domain.md §2), keyed by list, code and first valid day."""
    return _upsert(CodeItem, ("list_name", "code", "valid_from"), rows, "danh mục")


@operation("officials.load_tiers", "Nạp diện quản lý")
def load_tiers(*, by: Actor, rows: Sequence[Row]) -> int:
    """This operation adds or changes management tiers."""
    return _upsert(ManagementTier, ("code",), rows, "diện quản lý")


@operation("officials.load_titles", "Nạp chức danh")
def load_titles(*, by: Actor, rows: Sequence[Row]) -> int:
    """This operation adds or changes titles; ``tier`` is given by its code."""
    tiers = {t.code: t for t in ManagementTier.objects.all()}
    ready = [{**row, "tier": tiers.get(row.get("tier") or "")} for row in rows]
    return _upsert(Title, ("code",), ready, "chức danh")


@operation("officials.load_terms", "Nạp nhiệm kỳ")
def load_terms(*, by: Actor, rows: Sequence[Row]) -> int:
    """This operation adds or changes terms of office."""
    return _upsert(Term, ("code",), rows, "nhiệm kỳ")


@operation("officials.load_retirement_rules", "Nạp bảng tuổi nghỉ hưu")
def load_retirement_rules(*, by: Actor, rows: Sequence[Row]) -> int:
    """This operation adds or changes rows of the legal retirement table (NĐ 135/2020/NĐ-CP)."""
    return _upsert(RetirementRule, ("sex", "born_from"), rows, "bảng tuổi nghỉ hưu")


@operation("officials.load_succession_limits", "Nạp giới hạn quy hoạch")
def load_succession_limits(*, by: Actor, rows: Sequence[Row]) -> int:
    """This operation adds or changes limits and structure aims of pools."""
    return _upsert(SuccessionLimit, ("code", "level", "valid_from"), rows, "giới hạn quy hoạch")


@operation("officials.save_population", "Ghi nhóm cán bộ")
def save_population(
    *, by: Actor, code: str, name: str, criterion: Mapping[str, Any], description: str = ""
) -> Population:
    """This operation saves a named population; the criterion is checked by whoever reads it into a tree first."""
    from hientai.officials.queries.criteria import load_catalogue, read_criterion

    read_criterion(criterion, load_catalogue(with_units=_units_named(criterion)))
    population, _ = Population.objects.update_or_create(
        code=code, defaults={"name": name, "criterion": dict(criterion), "description": description}
    )
    note(population)
    return population


def _units_named(criterion: Any) -> list[str]:
    if isinstance(criterion, Mapping):
        found = list(criterion.get("units") or []) if "fact" in criterion else []
        return found + [code for value in criterion.values() for code in _units_named(value)]
    return [code for item in criterion for code in _units_named(item)] if isinstance(criterion, list) else []


def _upsert(model: type[models.Model], key: tuple[str, ...], rows: Sequence[Row], label: str) -> int:
    """Add or change rows by their key in constant queries; returns how many were added or changed."""
    manager = model._default_manager
    stored = {tuple(getattr(o, k) for k in key): o for o in manager.all()}
    fresh, changed = [], 0
    for row in rows:
        values = dict(row)
        if "valid_from" in key and not values.get("valid_from"):
            values["valid_from"] = date(1945, 9, 2)
        known = stored.get(tuple(values[k] for k in key))
        if known is None:
            fresh.append(model(**values))
        elif any(getattr(known, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(known, name, value)
            known.save()
            changed += 1
    manager.bulk_create(fresh)
    note(None, label=f"{len(rows)} mục {label}", detail={"added": len(fresh), "changed": changed})
    return len(fresh) + changed
