"""A workbook given back with remarks on its cells."""

from __future__ import annotations

from collections.abc import Sequence

from hientai.base.tabular.model import Note, Properties, Workbook


def annotate_workbook(original: Workbook, notes: Sequence[Note], *, properties: Properties | None = None) -> bytes:
    """The rows of the original with every note as a comment and a fill, and a sheet that lists all notes."""
    raise NotImplementedError
