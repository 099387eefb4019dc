"""One official with all dated rows in memory: what a criterion is evaluated on. Many are loaded in six queries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from hientai.officials.models import (
    Appointment,
    Official,
    Qualification,
    Rating,
    SuccessionEntry,
    TrainingRecord,
)


@dataclass(frozen=True, slots=True)
class PostHeld:
    """A post with what criteria ask of it; ``until`` is exclusive, None while held."""

    title: str
    title_label: str
    unit_id: int
    unit_path: str
    unit_kind: str
    level: str
    sector: str
    tier_code: str
    tier_rank: int
    is_leader: bool
    is_committee: bool
    is_key: bool
    since: date
    until: date | None

    def held(self, on: date) -> bool:
        """Whether the post was held on the day."""
        return self.since <= on and (self.until is None or self.until > on)


@dataclass(frozen=True, slots=True)
class Learnt:
    """A qualification: ladder, code, rank, from when, until when."""

    kind: str
    code: str
    rank: int
    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class Attended:
    """A training record as criteria see it."""

    kind: str
    subject: str
    programme_code: str
    ends_on: date
    result: str


@dataclass(frozen=True, slots=True)
class Planned:
    """A succession entry; ``until`` exclusive."""

    title: str
    level: str
    term: str
    is_key: bool
    since: date
    until: date | None


@dataclass(slots=True)
class Dossier:
    """Everything a criterion may ask about one official."""

    pk: int
    full_name: str
    sex: str
    birth_on: date
    ethnicity: str
    is_minority: bool
    party_joined_on: date | None
    party_official_on: date | None
    recruited_on: date | None
    registered_on: date
    left_on: date | None
    retires_on: date | None
    position_fit: bool | None
    position_fit_on: date | None
    posts: list[PostHeld] = field(default_factory=list)
    learnt: list[Learnt] = field(default_factory=list)
    ratings: dict[tuple[str, int], int] = field(default_factory=dict)
    attended: list[Attended] = field(default_factory=list)
    planned: list[Planned] = field(default_factory=list)

    def posts_on(self, on: date) -> list[PostHeld]:
        """Posts held on the day."""
        return [post for post in self.posts if post.held(on)]


SCALARS = (
    "pk",
    "full_name",
    "sex",
    "birth_on",
    "ethnicity",
    "is_minority",
    "party_joined_on",
    "party_official_on",
    "recruited_on",
    "registered_on",
    "left_on",
    "retires_on",
    "position_fit",
    "position_fit_on",
)


def load_dossiers(ids: Sequence[int]) -> dict[int, Dossier]:
    """The dossiers of these officials, by id, in six queries for every 10,000 of them."""
    found: dict[int, Dossier] = {}
    for start in range(0, len(ids), 10_000):
        chunk = list(ids[start : start + 10_000])
        for row in Official.objects.filter(pk__in=chunk).values_list(*SCALARS):
            found[row[0]] = Dossier(*row)
        _fill(found, chunk)
    return found


def load_dossier(official_id: int) -> Dossier | None:
    """The dossier of one official, or None when there is none."""
    return load_dossiers([official_id]).get(official_id)


def _fill(found: dict[int, Dossier], chunk: Iterable[int]) -> None:
    ids = list(chunk)
    posts: Any = Appointment.objects.filter(official_id__in=ids).values_list(
        "official_id",
        "title__code",
        "title__label",
        "unit_id",
        "unit__path",
        "unit__kind",
        "level",
        "sector",
        "tier__code",
        "tier_rank",
        "title__is_leader",
        "title__is_committee",
        "title__is_key",
        "valid_from",
        "valid_until",
    )
    for pk, title, label, unit, path, kind, level, sector, tier, *rest in posts.order_by(
        "-tier_rank", "valid_from", "id"
    ):
        found[pk].posts.append(PostHeld(title, label, unit, path, kind, level, sector, tier or "", *rest))
    learnt: Any = (
        Qualification.objects.filter(official_id__in=ids)
        .order_by("id")
        .values_list("official_id", "kind", "code", "rank", "obtained_on", "valid_until")
    )
    for pk, *values in learnt:
        found[pk].learnt.append(Learnt(*values))
    for pk, scheme, year, rank in Rating.objects.filter(official_id__in=ids).values_list(
        "official_id", "scheme", "year", "rank"
    ):
        found[pk].ratings[scheme, year] = rank
    attended: Any = (
        TrainingRecord.objects.filter(official_id__in=ids)
        .order_by("ends_on", "id")
        .values_list("official_id", "kind", "subject", "programme_code", "ends_on", "result")
    )
    for pk, *values in attended:
        found[pk].attended.append(Attended(*values))
    planned: Any = (
        SuccessionEntry.objects.filter(official_id__in=ids)
        .order_by("id")
        .values_list(
            "official_id", "title__code", "title__level", "term__code", "title__is_key", "entered_on", "exited_on"
        )
    )
    for pk, *values in planned:
        found[pk].planned.append(Planned(*values))
