"""Workbooks in."""

from __future__ import annotations

from hientai.base.tabular.model import Limits, Workbook


def read_workbook(data: bytes, filename: str, *, limits: Limits | None = None) -> Workbook:
    """The sheets of an .xlsx, .xls or text (.csv) file. Raises `BadInput` with what to do."""
    raise NotImplementedError
