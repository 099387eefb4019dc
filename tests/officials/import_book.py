"""Workbooks for the tests of imports: an export of a small registry, opened to be damaged, and plain tables."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date
from typing import Any

import openpyxl

from hientai.base.actor import Actor
from hientai.officials.exchange.exporting import export_bytes
from hientai.officials.exchange.importing import apply_batch, judge_batch
from hientai.officials.exchange.judgement import Judgement
from hientai.officials.models import ImportBatch, Official
from hientai.officials.operations.imports import start_import
from hientai.officials.operations.learning import (
    QualificationRow,
    RatingRow,
    TrainingRow,
    record_training,
    save_qualifications,
    save_ratings,
)
from hientai.officials.operations.pools import PoolRow, save_pool_entries
from hientai.officials.operations.posts import AppointmentRow, save_appointments
from hientai.officials.operations.registry import OfficialRow, save_officials
from hientai.org.models import Unit

PEOPLE = (
    OfficialRow("CB1", "Hoàng Văn Thụ", "M", "1980-05-12", "02", citizen_number="002080000011",
                party_joined="2006-02-03", party_official="2007-02-03", native_place="Xã Mẫu, Hà Giang"),
    OfficialRow("CB2", "Lê Thị Thúy", "F", "1985-00-00", general_education="12/12", recruited="2008-09-00"),
    OfficialRow("CB3", "Vàng Mí Sính", "M", "1990-11-00", "08", position_fit=True, position_fit_on=date(2021, 12, 20)),
)  # fmt: skip


def fill_registry(by: Actor) -> None:
    """Three people with posts, qualifications, ratings, a pool entry and a course, at the units of ``small``."""
    ids = save_officials(by=by, rows=PEOPLE).ids
    units = dict(Unit.objects.values_list("code", "pk"))
    since = date(2018, 3, 1)
    save_appointments(by=by, rows=[
        AppointmentRow(ids["CB1"], units["T-SNV"], "P_DEPARTMENT_HEAD", since, document="12-QĐ/TU"),
        AppointmentRow(ids["CB2"], units["T-SNV"], "P_DIVISION_HEAD", since),
        AppointmentRow(ids["CB3"], units["T-XA"], "C_PC_CHAIR", since),
        AppointmentRow(ids["CB3"], units["T-XA"], "C_PC_VICE", date(2014, 3, 1), since),
    ])  # fmt: skip
    save_qualifications(by=by, rows=[
        QualificationRow(ids["CB1"], "professional", "THAC_SI", "2012-00-00", "Luật"),
        QualificationRow(ids["CB1"], "theory", "CAO_CAP", "2015-06-00"),
        QualificationRow(ids["CB2"], "theory", "TRUNG_CAP", ""),
    ])  # fmt: skip
    save_ratings(by=by, rows=[RatingRow(pk, year, "HTTNV") for pk in ids.values() for year in (2020, 2021)])
    save_pool_entries(by=by, rows=[
        PoolRow(ids["CB2"], units["T-SNV"], "P_DEPARTMENT_DEP", "S2021-2026", date(2021, 9, 1), document="9-QĐ/TU")
    ])  # fmt: skip
    record_training(by=by, rows=[
        TrainingRow(ids["CB1"], "refresher", "QPAN", "Bồi dưỡng quốc phòng 2020", date(2020, 6, 20), date(2020, 6, 8))
    ])  # fmt: skip


def exported() -> openpyxl.Workbook:
    """The export of the whole registry, open to be damaged."""
    return openpyxl.load_workbook(io.BytesIO(export_bytes(Official.objects.living_records())))


def saved(book: openpyxl.Workbook) -> bytes:
    """An open workbook as the bytes of a file."""
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def table(*rows: Sequence[Any], name: str = "Cán bộ") -> bytes:
    """A workbook of one sheet with these rows."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = name
    for row in rows:
        sheet.append(list(row))
    return saved(book)


def judged(content: bytes, by: Actor, filename: str = "bang.xlsx") -> tuple[ImportBatch, Judgement]:
    """Upload and judge; nothing is written to the registry."""
    batch = start_import(by=by, filename=filename, content=content)
    judgement = judge_batch(batch, by=by)
    batch.refresh_from_db()
    return batch, judgement


def imported(content: bytes, by: Actor, *, take_good: bool = False, filename: str = "bang.xlsx") -> Judgement:
    """Upload, judge and write."""
    batch, judgement = judged(content, by, filename)
    return apply_batch(batch, by=by, take_good=take_good, judgement=judgement)


def totals(judgement: Judgement) -> dict[str, int]:
    """The outcomes that occur, with their numbers of rows."""
    found: dict[str, int] = judgement.counts()["total"]
    return {outcome: count for outcome, count in found.items() if count}


def messages(judgement: Judgement, severity: str = "error") -> list[str]:
    """ "Sheet!C5: text" of every problem of a severity, in the order found."""
    from hientai.base.tabular import column_letter

    return [
        f"{i.sheet}!{column_letter(i.column) if i.column else ''}{i.row}: {i.message}"
        for i in judgement.issues
        if i.severity.value == severity
    ]


def column_of(sheet: Any, title: str) -> int:
    """The number of the column with this header."""
    return next(cell.column for cell in sheet[1] if cell.value == title)
