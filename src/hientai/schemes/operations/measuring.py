"""Readings of targets frozen as the registry stood when they were taken."""

from __future__ import annotations

from datetime import date

from hientai.base.actor import Actor
from hientai.base.operation import note, operation
from hientai.officials.queries.criteria import load_catalogue
from hientai.schemes.models import Measurement, Scheme
from hientai.schemes.queries.progress import standings, targets_of


@operation("schemes.take_measurements", "Chốt số đo chỉ tiêu")
def take_measurements(
    *, by: Actor, scheme: Scheme, on: date, is_baseline: bool = False, note_text: str = ""
) -> list[Measurement]:
    """This operation measures every target of a scheme as of a day and keeps the counts; readings are never changed."""
    rows = [
        Measurement(
            target=s.target, measured_on=on, taken_on=by.today, population_count=len(s.population),
            meeting_count=len(s.meeting), is_baseline=is_baseline, note=note_text,
        )
        for s in standings(targets_of(scheme.pk), load_catalogue(), on)
    ]  # fmt: skip
    Measurement.objects.bulk_create(rows)
    note(scheme, detail={"on": on.isoformat(), "targets": len(rows)})
    return rows
