"""Will the targets be met, under retirement, transfers, drop-outs and failures.

`forecast(problem, runs=…, seed=…)` simulates the years many times and gives, for every target and year, bands and
the probability of meeting it, and which assumption matters most.
"""

from hientai.planner.forecast.problem import (
    Band,
    Completion,
    Driver,
    ForecastError,
    ForecastProblem,
    ForecastResult,
    Group,
    Observation,
    Rate,
    Target,
    TargetForecast,
    YearForecast,
)
from hientai.planner.forecast.solve import forecast

__all__ = [
    "Band",
    "Completion",
    "Driver",
    "ForecastError",
    "ForecastProblem",
    "ForecastResult",
    "Group",
    "Observation",
    "Rate",
    "Target",
    "TargetForecast",
    "YearForecast",
    "forecast",
]
