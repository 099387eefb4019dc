"""The gap by name: one line for each official who lacks or owes something."""

from __future__ import annotations

from dataclasses import dataclass

from hientai.needs.queries.gaps import GapTable
from hientai.officials.models import Official


@dataclass(frozen=True, slots=True)
class LackingOfficial:
    """One official with the codes of the requirements that are missing and those that are owed in time."""

    pk: int
    code: str
    full_name: str
    post: str
    unit_code: str
    missing: tuple[str, ...]
    owed: tuple[str, ...]


def lacking_by_official(table: GapTable) -> list[LackingOfficial]:
    """All officials of the table with something missing or owed, in the order of Vietnamese names; one query."""
    missing: dict[int, list[str]] = {}
    owed: dict[int, list[str]] = {}
    for column in table.columns:
        for pk in column.missing:
            missing.setdefault(pk, []).append(column.standard.code)
        for pk in column.owed:
            owed.setdefault(pk, []).append(column.standard.code)
    # All records are read and most kept: a list of ids as parameters would be longer than databases accept.
    rows = (
        Official.objects.living_records()
        .order_by("name_key", "birth_on", "pk")
        .values_list("pk", "code", "full_name", "current_post", "current_unit__code")
    )
    return [
        LackingOfficial(pk, code, name, post, unit or "", tuple(missing.get(pk, ())), tuple(owed.get(pk, ())))
        for pk, code, name, post, unit in rows
        if pk in missing or pk in owed
    ]
