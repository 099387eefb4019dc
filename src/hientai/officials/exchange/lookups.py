"""What texts in cells may name: values of code lists, units, titles, terms, tiers; with the nearest when none fits."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from hientai.base.codelists import load_codes
from hientai.base.text import fold, similarity
from hientai.officials.exchange.choices import CHOICES
from hientai.officials.models import Title
from hientai.org.models import ManagementTier, Term, Unit

_YEARS = re.compile(r"(\d{4})\s*[-–]\s*(\d{4})")
_SUGGESTED = 60  # suggestions are dear: beyond so many different unknown texts the list itself must be looked up
_ALIKE = 0.45


@dataclass(frozen=True, slots=True)
class UnitFact:
    """One unit as the import needs it."""

    id: int
    code: str
    name: str
    path: str


@dataclass(frozen=True, slots=True)
class TitleFact:
    """One title as the import needs it."""

    id: int
    code: str
    label: str
    sector: str
    tier_id: int | None


@dataclass(slots=True)
class Words:
    """Folded text → code, and what to show for a code."""

    codes: dict[str, str] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    ranks: dict[str, int] = field(default_factory=dict)

    def add(self, code: str, label: str, variants: Iterable[str] = (), rank: int = 0) -> None:
        """Let a code be named by itself, its label and its spelling variants; what came first keeps a text."""
        self.labels[code], self.ranks[code] = label, rank
        for text in (code, label, *variants):
            self.codes.setdefault(fold(text), code)


class Lookups:
    """All reference data of one import, read in six queries."""

    def __init__(self) -> None:
        self.words: dict[str, Words] = {}
        self.suggestions = 0
        self.units: dict[int, UnitFact] = {}
        self.unit_codes: dict[str, int] = {}
        self.unit_names: dict[str, list[int]] = {}
        self.titles: dict[str, TitleFact] = {}
        self.terms: dict[str, tuple[int, str, int, int]] = {}
        self.tiers: dict[str, tuple[int, int]] = {}

    @classmethod
    def load(cls) -> Lookups:
        """Read code lists, units, titles, terms and tiers."""
        found = cls()
        for name, codes in load_codes().lists.items():
            words = found.words.setdefault(name, Words())
            for code in codes.values():
                words.add(code.code, code.label, code.variants, code.rank)
        for name, pairs in CHOICES.items():
            words = found.words.setdefault(name, Words())
            for value, label in pairs:
                words.add(value, label)
        found._load_org()
        return found

    def _load_org(self) -> None:
        for pk, code, name, short, path in Unit.objects.order_by("id").values_list(
            "id", "code", "name", "short_name", "path"
        ):
            self.add_unit(UnitFact(pk, code, name, path), short)
        titles = self.words.setdefault("title", Words())
        rows = list(Title.objects.order_by("sort_order").values_list("id", "code", "label", "sector", "tier_id"))
        for pk, code, label, sector, tier in rows:
            self.titles[code] = TitleFact(pk, code, label, sector, tier)
            titles.add(code, label)
        for _, code, label, _, _ in rows:  # "Bí thư Tỉnh ủy" of "Bí thư Tỉnh ủy, Thành ủy"
            titles.codes.setdefault(fold(label.split(",")[0]), code)
        for pk, code, kind, label, start, end in Term.objects.values_list(
            "id", "code", "kind", "label", "starts_year", "ends_year"
        ):
            self.terms[code] = (pk, kind, start, end)
            self.words.setdefault("term", Words()).add(code, label)
        for pk, code, label, rank in ManagementTier.objects.values_list("id", "code", "label", "rank"):
            self.tiers[code] = (pk, rank)
            self.words.setdefault("tier", Words()).add(code, label, (label.removeprefix("Diện "),))

    def add_unit(self, unit: UnitFact, short_name: str = "") -> None:
        """Let a unit be named; also units that the same file establishes."""
        self.units[unit.id] = unit
        self.unit_codes[fold(unit.code)] = unit.id
        for text in {fold(unit.name), fold(short_name)} - {""}:
            self.unit_names.setdefault(text, []).append(unit.id)

    def code(self, list_name: str, text: str) -> str | None:
        """The code a text names in a list, None when none."""
        words = self.words.get(list_name)
        return words.codes.get(fold(text)) if words else None

    def label(self, list_name: str, code: str) -> str:
        """What to show for a code."""
        words = self.words.get(list_name)
        return words.labels.get(code, code) if words else code

    def rank(self, list_name: str, code: str) -> int:
        """The rank of a code; 0 when unknown."""
        words = self.words.get(list_name)
        return words.ranks.get(code, 0) if words else 0

    def nearest(self, list_name: str, text: str) -> str:
        """ "Có phải «…»?" for the label most like a text, or an empty text."""
        words = self.words.get(list_name)
        return self._nearest(text, words.labels.values() if words else ())

    def unit(self, text: str) -> tuple[int | None, str]:
        """The unit a text names by code or name, or why none was found, with the nearest ones."""
        key = fold(text)
        if (found := self.unit_codes.get(key)) is not None:
            return found, ""
        named = self.unit_names.get(key) or []
        if not named and "," in text:  # "Phòng Nội vụ, Huyện Đồng Văn"
            named = self._below(*text.rsplit(",", 1))
        if len(named) == 1:
            return named[0], ""
        if named:
            codes = ", ".join(self.units[pk].code for pk in named[:4]) + (" …" if len(named) > 4 else "")
            return None, f"Có {len(named)} đơn vị tên «{text}». Hãy ghi mã đơn vị: {codes}."
        hint = self._nearest(text, {unit.name for unit in self.units.values()})
        return None, f"Không có đơn vị «{text}». {hint or 'Hãy ghi mã hoặc tên như trong danh mục đơn vị.'}"

    def _below(self, name: str, above: str) -> list[int]:
        parents = [self.units[pk].path for pk in self.unit_names.get(fold(above), ())]
        named = self.unit_names.get(fold(name), ())
        return [pk for pk in named if any(self.units[pk].path.startswith(path) for path in parents)]

    def term(self, text: str, sector: str = "") -> tuple[str | None, str, str]:
        """(code, warning, error) of the term a text names; an odd one is read as the nearest of its calendar."""
        if code := self.code("term", text):
            return code, "", ""
        match = _YEARS.search(text)
        if match is None:
            return None, "", f"«{text}» không phải là nhiệm kỳ. Hãy ghi như 2020-2025."
        start, end = int(match[1]), int(match[2])
        calendar = "party" if sector == "party" else "state"
        exact = [code for code, (_, _, a, b) in self.terms.items() if (a, b) == (start, end)]
        if exact:
            return min(exact, key=lambda code: self.terms[code][1] != calendar), "", ""
        near = [(abs(a - start) + abs(b - end), kind != calendar, code) for code, (_, kind, a, b) in self.terms.items()]
        best = min(near, default=(99, True, ""))
        if best[0] <= 1:
            shown = self.label("term", best[2])
            return best[2], f"Không có nhiệm kỳ {start}-{end}; hiểu là «{shown}». Hãy kiểm tra lại.", ""
        return None, "", f"Không có nhiệm kỳ {start}-{end} trong danh mục. Hãy ghi như 2020-2025 hoặc 2021-2026."

    def _nearest(self, text: str, labels: Iterable[str]) -> str:
        self.suggestions += 1
        if self.suggestions > _SUGGESTED:
            return ""
        best = max(((similarity(text, label), label) for label in labels), default=(0.0, ""))
        return f"Có phải «{best[1]}»?" if best[0] >= _ALIKE else ""
