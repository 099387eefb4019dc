"""Workbooks out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from hientai.base.tabular.model import CellStyle, CellValue, Column, Properties


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet to write: columns, rows (any iterable, consumed once), styles by (row from 0 below the header, column from 0)."""

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[CellValue]]
    styles: Mapping[tuple[int, int], CellStyle] = field(default_factory=dict)
    title: str = ""  # a line above the header
    is_hidden: bool = False


def write_workbook(sheets: Sequence[Table], *, properties: Properties | None = None) -> bytes:
    """The workbook as bytes."""
    raise NotImplementedError


def write_workbook_to(path: Path, sheets: Sequence[Table], *, properties: Properties | None = None) -> int:
    """Stream the workbook to a file in bounded memory; returns the number of rows written."""
    raise NotImplementedError
