"""Fictional people: names, births, ethnic groups and service drawn from common names by a seeded generator."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from hientai.demo.places import Slot, read_json
from hientai.officials.operations.standing import RetirementTable


def pick(rng: Random, weighted: list[list[Any]]) -> Any:
    """One of [[value, weight], …] by weight."""
    return rng.choices([v for v, _ in weighted], [w for _, w in weighted])[0]


@dataclass(frozen=True, slots=True)
class Person:
    """One fictional person before they are written to the registry."""

    full_name: str
    sex: str
    birth_on: date
    ethnicity: str
    recruited_on: date
    party_joined_on: date
    party_official_on: date


class PeopleMaker:
    """Draws people; the same seed gives the same people."""

    def __init__(self, rng: Random, today: date, table: RetirementTable) -> None:
        self.rng, self.today, self.table = rng, today, table
        self.names = read_json("names.json")
        self.excluded = set(self.names["excluded_full_names"])
        self.ethnic = [[r["ethnicity"], r["officials"]] for r in self.names["ethnic_share"]["rows"]]

    def make(self, slot: Slot, rank: int) -> Person:
        """A person who could plausibly hold a title of this rank and does not retire within a few months."""
        rng = self.rng
        female = 0.17 if rank >= 740 else 0.27 if rank >= 500 else 0.31
        sex = "F" if rng.random() < female else "M"
        birth_on = self._birth(sex, rank)
        ethnicity = str(pick(rng, self.ethnic))
        recruited = min(_clip(birth_on, 22 * 365 + rng.randrange(5 * 365)), self.today - timedelta(days=1200))
        joined = max(recruited, _clip(birth_on, 24 * 365 + rng.randrange(8 * 365)))
        joined = min(joined, self.today - timedelta(days=600 + rng.randrange(500)))
        return Person(
            self._name(sex, ethnicity, birth_on.year), sex, birth_on, ethnicity, recruited, joined,
            joined.replace(day=min(joined.day, 28), year=joined.year + 1),
        )  # fmt: skip

    def _birth(self, sex: str, rank: int) -> date:
        middle, spread = (50, 4.5) if rank >= 740 else (45, 6.0) if rank >= 500 else (41, 7.5)
        while True:
            age = min(60.0, max(25.0, self.rng.gauss(middle, spread)))
            born = self.today - timedelta(days=int(age * 365.25))
            retires = self.table.retires_on(sex, born)
            if retires is not None and retires > self.today + timedelta(days=120):
                return born

    def _name(self, sex: str, ethnicity: str, year: int) -> str:
        rng, names = self.rng, self.names
        decade = str(min(names["decades"], key=lambda d: abs(d + 5 - year)))
        style = names["kinh_style"]
        own = names["own_style"]
        while True:
            family = pick(rng, names["families"].get(ethnicity) or names["families"]["01"])
            uses = ethnicity in style["used_by"] or rng.random() < style["often_used_by"].get(ethnicity, 0.5)
            if uses:
                middle, given = pick(rng, style["middle"][sex][decade]), self._given(style["given"][sex], decade)
            else:
                mine = own.get(ethnicity, own["default"])
                middle, given = pick(rng, mine["middle"][sex]), self._given(mine["given"][sex], decade)
            full = f"{family} {middle} {given}"
            if full not in self.excluded and len(set(full.split())) == len(full.split()):
                return full

    def _given(self, source: Any, decade: str) -> str:
        chosen = source[decade] if isinstance(source, dict) else source
        first = chosen[0]
        return str(pick(self.rng, chosen) if isinstance(first, list) else self.rng.choice(chosen))


def _clip(start: date, days: int) -> date:
    return start + timedelta(days=days)
