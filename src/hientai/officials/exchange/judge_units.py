"""Units judged: new ones are established by the import, known ones stay as they are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from hientai.base.text import fold
from hientai.officials.exchange.judgement import Outcome
from hientai.officials.exchange.lookups import UnitFact
from hientai.officials.exchange.rows import Given, SheetRows
from hientai.officials.exchange.sheets import UNIT
from hientai.officials.exchange.work import OUTSIDE, Step, Work
from hientai.org.models import Unit
from hientai.org.operations.loading import UnitRow

COMPARED = ("name", "short_name", "kind", "sector", "level", "territory_code", "valid_from", "valid_until")
COLUMNS = ("code", "id", *COMPARED, "path")


class UnitsJudge:
    """Judges the tables of units; a unit may hang on another of the same file, in any order."""

    def __init__(self, work: Work) -> None:
        self.work = work
        self.known: dict[str, dict[str, Any]] = {}
        for row in Unit.objects.order_by("id").values_list(*COLUMNS):
            self.known[fold(row[0])] = dict(zip(COLUMNS, row, strict=True))

    def judge(self, tables: Sequence[SheetRows], step: Step) -> None:
        """Judge all rows; parents are settled once every row is read."""
        rows: dict[str, Given] = {}
        fresh: dict[str, Given] = {}
        for table in tables:
            for given in table:
                self._read(given, rows, fresh)
        self._settle(fresh)
        step(len(rows))

    def _read(self, given: Given, rows: dict[str, Given], fresh: dict[str, Given]) -> None:
        values = given.values
        for name in ("code", "name", "kind", "sector", "level", "valid_from"):
            if name not in values and not given.is_rejected and fold(str(values.get("code", ""))) not in self.known:
                one = UNIT.field(name)
                self.work.reject(given, name, f"Thiếu {one.label if one else name}.")
        key = fold(str(values.get("code", "")))
        if key in rows:
            self.work.reject(given, "code", f"Mã đơn vị đã có ở dòng {rows[key].number}. Hãy xóa một dòng.")
        label = str(values.get("name", values.get("code", "")))
        if given.is_rejected or not key:
            self.work.verdict(given, "unit", Outcome.REJECTED, label)
            return
        rows[key] = given
        if key in self.known:
            self._compare(given, self.known[key])
            self.work.verdict(given, "unit", Outcome.UNCHANGED, label)
        else:
            fresh[key] = given

    def _compare(self, given: Given, stored: dict[str, Any]) -> None:
        """A known unit that the file describes otherwise is left as it is: organisations change by decisions."""
        differ = []
        for name in COMPARED:
            new, one = given.values.get(name), UNIT.field(name)
            same = fold(new) == fold(stored[name]) if isinstance(new, str) else new == stored[name]
            if new is not None and one is not None and not same:
                differ.append(f"{one.label} trong hệ thống là «{self.work.shown(one, stored[name])}»")
        if differ:
            text = "; ".join(differ) + ". Đơn vị được giữ nguyên; muốn đổi hãy dùng màn hình Tổ chức."
            self.work.warn(given, "name", text)

    def _settle(self, fresh: dict[str, Given]) -> None:
        """Find the parents, refuse circles and units outside the area, announce what remains to the lookups."""
        plan = self.work.judgement.plan
        paths: dict[str, str | None] = {}
        for key in fresh:
            self._path(key, fresh, paths, ())
        for key, given in fresh.items():
            path = paths.get(key)
            label = str(given.values["name"])
            if given.is_rejected or path is None:
                self.work.verdict(given, "unit", Outcome.REJECTED, label)
                continue
            values = given.values
            parent = str(values.get("parent_code", ""))
            plan.units.append(
                UnitRow(
                    code=values["code"], name=values["name"], short_name=values.get("short_name", ""),
                    kind=values["kind"], sector=values["sector"], level=values["level"],
                    parent_code=self._code_of(parent, fresh), territory_code=values.get("territory_code", ""),
                    valid_from=values["valid_from"], valid_until=values.get("valid_until"),
                )
            )  # fmt: skip
            fact = UnitFact(-len(plan.units), values["code"], values["name"], path)
            self.work.lookups.add_unit(fact, values.get("short_name", ""))
            self.work.verdict(given, "unit", Outcome.CREATE, label)

    def _code_of(self, parent: str, fresh: dict[str, Given]) -> str:
        key = fold(parent)
        if key in self.known:
            return str(self.known[key]["code"])
        if key in fresh:
            return str(fresh[key].values["code"])
        found = self.work.lookups.unit(parent)[0] if parent else None
        return self.work.lookups.units[found].code if found is not None else ""

    def _path(
        self, key: str, fresh: dict[str, Given], paths: dict[str, str | None], above: tuple[str, ...]
    ) -> str | None:
        """Where a new unit would hang: its parent's path with a mark of its own; None when it cannot."""
        if key in paths:
            return paths[key]
        given, paths[key] = fresh[key], None
        parent = str(given.values.get("parent_code", ""))
        parent_key = fold(self._code_of(parent, fresh)) if parent else ""
        over: str | None = ""
        if key in above or parent_key == key:
            self.work.reject(given, "parent_code", "Đơn vị tạo thành vòng tròn: không thể thuộc chính mình.")
        elif parent and parent_key in fresh:
            over = self._path(parent_key, fresh, paths, (*above, key))
            if over is None:
                self.work.reject(given, "parent_code", f"Cơ quan cấp trên «{parent}» bị loại hoặc đi vòng tròn.")
            self._check_life(given, fresh[parent_key].values)
        elif parent and not parent_key:
            self.work.reject(given, "parent_code", self.work.lookups.unit(parent)[1])
        elif parent:
            over = str(self.known[parent_key]["path"])
            self._check_life(given, self.known[parent_key])
        if not given.is_rejected and over is not None and not self.work.area.covers(over):
            self.work.reject(given, "parent_code", OUTSIDE)
        if not given.is_rejected and over is not None:
            paths[key] = over + "~"
        return paths[key]

    def _check_life(self, given: Given, parent: dict[str, Any]) -> None:
        """A unit hangs only on one that exists as long as it does."""
        start, end = given.values["valid_from"], given.values.get("valid_until")
        last: date | None = parent.get("valid_until")
        if end is not None and end <= start:
            self.work.reject(given, "valid_until", "Ngày kết thúc phải sau ngày thành lập.")
        elif start < parent["valid_from"]:
            text = f"Thành lập trước cơ quan cấp trên ({parent['valid_from']:%d/%m/%Y}). Hãy kiểm tra ngày."
            self.work.reject(given, "valid_from", text)
        elif last is not None and (end is None or end > last):
            self.work.reject(given, "parent_code", f"Cơ quan cấp trên đã kết thúc từ {last:%d/%m/%Y}.")
