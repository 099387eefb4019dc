"""Posts, qualifications, ratings, pools and training judged against what each person already has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hientai.base.text import normalise
from hientai.officials.exchange.careers import Career, Record
from hientai.officials.exchange.fields import Field
from hientai.officials.exchange.judgement import Outcome, Verdict
from hientai.officials.exchange.people import Person
from hientai.officials.exchange.rows import Given, SheetRows
from hientai.officials.exchange.sheets import SHEETS
from hientai.officials.exchange.work import Step, Work

CHUNK = 5000
Key = tuple[Any, ...]
LISTS = {
    "appointment": "appointments", "qualification": "qualifications", "rating": "ratings", "pool": "pools",
    "training": "trainings",
}  # fmt: skip
SHOWN_AS = {"tier_id": "tier", "code": "rating"}
SILENT = frozenset({"tier_rank", "rank"})


class Stored:
    """The rows that people already have: (official, identity) → [(row id, changeable values)]."""

    def __init__(self, career: Career, ids: set[int]) -> None:
        self.rows: dict[Key, list[tuple[int, tuple[Any, ...]]]] = {}
        manager: Any = career.model._default_manager
        width = 1 + len(career.identity)
        listed = sorted(ids)
        for start in range(0, len(listed), CHUNK):
            found = manager.filter(official_id__in=listed[start : start + CHUNK]).order_by()
            for pk, *row in found.values_list("pk", "official_id", *career.identity, *career.changeable):
                self.rows.setdefault(tuple(row[:width]), []).append((pk, tuple(row[width:])))


class CareersJudge:
    """Judges the tables of one kind in two passes: find the people, then compare with what they have."""

    def __init__(self, work: Work, career: Career) -> None:
        self.work, self.career = work, career
        self.seen: dict[Key, tuple[int, Record]] = {}
        self.chosen: list[Any] = getattr(work.judgement.plan, LISTS[career.kind])
        self.labels: dict[str, Field] = {f.name: f for f in SHEETS[career.kind].fields}

    def judge(self, tables: Sequence[SheetRows], step: Step) -> None:
        """Judge all rows of all tables."""
        read: list[tuple[Given, Person, Record]] = []
        for table in tables:
            for given in table:
                person = self.work.person_of(given)
                record = self.career.record(self.work, given)
                if person is None or record is None or given.is_rejected:
                    self.work.verdict(given, self.career.kind, Outcome.REJECTED, self._label(given, person))
                    continue
                read.append((given, person, record))
                if len(read) % CHUNK == 0:
                    step(len(read))
        stored = Stored(self.career, {person.id for _, person, _ in read if person.id > 0})
        for given, person, record in read:
            self.settle(given, person, record, stored)

    def _label(self, given: Given, person: Person | None) -> str:
        return f"{person.name} ({person.code})" if person else str(given.values.get("full_name", ""))

    def settle(self, given: Given, person: Person, record: Record, stored: Stored) -> Verdict | None:
        """Compare one record with what is stored and what earlier rows said; put it into the plan."""
        key = (person.id, *(record[name] for name in self.career.identity))
        known = stored.rows.get(key, ())
        if key in self.seen:
            return self._again(given, person, record, key)
        self.seen[key] = (given.number, record)
        label = self._label(given, person)
        if not known:
            if problem := self._forbidden(person, record, stored):
                self.work.reject(given, *problem)
                return self.work.verdict(given, self.career.kind, Outcome.REJECTED, label)
            self.chosen.append(self.career.row(person.id, record))
            return self.work.verdict(given, self.career.kind, Outcome.CREATE, label)
        differing = [self._differences(record, values) for _, values in known]
        if not all(differing):
            return self.work.verdict(given, self.career.kind, Outcome.UNCHANGED, label)
        pk, values = known[0]
        verdict = self.work.verdict(given, self.career.kind, Outcome.UPDATE, label)
        verdict.changes = self._tell(differing[0], dict(zip(self.career.changeable, values, strict=True)))
        plan = self.work.judgement.plan
        new = (record.get(name, old) for name, old in zip(self.career.changeable, values, strict=True))
        plan.changes.setdefault(self.career.kind, []).append((*new, pk))
        plan.changed_people.add(person.id)
        return verdict

    def _again(self, given: Given, person: Person, record: Record, key: Key) -> Verdict:
        """The same row a second time in one file: equal ones do no harm, different ones contradict."""
        number, before = self.seen[key]
        label = self._label(given, person)
        if before == record:
            self.work.warn(given, "code", f"Giống hệt dòng {number} nên không ghi lần nữa.")
            return self.work.verdict(given, self.career.kind, Outcome.UNCHANGED, label)
        self.work.reject(given, "code", f"Trùng với dòng {number} nhưng ghi khác. Hãy giữ một dòng đúng.")
        return self.work.verdict(given, self.career.kind, Outcome.REJECTED, label)

    def _forbidden(self, person: Person, record: Record, stored: Stored) -> tuple[str, str] | None:
        """A pool entry of the same title, unit and term may be entered once; entering again is done on its screen."""
        if self.career.kind != "pool":
            return None
        same = (person.id, record["title_id"], record["unit_id"], record["term_id"])
        for key in stored.rows:
            if key[:4] == same:
                day = key[4].strftime("%d/%m/%Y")
                return "entered_on", f"Đã có trong quy hoạch này từ ngày {day}. Hãy sửa ở màn hình Quy hoạch."
        return None

    def _differences(self, record: Record, values: tuple[Any, ...]) -> dict[str, Any]:
        """The given columns whose value is not the stored one."""
        found = {}
        for name, old in zip(self.career.changeable, values, strict=True):
            if name in record and record[name] != old and not self._is_same(name, old, record[name]):
                found[name] = record[name]
        return found

    def _is_same(self, name: str, old: Any, new: Any) -> bool:
        if not isinstance(old, str) or not old or not isinstance(new, str):
            return False
        one = self.labels.get(name)
        if one is not None and one.source:
            return self.work.lookups.code(one.source, old) == new
        return normalise(old) == new

    def _tell(self, new: dict[str, Any], old: dict[str, Any]) -> list[tuple[str, str, str]]:
        told = []
        for name, value in new.items():
            if name in SILENT:
                continue
            one = self.labels.get(SHOWN_AS.get(name, name))
            if one is None:
                told.append((name, str(old[name]), str(value)))
            elif name == "tier_id":
                told.append((one.label, self._tier(old[name]), self._tier(value)))
            else:
                told.append((one.label, self.work.shown(one, old[name]), self.work.shown(one, value)))
        return told

    def _tier(self, pk: int | None) -> str:
        for code, (tier, _) in self.work.lookups.tiers.items():
            if tier == pk:
                return self.work.lookups.label("tier", code)
        return ""
