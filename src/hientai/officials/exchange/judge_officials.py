"""The people's own table judged: who is new, who changes in which field, who is left as they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from hientai.base.text import normalise
from hientai.officials.codes import GONE
from hientai.officials.exchange.fields import OFFICIAL, RATING_PREFIX, Field, P
from hientai.officials.exchange.judgement import Outcome
from hientai.officials.exchange.people import Clue, Person
from hientai.officials.exchange.plausible import doubts
from hientai.officials.exchange.rows import Given, SheetRows
from hientai.officials.exchange.work import OUTSIDE, Step, Work
from hientai.officials.models import Official
from hientai.officials.operations.registry import OfficialRow

CHUNK = 5000
COLUMNS = tuple(f.name for f in fields(OfficialRow))
POSITION = {name: index for index, name in enumerate(COLUMNS)}
FIELDS: dict[str, Field] = {f.name: f for f in OFFICIAL.fields if f.name in POSITION}
EXTRAS = frozenset({"title", "post", "professional", "theory", "state_management", "language", "it", "defence"})
SEX = {"male": "M", "female": "F"}


class OfficialsJudge:
    """Judges tables of people in two passes: find each person, then compare with what is stored."""

    def __init__(self, work: Work) -> None:
        self.work = work
        self.lookups = work.lookups
        self.next_number = self._next_number()

    def _next_number(self) -> int:
        used = [int(code[2:]) for code in self.work.people.by_code if code.startswith("CB") and code[2:].isdigit()]
        return max(used, default=0) + 1

    def judge(self, tables: Sequence[SheetRows], step: Step) -> None:
        """Judge all rows of all tables."""
        found: list[tuple[Given, Person | None]] = []
        done = 0
        for table in tables:
            for given in table:
                found.append((given, self._identify(given)))
                if len(found) % CHUNK == 0:
                    step(len(found) // 2)
            done += len(table.sheet.rows)
        stored = self._stored({person.id for _, person in found if person is not None and person.id > 0})
        for number, (given, person) in enumerate(found, start=1):
            if person is None:
                self.work.verdict(given, "official", Outcome.REJECTED, str(given.values.get("full_name", "")))
            elif person.id < 0:
                self._create(given, person)
            else:
                self._compare(given, person, stored[person.id])
            if number % CHUNK == 0:
                step(done // 2 + number // 2)

    def _stored(self, ids: set[int]) -> dict[int, tuple[Any, ...]]:
        found: dict[int, tuple[Any, ...]] = {}
        listed = sorted(ids)
        for start in range(0, len(listed), CHUNK):
            rows = Official.objects.filter(pk__in=listed[start : start + CHUNK]).order_by()
            for pk, *values in rows.values_list("pk", *COLUMNS):
                found[pk] = tuple(values)
        return found

    def _identify(self, given: Given) -> Person | None:
        """The person of a row, a new one when nobody known fits; None when the row is rejected."""
        values = given.values
        self._combine(given)
        unit = values.get("unit_code", values.get("unit"))
        clue = Clue(
            values.get("code", ""), values.get("citizen_number", ""), values.get("full_name", ""),
            values.get("birth", ""), unit,
        )  # fmt: skip
        person, name, problem = self.work.people.find(clue)
        self.work.take(given, name, problem)
        if given.is_rejected:
            return None
        if person is None:
            person = self._new(given, clue)
            if person is None:
                return None
        elif not person.is_allowed:
            self.work.reject(given, "code", OUTSIDE)
        elif person.row is not None:
            sheet, number = person.row
            where = f"dòng {number}" if sheet == given.sheet else f"dòng {number} trang «{sheet}»"
            self.work.reject(given, "full_name", f"Trùng với {where} ({person.name}). Hãy xóa một trong hai dòng.")
        self._check_post(given, person, unit)
        if given.is_rejected:
            return None
        person.row = (given.sheet, given.number)
        if person.id == 0:
            self._enrol(given, person)
        return person

    def _combine(self, given: Given) -> None:
        """Columns that together say one thing: name in two parts, birth and sex by column, both Party dates."""
        values = given.values
        if "full_name" not in values and ("given" in values or "family" in values):
            values["full_name"] = normalise(f"{values.pop('family', '')} {values.pop('given', '')}")
        for column, sex in (("birth_male", "M"), ("birth_female", "F")):
            if column in values:
                if values.get("sex", sex) != sex:
                    self.work.reject(given, column, "Có ngày sinh ở cả cột Nam và cột Nữ, hoặc khác cột giới tính.")
                values["sex"], values["birth"] = sex, values[column]
                given.columns.setdefault("birth", given.columns[column])
        for column, sex in SEX.items():
            if values.get(column):
                if values.get("sex", sex) != sex:
                    self.work.reject(given, column, "Đánh dấu cả Nam và Nữ. Hãy chỉ đánh một ô.")
                values["sex"] = sex
        if "sex" not in values and len({"male", "female"} & given.columns.keys()) == 1:
            values["sex"] = "M" if "female" in given.columns else "F"  # one column: blank is the other sex
        if both := values.get("party_both"):
            values.setdefault("party_joined", both[0])
            if both[1]:
                values.setdefault("party_official", both[1])

    def _new(self, given: Given, clue: Clue) -> Person | None:
        """A person to be created, with id 0 until the row proves good; None with what is missing noted."""
        values = given.values
        for name, what in (("full_name", "họ và tên"), ("birth", "ngày sinh")):
            if not values.get(name):
                self.work.reject(given, name, f"Thiếu {what}. Hãy nhập {what} của cán bộ mới.")
        if not values.get("sex"):
            digit = clue.citizen_number[3:4]
            if digit:
                values["sex"] = "F" if int(digit) % 2 else "M"
                self.work.warn(given, "sex", "Thiếu giới tính; lấy theo số căn cước. Hãy kiểm tra lại.")
            else:
                self.work.reject(given, "sex", "Thiếu giới tính. Hãy ghi Nam hoặc Nữ.")
        if given.is_rejected:
            return None
        if not self.work.area.is_everything:
            unit = clue.unit_id if clue.unit_id is not None else self.work.unit_of_code.get(clue.code.upper())
            if unit is None or not self.work.area.covers(self.lookups.units[unit].path):
                self.work.reject(given, "unit", OUTSIDE)
                return None
        return Person(0, clue.code, clue.name, clue.birth, clue.unit_id, clue.citizen_number)

    def _enrol(self, given: Given, person: Person) -> None:
        """Give a new person their place in the plan and let later rows find them."""
        if not person.code:
            person.code = f"CB{self.next_number:06d}"
            self.next_number += 1
        values = {name: value for name, value in given.values.items() if name in POSITION}
        row = OfficialRow(**{**values, "code": person.code})
        plan = self.work.judgement.plan
        plan.new_officials.append(row)
        person.id = -len(plan.new_officials)
        self.work.people.add(person)

    def _check_post(self, given: Given, person: Person, unit: int | None) -> None:
        """A post of the people's table needs its unit, and both lie in the importer's area."""
        values = given.values
        if "post" in values:
            title, found = values["post"]
            values.setdefault("title", title)
            unit = unit if unit is not None else found
        if "title" not in values:
            if unit is not None and person.unit_id is None:
                self.work.warn(given, "unit", "Chưa có chức danh nên chưa ghi được nơi công tác; hãy thêm chức danh.")
            return
        unit = unit if unit is not None else person.unit_id
        if unit is None:
            self.work.reject(given, "title", "Có chức danh mà không có đơn vị. Hãy ghi đơn vị công tác.")
            return
        values["post_unit"] = unit
        if not self.work.area.covers(self.lookups.units[unit].path, values.get("tier")):
            self.work.reject(given, "unit", OUTSIDE)

    def _create(self, given: Given, person: Person) -> None:
        for name, message in doubts(given.values, self.work.today):
            self.work.warn(given, name, message)
        verdict = self.work.verdict(given, "official", Outcome.CREATE, f"{person.name} ({person.code})")
        self._keep_extras(given, person, verdict)

    def _keep_extras(self, given: Given, person: Person, verdict: Any) -> None:
        if any(name in EXTRAS or name.startswith(RATING_PREFIX) for name in given.values):
            self.work.extras.append((given, person, verdict))

    def _compare(self, given: Given, person: Person, stored: tuple[Any, ...]) -> None:
        """What changes of a known person; a blank cell changes nothing."""
        changes: list[tuple[str, str, str]] = []
        merged = list(stored)
        for name, new in given.values.items():
            position = POSITION.get(name)
            if position is None or new == stored[position]:
                continue
            one = FIELDS[name]
            if self._is_same(one, stored[position], new):
                continue
            merged[position] = new
            changes.append((one.label, self.work.shown(one, stored[position]), self.work.shown(one, new)))
        if merged[POSITION["status"]] in GONE and merged[POSITION["left_on"]] is None:
            self.work.reject(given, "status", "Đã thôi công tác mà thiếu ngày. Hãy ghi cột «Thôi công tác từ ngày».")
            self.work.verdict(given, "official", Outcome.REJECTED, person.name)
            return
        outcome = Outcome.UPDATE if changes else Outcome.UNCHANGED
        verdict = self.work.verdict(given, "official", outcome, f"{person.name} ({person.code})")
        verdict.changes = changes
        if changes:
            for name, message in doubts(dict(zip(COLUMNS, merged, strict=True)), self.work.today):
                self.work.warn(given, name, message)
            self.work.judgement.plan.changed_officials.append(OfficialRow(*merged))
        self._keep_extras(given, person, verdict)

    def _is_same(self, one: Field, old: Any, new: Any) -> bool:
        """Two spellings of one value are no change: "12/12" and THPT, hoà and hòa."""
        if not isinstance(old, str) or not old or one.parse is P.PARTIAL:
            return False
        if one.name == "code":
            return old.upper() == str(new).upper()
        if one.parse is P.CODE:
            return bool(self.lookups.code(one.source, old) == new)
        return bool(normalise(old) == new)
