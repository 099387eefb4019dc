"""Posts, highest qualifications and ratings told in columns of the people's own table, as offices keep them."""

from __future__ import annotations

from typing import Any

from hientai.base.text import normalise
from hientai.officials.codes import CODE_LIST_OF
from hientai.officials.exchange.fields import RATING_PREFIX
from hientai.officials.exchange.judgement import Outcome, Verdict
from hientai.officials.exchange.people import Person
from hientai.officials.exchange.rows import Given
from hientai.officials.exchange.work import Work
from hientai.officials.models import Appointment, Qualification, Rating
from hientai.officials.operations.imports import CHANGEABLE
from hientai.officials.operations.learning import QualificationRow, RatingRow
from hientai.officials.operations.posts import AppointmentRow

CHUNK = 5000
LADDERS = ("professional", "theory", "state_management", "language", "it", "defence")


class ExtrasJudge:
    """Adds what people do not have yet; what they have already is left as it is."""

    def __init__(self, work: Work) -> None:
        self.work = work
        self.plan = work.judgement.plan
        ids = sorted({person.id for _, person, _ in work.extras if person.id > 0})
        self.posts: set[tuple[int, int, str]] = set()
        self.levels: set[tuple[int, str, str]] = set()
        self.ratings: dict[tuple[int, int], tuple[int, str, str]] = {}
        for start in range(0, len(ids), CHUNK):
            self._load(ids[start : start + CHUNK])
        self.posts |= {(row.official_id, row.unit_id, row.title) for row in self.plan.appointments}
        self.levels |= {(row.official_id, row.kind, row.code) for row in self.plan.qualifications}
        self.coming = {(row.official_id, row.year): row.code for row in self.plan.ratings if row.scheme == "official"}

    def _load(self, ids: list[int]) -> None:
        posts = Appointment.objects.held(self.work.today).filter(official_id__in=ids).order_by()
        self.posts.update(posts.values_list("official_id", "unit_id", "title__code"))
        levels = Qualification.objects.filter(official_id__in=ids).order_by()
        self.levels.update(levels.values_list("official_id", "kind", "code"))
        ratings = Rating.objects.filter(official_id__in=ids, scheme="official").order_by()
        for official, year, pk, code, document in ratings.values_list("official_id", "year", "pk", "code", "document"):
            self.ratings[official, year] = (pk, code, document)

    def judge(self) -> None:
        """Judge the extra columns of all rows that were not rejected."""
        for given, person, verdict in self.work.extras:
            self._post(given, person, verdict)
            for kind in LADDERS:
                if (code := given.values.get(kind)) is not None:
                    self._level(given, person, verdict, kind, code)
            for name, code in given.values.items():
                if name.startswith(RATING_PREFIX):
                    self._rating(given, person, verdict, int(name[len(RATING_PREFIX) :]), code)

    def _changed(self, verdict: Verdict, label: str, old: str, new: str) -> None:
        if verdict.outcome is Outcome.UNCHANGED:
            verdict.outcome = Outcome.UPDATE
        if verdict.outcome is Outcome.UPDATE:
            verdict.changes = [*verdict.changes, (label, old, new)]

    def _post(self, given: Given, person: Person, verdict: Verdict) -> None:
        values = given.values
        title = values.get("title")
        if title is None:
            return
        unit = values["post_unit"]
        if (person.id, unit, title) in self.posts:
            return
        since = values.get("post_from")
        if since is None:
            since = self.work.today
            text = f"Chưa có ngày giữ chức vụ; tạm ghi từ ngày nhập {since:%d/%m/%Y}. Hãy bổ sung cột ngày bổ nhiệm."
            self.work.warn(given, "title", text)
        held = any(official == person.id for official, _, _ in self._held(person))
        if held:
            text = "Đang giữ chức vụ khác; chức vụ này được ghi thêm. Nếu đã thôi chức vụ cũ, hãy ghi ngày thôi giữ."
            self.work.warn(given, "title", text)
        self.posts.add((person.id, unit, title))
        self.plan.appointments.append(
            AppointmentRow(
                person.id, unit, title, since, tier=values.get("tier", ""),
                document=values.get("post_document", ""), is_primary=not held,
            )
        )  # fmt: skip
        shown = f"{self.work.lookups.titles[title].label}, {self.work.lookups.units[unit].name}"
        self._changed(verdict, "Chức vụ", "", shown)

    def _held(self, person: Person) -> list[tuple[int, int, str]]:
        """Posts of a known person; new people hold none but what this file says."""
        if not hasattr(self, "_by_person"):
            self._by_person: dict[int, list[tuple[int, int, str]]] = {}
            for post in self.posts:
                self._by_person.setdefault(post[0], []).append(post)
        return self._by_person.get(person.id, [])

    def _level(self, given: Given, person: Person, verdict: Verdict, kind: str, code: str) -> None:
        source = CODE_LIST_OF[kind]
        if (person.id, kind, code) in self.levels or code.startswith("CHUA"):
            return
        self.levels.add((person.id, kind, code))
        major = normalise(given.values.get("major", "")) if kind == "professional" else ""
        self.plan.qualifications.append(QualificationRow(person.id, kind, code, "", major))
        label = self.work.lookups.label("qualification_kind", kind)
        self._changed(verdict, label, "", self.work.lookups.label(source, code))

    def _rating(self, given: Given, person: Person, verdict: Verdict, year: int, code: str) -> None:
        if (known := self.coming.get((person.id, year))) is not None:
            if known != code:
                text = f"Xếp loại năm {year} khác dòng ở trang Xếp loại; lấy theo trang Xếp loại."
                self.work.warn(given, f"{RATING_PREFIX}{year}", text)
            return
        self.coming[person.id, year] = code
        stored = self.ratings.get((person.id, year))
        if stored is None:
            self.plan.ratings.append(RatingRow(person.id, year, code))
            self._changed(verdict, f"Xếp loại {year}", "", self.work.lookups.label("rating_rank", code))
        elif stored[1] != code:
            pk, old, document = stored
            values: dict[str, Any] = {"code": code, "document": document}
            values["rank"] = self.work.lookups.rank("rating_rank", code)
            row = (*(values[name] for name in CHANGEABLE["rating"][1]), pk)
            self.plan.changes.setdefault("rating", []).append(row)
            label = self.work.lookups.label
            self._changed(verdict, f"Xếp loại {year}", label("rating_rank", old), label("rating_rank", code))
