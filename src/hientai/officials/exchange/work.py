"""What the judges of all tables share while one file is judged."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from hientai.base.periods import PartialDate, format_date
from hientai.base.tabular import Severity
from hientai.officials.exchange.area import Area
from hientai.officials.exchange.fields import Field, P
from hientai.officials.exchange.judgement import Judgement, Outcome, Verdict
from hientai.officials.exchange.lookups import Lookups
from hientai.officials.exchange.people import Clue, People, Person
from hientai.officials.exchange.rows import Given
from hientai.officials.exchange.values import Problem

OUTSIDE = "Ngoài phạm vi đơn vị, diện quản lý đồng chí được giao nhập. Hãy chuyển dòng này cho Ban Tổ chức."
Step = Callable[[int], None]


@dataclass(slots=True)
class Work:
    """Lookups, people, the importer's area, and the judgement that grows."""

    judgement: Judgement
    lookups: Lookups
    people: People
    area: Area
    today: date
    extras: list[tuple[Given, Person, Verdict]] = field(default_factory=list)
    unit_of_code: dict[str, int] = field(default_factory=dict)

    def warn(self, given: Given, name: str, message: str) -> None:
        """Note a doubt on the cell of a field."""
        column = given.columns.get(name, 0)
        self.judgement.note(given.sheet, given.number, column, Severity.WARNING, message)

    def reject(self, given: Given, name: str, message: str) -> None:
        """Keep a row out because of the cell of a field."""
        given.is_rejected = True
        self.judgement.note(given.sheet, given.number, given.columns.get(name, 0), Severity.ERROR, message)

    def take(self, given: Given, name: str, problem: Problem | None) -> None:
        """Note what looking for a person found doubtful or wrong."""
        if problem is None:
            return
        if problem.severity is Severity.ERROR:
            self.reject(given, name, problem.message)
        else:
            self.warn(given, name, problem.message)

    def verdict(self, given: Given, kind: str, outcome: Outcome, label: str) -> Verdict:
        """Note the outcome of a row."""
        found = Verdict(given.sheet, given.number, kind, outcome, label)
        self.judgement.verdicts.append(found)
        return found

    def person_of(self, given: Given) -> Person | None:
        """The official a row of a career table is about; rejects the row when there is none to be found."""
        values = given.values
        clue = Clue(values.get("code", ""), values.get("citizen_number", ""), values.get("full_name", ""),
                    values.get("birth", ""))  # fmt: skip
        person, name, problem = self.people.find(clue)
        self.take(given, name, problem)
        if problem is not None and problem.severity is Severity.ERROR:
            return None
        if person is None:
            shown = clue.code or clue.citizen_number or clue.name or "(trống)"
            how = "" if clue.code or clue.citizen_number else " Hãy ghi số hiệu, hoặc họ tên và ngày sinh."
            message = f"Không có cán bộ «{shown}» trong hồ sơ, cũng không có dòng đạt ở trang Cán bộ.{how}"
            self.reject(given, "code" if clue.code else "full_name", message)
        elif not person.is_allowed:
            self.reject(given, "code", OUTSIDE)
        return person

    def shown(self, one: Field, value: Any) -> str:
        """A value of a field as people read it."""
        if value is None or value == "":
            return ""
        if one.parse in (P.CODE, P.CHOICE):
            return self.lookups.label(one.source, str(value))
        if one.parse is P.PARTIAL:
            return PartialDate.from_storage(value).display()
        if isinstance(value, bool):
            return "Có" if value else "Không"
        return format_date(value) if isinstance(value, date) else str(value)
