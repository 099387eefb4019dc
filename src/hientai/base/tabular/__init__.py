"""Tables in and out of files: Excel and CSV, read with suspicion, written with types."""

from .annotating import annotate_workbook
from .model import (
    CellStyle,
    CellValue,
    Column,
    ColumnKind,
    Limits,
    MergedRange,
    Note,
    Properties,
    Row,
    Severity,
    Sheet,
    Workbook,
    column_letter,
    column_number,
)
from .reading import read_workbook
from .writing import Table, write_workbook, write_workbook_to

__all__ = [
    "CellStyle",
    "CellValue",
    "Column",
    "ColumnKind",
    "Limits",
    "MergedRange",
    "Note",
    "Properties",
    "Row",
    "Severity",
    "Sheet",
    "Table",
    "Workbook",
    "annotate_workbook",
    "column_letter",
    "column_number",
    "read_workbook",
    "write_workbook",
    "write_workbook_to",
]
