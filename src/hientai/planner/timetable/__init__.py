"""Timetables: the school's half-year, and the public benchmark it is measured by."""
