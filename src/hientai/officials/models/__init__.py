"""Tables of the registry, one file per noun."""

from hientai.officials.models.career import Appointment, RetirementException, RetirementRule, Title
from hientai.officials.models.correction import Correction
from hientai.officials.models.importing import ImportBatch, ImportMapping
from hientai.officials.models.learning import Qualification, Rating, TrainingRecord
from hientai.officials.models.official import Official
from hientai.officials.models.pool import SuccessionEntry, SuccessionLimit
from hientai.officials.models.population import Population

__all__ = [
    "Appointment",
    "Correction",
    "ImportBatch",
    "ImportMapping",
    "Official",
    "Population",
    "Qualification",
    "Rating",
    "RetirementException",
    "RetirementRule",
    "SuccessionEntry",
    "SuccessionLimit",
    "Title",
    "TrainingRecord",
]
