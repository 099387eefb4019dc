"""A consolidated survey as the sheets of a workbook."""

from __future__ import annotations

from collections.abc import Mapping

from hientai.base.codelists import CodeBook
from hientai.base.tabular import Column, Table
from hientai.needs.models import Campaign
from hientai.needs.queries.surveys import Consolidation


def survey_tables(campaign: Campaign, found: Consolidation, book: CodeBook, lacking: Mapping[str, int]) -> list[Table]:
    """Three sheets: by kind of class, by unit, every line."""
    subjects = [
        (book.label("class_type", row.subject), row.people, len(row.units), len(row.lines), lacking.get(row.subject, 0))
        for row in found.subjects
    ]
    units = [
        (r.response.unit.code, r.response.unit.name, r.response.get_status_display(), r.response.submitted_on, r.lines,
         r.people, r.response.remark)
        for r in found.units
    ]  # fmt: skip
    names = {row.response.pk: row.response.unit.name for row in found.units}
    lines = [
        (names[line.response_id], book.label("class_type", line.subject), line.content, line.objective,
         line.people, line.days, line.preferred_months)
        for row in found.subjects for line in row.lines
    ]  # fmt: skip
    title = f"{campaign.title} – nhu cầu cho kế hoạch năm {campaign.plan_year}"
    return [
        Table("Theo loại lớp", _heads("Loại lớp", "Lượt người", "Số đơn vị", "Số dòng", "Thiếu theo hồ sơ (người)"),
              subjects, title=title),
        Table("Theo đơn vị", _heads("Mã", "Đơn vị", "Trạng thái", "Ngày gửi", "Số dòng", "Lượt người", "Ý kiến"), units,
              title=title),
        Table("Chi tiết", _heads("Đơn vị", "Loại lớp", "Nội dung", "Mục tiêu", "Số người", "Số ngày", "Tháng"),
              lines, title=title),
    ]  # fmt: skip


def _heads(*labels: str) -> list[Column]:
    return [Column(label) for label in labels]
