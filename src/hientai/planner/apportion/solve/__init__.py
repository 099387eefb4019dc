"""Solving: one list of units (`vector`), or a table with both margins fixed (`table`)."""

from hientai.planner.apportion.solve.table import apportion_table
from hientai.planner.apportion.solve.vector import apportion

__all__ = ["apportion", "apportion_table"]
