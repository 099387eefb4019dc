"""Qualifications, annual ratings and training records. ``record_training`` is the one door by which results return."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from hientai.base.actor import Actor
from hientai.base.bulk import insert_rows, update_rows
from hientai.base.codelists import load_codes
from hientai.base.errors import BadInput
from hientai.base.operation import note, operation
from hientai.base.periods import PartialDate
from hientai.officials.codes import CODE_LIST_OF, TrainingResult
from hientai.officials.models import Appointment, Official, Qualification, Rating, TrainingRecord
from hientai.officials.operations.standing import refresh_standing


@dataclass(frozen=True, slots=True)
class QualificationRow:
    """One qualification; ``obtained`` is a partial date in storage form."""

    official_id: int
    kind: str
    code: str
    obtained: str
    major: str = ""
    institution: str = ""
    form: str = ""
    country: str = ""
    diploma_number: str = ""
    funding: str = ""
    is_equivalence: bool = False
    valid_until: date | None = None
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class RatingRow:
    """One year's rating."""

    official_id: int
    year: int
    code: str
    scheme: str = "official"
    document: str = ""


@dataclass(frozen=True, slots=True)
class TrainingRow:
    """One course attended; unit, level and title then are stamped from the post held at its end when left empty."""

    official_id: int
    kind: str
    subject: str
    programme: str
    ends_on: date
    starts_on: date | None = None
    programme_code: str = ""
    days: Decimal | None = None
    form: str = ""
    institution: str = ""
    is_abroad: bool = False
    funding: str = ""
    result: str = TrainingResult.COMPLETED
    certificate_number: str = ""
    period_text: str = ""
    source: str = ""


QUALIFICATION_COLUMNS = (
    "official_id", "kind", "code", "rank", "obtained", "obtained_on", "valid_until", "major", "institution", "form",
    "country", "diploma_number", "funding", "is_equivalence", "evidence",
)  # fmt: skip
TRAINING_COLUMNS = (
    "official_id", "kind", "subject", "programme_code", "programme", "starts_on", "ends_on", "period_text", "year",
    "days", "form", "institution", "is_abroad", "funding", "result", "certificate_number", "unit_then_id", "level_then",
    "title_then", "source",
)  # fmt: skip


def _owner(rows: Sequence[QualificationRow] | Sequence[RatingRow] | Sequence[TrainingRow]) -> Official | None:
    return Official.objects.get(pk=rows[0].official_id) if len(rows) == 1 else None


@operation("officials.save_qualifications", "Ghi trình độ")
def save_qualifications(
    *, by: Actor, rows: Sequence[QualificationRow], reason: str = "", refresh: bool = True
) -> tuple[int, int]:
    """This operation adds qualifications not yet known (same person, ladder, code, major, time).

    Returns (added, already there). Ranks are stamped from the code lists.
    """
    book = load_codes(CODE_LIST_OF.values())
    known = set()
    ids = list({row.official_id for row in rows})
    for start in range(0, len(ids), 5000):
        known |= set(
            Qualification.objects.filter(official_id__in=ids[start : start + 5000]).values_list(
                "official_id", "kind", "code", "major", "obtained"
            )
        )
    fresh = []
    for row in rows:
        identity = (row.official_id, row.kind, row.code, row.major, row.obtained)
        if identity in known:
            continue
        if row.code not in book.lists.get(CODE_LIST_OF[row.kind], {}):
            raise BadInput(f"Không có trình độ mã «{row.code}» trong danh mục {CODE_LIST_OF[row.kind]}.")
        known.add(identity)
        since = PartialDate.from_storage(row.obtained).earliest() if row.obtained else date(1945, 9, 2)
        fresh.append(
            (
                row.official_id, row.kind, row.code, book.rank(CODE_LIST_OF[row.kind], row.code), row.obtained, since,
                row.valid_until, row.major, row.institution, row.form, row.country, row.diploma_number, row.funding,
                row.is_equivalence, row.evidence,
            )
        )  # fmt: skip
    insert_rows(Qualification, QUALIFICATION_COLUMNS, fresh)
    owner = _owner(rows)
    note(owner, label="" if owner else f"{len(rows)} trình độ", reason=reason, detail={"added": len(fresh)})
    if refresh and fresh:
        refresh_standing(by=by, official_ids=[row[0] for row in fresh])
    return len(fresh), len(rows) - len(fresh)


@operation("officials.save_ratings", "Ghi xếp loại hằng năm")
def save_ratings(*, by: Actor, rows: Sequence[RatingRow], reason: str = "") -> tuple[int, int]:
    """This operation records annual ratings (366-QĐ/TW and its predecessors); returns (added, changed)."""
    book = load_codes(["rating_rank"])
    ids = list({row.official_id for row in rows})
    known: dict[tuple[int, int, str], tuple[int, str]] = {}
    for start in range(0, len(ids), 5000):
        for official, year, scheme, pk, code in Rating.objects.filter(
            official_id__in=ids[start : start + 5000]
        ).values_list("official_id", "year", "scheme", "pk", "code"):
            known[official, year, scheme] = (pk, code)
    fresh, changes = [], []
    for row in rows:
        if row.code not in book.lists.get("rating_rank", {}):
            raise BadInput(f"Không có mức xếp loại mã «{row.code}».")
        rank = book.rank("rating_rank", row.code)
        stored = known.get((row.official_id, row.year, row.scheme))
        if stored is None:
            fresh.append((row.official_id, row.year, row.scheme, row.code, rank, row.document))
        elif stored[1] != row.code:
            changes.append((row.code, rank, row.document, stored[0]))
    insert_rows(Rating, ("official_id", "year", "scheme", "code", "rank", "document"), fresh)
    update_rows(Rating, ("code", "rank", "document"), changes)
    owner = _owner(rows)
    note(
        owner,
        label="" if owner else f"{len(rows)} xếp loại",
        reason=reason,
        detail={"added": len(fresh), "changed": len(changes)},
    )
    return len(fresh), len(changes)


@operation("officials.record_training", "Ghi quá trình đào tạo, bồi dưỡng")
def record_training(*, by: Actor, rows: Sequence[TrainingRow], reason: str = "") -> tuple[int, int]:
    """This operation adds training records not yet known (same person, programme, end); returns (added, already there).

    It is the one door by which results of classes return to the registry.
    """
    ids = list({row.official_id for row in rows})
    known: set[tuple[int, str, date]] = set()
    then: dict[int, list[tuple[date, date | None, int, str, str]]] = {}
    for start in range(0, len(ids), 5000):
        chunk = ids[start : start + 5000]
        known |= set(
            TrainingRecord.objects.filter(official_id__in=chunk).values_list("official_id", "programme", "ends_on")
        )
        posts: Any = Appointment.objects.filter(official_id__in=chunk).order_by("-is_primary", "-title__rank")
        for pk, *post in posts.values_list(
            "official_id", "valid_from", "valid_until", "unit_id", "level", "title__label"
        ):
            then.setdefault(pk, []).append((post[0], post[1], post[2], post[3], post[4]))
    fresh = []
    for row in rows:
        identity = (row.official_id, row.programme, row.ends_on)
        if identity in known:
            continue
        known.add(identity)
        unit, level, title = _post_then(then.get(row.official_id, []), row.ends_on)
        fresh.append(
            (
                row.official_id, row.kind, row.subject, row.programme_code, row.programme, row.starts_on, row.ends_on,
                row.period_text, row.ends_on.year, row.days, row.form, row.institution, row.is_abroad, row.funding,
                row.result, row.certificate_number, unit, level, title, row.source,
            )
        )  # fmt: skip
    insert_rows(TrainingRecord, TRAINING_COLUMNS, fresh)
    owner = _owner(rows)
    note(owner, label="" if owner else f"{len(rows)} lượt học", reason=reason, detail={"added": len(fresh)})
    return len(fresh), len(rows) - len(fresh)


def _post_then(posts: list[tuple[date, date | None, int, str, str]], on: date) -> tuple[int | None, str, str]:
    for since, until, unit, level, title in posts:
        if since <= on and (until is None or until > on):
            return unit, level, title
    return None, "", ""
