"""Tables in and out of files: Excel and CSV, read with suspicion, written with types."""

from hientai.base.tabular.annotating import SUMMARY_SHEET, annotate_workbook
from hientai.base.tabular.choices import CHOICES_SHEET
from hientai.base.tabular.model import (
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
from hientai.base.tabular.plaintext import write_csv_to
from hientai.base.tabular.reading import read_workbook
from hientai.base.tabular.writing import Table, write_workbook, write_workbook_to

__all__ = [
    "CHOICES_SHEET",
    "SUMMARY_SHEET",
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
    "write_csv_to",
    "write_workbook",
    "write_workbook_to",
]
