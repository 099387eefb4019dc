"""Succession entries of the demo: people planned for the next higher title of their unit, in the coming term."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from random import Random

from hientai.demo.careers import LOWER
from hientai.demo.people import Person
from hientai.demo.places import Slot
from hientai.officials.operations.pools import PoolRow

MOST = 3


def pool_rows(
    rng: Random, seats: Sequence[tuple[int, Slot, Person]], units: dict[str, int], ranks: dict[str, int]
) -> list[PoolRow]:
    """Entries for term 2020–2025 and, for the younger ones, 2025–2030; at most three people a title of a unit."""
    higher: dict[str, list[str]] = {}
    for title, lower in LOWER.items():
        higher.setdefault(lower, []).append(title)
    taken: Counter[tuple[str, str, str]] = Counter()
    rows = []
    for official_id, slot, person in seats:
        options = [t for t in higher.get(slot.title, []) if ranks[t] > ranks[slot.title]]
        young = person.birth_on.year >= 1976
        if not options or rng.random() > (0.75 if young else 0.35):
            continue
        title = rng.choice(options)
        for term, since in (("P2020-2025", date(2018, 8, 15)), ("P2025-2030", date(2021, 9, 1))):
            if term == "P2025-2030" and not young:
                continue
            key = (title, slot.unit, term)
            if taken[key] >= MOST:
                continue
            taken[key] += 1
            rows.append(
                PoolRow(official_id, units[slot.unit], title, term, since, document=f"{rng.randrange(100, 999)}-QĐ/TU")
            )
    return rows
