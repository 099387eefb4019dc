"""One official's page: facts masked by privacy class, timeline, tables; every look at a dossier is logged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from hientai.access.codes import Permission
from hientai.access.queries import Scope
from hientai.base.codelists import CodeBook, load_codes
from hientai.base.periods import format_date, months_between
from hientai.base.privacy import Privacy, masked, privacy_of
from hientai.officials.codes import CODE_LIST_OF, QualificationKind
from hientai.officials.models import Official
from hientai.web.ui.formats import write_partial_date

RIGHT_FOR = {Privacy.SENSITIVE: Permission.VIEW_SENSITIVE, Privacy.IDENTITY: Permission.VIEW_IDENTITY}
FACTS = (
    "code", "other_names", "sex", "birth", "ethnicity", "religion", "native_place", "birth_place", "residence",
    "citizen_number", "phone", "email", "party_joined", "party_official", "recruited", "general_education",
    "academic_title", "grade_code",
)  # fmt: skip
DATES = {"birth", "party_joined", "party_official", "recruited"}
CODED = {"ethnicity": "ethnic_group"}


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One line of the timeline, newest first."""

    day: date
    when: str
    title: str
    text: str = ""
    badge: str = ""
    kind: str = ""
    now: bool = False


def may_see(field: str, held: Scope, *, is_own: bool) -> bool:
    """Whether this reader may see this field of an official; one's own record is open to oneself."""
    right = RIGHT_FOR.get(privacy_of(Official, field) or Privacy.PERSONAL)
    return right is None or is_own or held.has(right)


def facts_of(official: Official, held: Scope, book: CodeBook, *, is_own: bool) -> list[tuple[str, str]]:
    """The facts of a record as (label, text), what the reader may not see masked."""
    out = []
    for name in FACTS:
        value = getattr(official, name)
        if name in DATES:
            text = write_partial_date(value)
        elif name in CODED:
            text = book.label(CODED[name], value)
        else:
            text = official.get_sex_display() if name == "sex" else str(value)
        if text and not may_see(name, held, is_own=is_own):
            text = masked(text, keep=3 if name == "citizen_number" else 0)
        label = str(getattr(Official._meta.get_field(name), "verbose_name", name))
        out.append((label[:1].upper() + label[1:], text))
    return out


def retirement_text(official: Official, on: date) -> str:
    """ "30/04/2026, còn 51 tháng"."""
    if official.retires_on is None:
        return ""
    left = months_between(on, official.retires_on) if official.retires_on > on else 0
    return f"{format_date(official.retires_on)}, còn {left} tháng"


def standing_of(official: Official, on: date) -> list[tuple[str, str]]:
    """Tier and retirement, the first facts of the page."""
    tier = official.current_tier.label if official.current_tier else ""
    return [
        ("Diện quản lý", tier),
        ("Nghỉ hưu", retirement_text(official, on)),
        ("Tình trạng", official.get_status_display()),
    ]


def qualifications_by_kind(official: Official, book: CodeBook) -> list[tuple[str, list[dict[str, Any]]]]:
    """All qualifications grouped by ladder, the highest first."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for q in official.qualifications.all():
        groups.setdefault(q.kind, []).append(
            {
                "label": book.label(CODE_LIST_OF[q.kind], q.code), "major": q.major, "institution": q.institution,
                "obtained": write_partial_date(q.obtained), "equivalence": q.is_equivalence,
            }
        )  # fmt: skip
    return [(QualificationKind(kind).label, groups[kind]) for kind in QualificationKind.values if kind in groups]


def timeline(official: Official, book: CodeBook, on: date) -> list[TimelineEntry]:
    """Posts, qualifications, courses and pools in one line of time, newest first."""
    out = []
    for post in official.appointments.all():
        until = format_date(post.valid_until) if post.valid_until else "nay"
        out.append(
            TimelineEntry(
                post.valid_from, f"{format_date(post.valid_from)} – {until}", post.title.label, post.unit.name,
                "Chức vụ", "brand", post.valid_until is None,
            )
        )  # fmt: skip
    for q in official.qualifications.all():
        label = book.label(CODE_LIST_OF[q.kind], q.code)
        title = f"{QualificationKind(q.kind).label}: {label}"
        out.append(TimelineEntry(q.obtained_on, write_partial_date(q.obtained), title, q.institution, "Trình độ", "ok"))
    for course in official.training_records.all():
        out.append(
            TimelineEntry(course.ends_on, format_date(course.ends_on), course.programme, course.institution,
                          course.get_kind_display(), "info")
        )  # fmt: skip
    for entry in official.succession_entries.all():
        out.append(
            TimelineEntry(entry.entered_on, format_date(entry.entered_on),
                          f"Quy hoạch {entry.title.label}", f"{entry.term.label}; {entry.unit.name}", "Quy hoạch",
                              "warn")
        )  # fmt: skip
    return sorted((e for e in out if e.day <= on), key=lambda e: e.day, reverse=True)


def load_record(pk: int, people: Any) -> Official | None:
    """The official with all rows of the page, in a constant number of queries; None outside the scope."""
    found: Official | None = (
        people.filter(pk=pk)
        .select_related("current_unit", "current_tier", "merged_into")
        .prefetch_related(
            "appointments__title", "appointments__unit", "appointments__tier", "qualifications", "ratings",
            "training_records", "succession_entries__title", "succession_entries__unit", "succession_entries__term",
            "corrections",
        )
        .first()
    )  # fmt: skip
    return found


def book_for_page() -> CodeBook:
    """The code lists the page needs, in one query."""
    return load_codes([*CODE_LIST_OF.values(), "ethnic_group", "rating_rank", "class_type"])
