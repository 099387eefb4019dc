"""Fixed choices of the registry as columns show them."""

from __future__ import annotations

from hientai.officials.codes import AppointmentKind, QualificationKind, SuccessionExit, TrainingKind, TrainingResult
from hientai.officials.models import Rating
from hientai.org.codes import Level, Sector

CHOICES: dict[str, tuple[tuple[str, str], ...]] = {
    "sector": tuple(Sector.choices),
    "level": tuple(Level.choices),
    "appointment_kind": tuple(AppointmentKind.choices),
    "qualification_kind": tuple(QualificationKind.choices),
    "rating_scheme": tuple((str(code), str(label)) for code, label in Rating._meta.get_field("scheme").choices or ()),
    "succession_exit": tuple(SuccessionExit.choices),
    "training_kind": tuple(TrainingKind.choices),
    "training_result": tuple(TrainingResult.choices),
}
"""(code, label) pairs by the name that fields give as their source."""
