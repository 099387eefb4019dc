"""Who a row is about: by number, by citizen number, or by the same name, birth and unit."""

from __future__ import annotations

from dataclasses import dataclass

from hientai.base.tabular import Severity
from hientai.base.text import fold
from hientai.officials.exchange.values import Problem, error, warning
from hientai.officials.models import Official


@dataclass(slots=True)
class Person:
    """An official known to the registry (``id`` > 0) or announced by an earlier row of the same file (``id`` < 0)."""

    id: int
    code: str
    name: str
    birth: str
    unit_id: int | None
    citizen_number: str = ""
    is_allowed: bool = True
    row: tuple[str, int] | None = None


@dataclass(slots=True)
class Clue:
    """What a row says about its person."""

    code: str = ""
    citizen_number: str = ""
    name: str = ""
    birth: str = ""
    unit_id: int | None = None


class People:
    """All officials by the ways in which a row may name them; read in one query."""

    def __init__(self) -> None:
        self.by_code: dict[str, Person] = {}
        self.by_citizen: dict[str, Person] = {}
        self.by_name: dict[tuple[str, str], list[Person]] = {}
        self.by_id: dict[int, Person] = {}
        self.merged: dict[str, str] = {}

    @classmethod
    def load(cls, allowed: set[int] | None) -> People:
        """Read everyone; ``allowed`` are the ids the importer may change (None: all)."""
        found = cls()
        columns = ("id", "code", "full_name", "birth", "current_unit_id", "citizen_number", "merged_into__code")
        for pk, code, name, birth, unit, citizen, merged in Official.objects.order_by("id").values_list(*columns):
            if merged:
                found.merged[code.upper()] = merged
            else:
                found.add(Person(pk, code, name, birth, unit, citizen, allowed is None or pk in allowed))
        return found

    def add(self, person: Person) -> None:
        """Let rows name this person."""
        self.by_id[person.id] = person
        self.by_code[person.code.upper()] = person
        if person.citizen_number:
            self.by_citizen[person.citizen_number] = person
        self.by_name.setdefault((person.name.casefold(), person.birth), []).append(person)

    def find(self, clue: Clue) -> tuple[Person | None, str, Problem | None]:
        """(person, field to blame, problem); no person and no error means: nobody known fits.

        A number decides; else the citizen number; else the same name and birth, in the same unit when one is given.
        """
        if clue.code:
            return self._by_code(clue)
        if clue.citizen_number and (person := self.by_citizen.get(clue.citizen_number)):
            return person, "", None
        if not (clue.name and clue.birth):
            return None, "", None
        same = self.by_name.get((clue.name.casefold(), clue.birth), [])
        if clue.citizen_number:
            same = [p for p in same if not p.citizen_number]
        if clue.unit_id is not None:
            return self._in_unit(clue, same)
        if len(same) > 1:
            codes = ", ".join(p.code for p in same[:4])
            return None, "full_name", error(f"Có {len(same)} người cùng họ tên và ngày sinh. Hãy ghi số hiệu: {codes}.")
        return (same[0] if same else None), "", None

    def _by_code(self, clue: Clue) -> tuple[Person | None, str, Problem | None]:
        key = clue.code.upper()
        if key in self.merged:
            return None, "code", error(f"Hồ sơ {clue.code} đã nhập vào {self.merged[key]}; hãy ghi số hiệu đó.")
        person = self.by_code.get(key)
        owner = self.by_citizen.get(clue.citizen_number) if clue.citizen_number else None
        if owner is not None and owner is not person:
            message = f"Số căn cước này đã thuộc {owner.name} ({owner.code}). Hãy kiểm tra lại."
            return None, "citizen_number", error(message)
        if person is not None:
            return person, *self._contradiction(person, clue)
        same = self.by_name.get((clue.name.casefold(), clue.birth), []) if clue.name and clue.birth else []
        if same:
            known = same[0]
            text = f"Có thể là {known.name} ({known.code}) đã có trong hồ sơ; hãy kiểm tra trùng."
            return None, "code", warning(text)
        return None, "", None

    @staticmethod
    def _contradiction(person: Person, clue: Clue) -> tuple[str, Problem | None]:
        """A number whose name and birth both are another's: rows have slipped, or the number is wrong."""
        other_name = bool(clue.name) and fold(clue.name) != fold(person.name)
        other_birth = bool(clue.birth) and clue.birth[:4] != person.birth[:4]
        if other_name and other_birth:
            text = f"Số hiệu này là của {person.name}, sinh năm {person.birth[:4]}. Hãy kiểm tra dòng có bị lệch."
            return "code", error(text)
        return "", None

    @staticmethod
    def _in_unit(clue: Clue, same: list[Person]) -> tuple[Person | None, str, Problem | None]:
        here = [p for p in same if p.unit_id == clue.unit_id]
        if len(here) == 1:
            return here[0], "", None
        if here:
            codes = ", ".join(p.code for p in here[:4])
            text = f"Đơn vị có {len(here)} người cùng tên, ngày sinh. Hãy ghi số hiệu: {codes}."
            return None, "full_name", error(text)
        unplaced = [p for p in same if p.unit_id is None]
        if len(unplaced) == 1 and len(same) == 1:
            return unplaced[0], "", None
        if same:
            other = same[0]
            text = f"Đơn vị khác có {other.name} cùng ngày sinh ({other.code}). Nếu là một người, hãy ghi số hiệu."
            return None, "full_name", Problem(Severity.WARNING, text)
        return None, "", None
