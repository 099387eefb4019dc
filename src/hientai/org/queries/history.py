"""The history of one unit: what it was, what happened, where it came from and where it went."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from hientai.org.models import Unit, UnitEvent, UnitSuccession, UnitVersion


@dataclass(frozen=True, slots=True)
class UnitHistory:
    """All of a unit's past, latest first; predecessors and successors carry their event."""

    versions: tuple[UnitVersion, ...]
    events: tuple[UnitEvent, ...]
    predecessors: tuple[UnitSuccession, ...]
    successors: tuple[UnitSuccession, ...]


def history(unit: Unit) -> UnitHistory:
    """The versions, events, predecessors and successors of a unit in four queries."""
    versions = unit.versions.select_related("parent", "opened_by__document", "closed_by").order_by("-valid_from")
    touching = Q(opened_versions__unit=unit) | Q(closed_versions__unit=unit)
    touching |= Q(successions__predecessor=unit) | Q(successions__successor=unit)
    events = UnitEvent.objects.filter(touching).select_related("document").distinct().order_by("-effective_on", "-id")
    joined = UnitSuccession.objects.select_related("event__document", "predecessor", "successor").order_by(
        "-event__effective_on", "id"
    )
    return UnitHistory(
        versions=tuple(versions),
        events=tuple(events),
        predecessors=tuple(joined.filter(successor=unit)),
        successors=tuple(joined.filter(predecessor=unit)),
    )
