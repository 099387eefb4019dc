"""Solving: groups to atoms (`atoms`), simulation (`sampling`), bands and drivers (`summary`)."""

from hientai.planner.forecast.solve.summary import forecast

__all__ = ["forecast"]
