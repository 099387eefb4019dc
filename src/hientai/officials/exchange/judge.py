"""A workbook judged: units, then people, then what hangs on them; nothing is written."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from hientai.base.actor import Actor
from hientai.base.tabular import Severity, Sheet, Workbook
from hientai.officials.exchange.area import NEEDED, Area
from hientai.officials.exchange.careers import CAREERS
from hientai.officials.exchange.headers import SheetPlan, missing_fields
from hientai.officials.exchange.judge_careers import CareersJudge
from hientai.officials.exchange.judge_extras import ExtrasJudge
from hientai.officials.exchange.judge_officials import OfficialsJudge
from hientai.officials.exchange.judge_units import UnitsJudge
from hientai.officials.exchange.judgement import Judgement, Outcome, Verdict
from hientai.officials.exchange.lookups import Lookups
from hientai.officials.exchange.people import People
from hientai.officials.exchange.rows import SheetRows
from hientai.officials.exchange.sheets import SHEETS, SKIP
from hientai.officials.exchange.work import Work
from hientai.officials.operations.imports import audit_head

Tell = Callable[[int, int, str], None]


def judge_workbook(
    workbook: Workbook, plans: Sequence[SheetPlan], *, by: Actor, tell: Tell = lambda done, total, text: None
) -> Judgement:
    """Judge every row of the sheets that have a kind; a constant number of queries for any number of rows.

    ``tell(done, total, text)`` is called now and then with rows done; what it raises stops the judging.
    """
    judgement = Judgement()
    judgement.plan.audit_head = audit_head()
    sheets = {sheet.name: sheet for sheet in workbook.sheets}
    _tell_about_file(workbook, plans, judgement)
    area = Area.of(by)
    work = Work(judgement, Lookups.load(), People.load(area.people), area, by.today)
    if not area.is_everything:
        _learn_units(work, plans, sheets)
    total = sum(len(sheets[plan.name].rows) for plan in plans if plan.kind)
    done = 0
    for kind in SHEETS:
        chosen = [plan for plan in plans if plan.kind == kind and _is_readable(plan, sheets, judgement, area)]
        if not chosen:
            continue
        label = f"Kiểm tra trang {SHEETS[kind].label}"
        tables = [SheetRows(sheets[plan.name], plan, work.lookups, judgement) for plan in chosen]
        count = sum(len(table.sheet.rows) for table in tables)
        tell(done, total, label)

        def step(rows: int, before: int = done, text: str = label) -> None:
            tell(before + rows, total, text)

        if kind == "unit":
            UnitsJudge(work).judge(tables, step)
        elif kind == "official":
            OfficialsJudge(work).judge(tables, step)
        else:
            CareersJudge(work, CAREERS[kind]).judge(tables, step)
        done += count
    if work.extras:
        ExtrasJudge(work).judge()
    judgement.plan.rejected = sum(v.outcome is Outcome.REJECTED for v in judgement.verdicts)
    return judgement


def _is_readable(plan: SheetPlan, sheets: dict[str, Sheet], judgement: Judgement, area: Area) -> bool:
    """Whether a sheet has the columns of its kind and the importer the permission; else all its rows are rejected."""
    message = ""
    if missing := missing_fields(plan):
        message = f"Thiếu cột bắt buộc: {', '.join(missing)}. Hãy thêm cột, hoặc ghép cột ở bước trước."
    elif NEEDED[plan.kind] not in area.permissions:
        message = f"Vai trò của đồng chí không được nhập bảng «{SHEETS[plan.kind].label}»."
    if not message:
        return True
    judgement.note(plan.name, plan.header_row, 0, Severity.ERROR, message)
    for row in sheets[plan.name].rows:
        if row.number >= plan.first_row:
            judgement.verdicts.append(Verdict(plan.name, row.number, plan.kind, Outcome.REJECTED))
    return False


def _tell_about_file(workbook: Workbook, plans: Sequence[SheetPlan], judgement: Judgement) -> None:
    first = workbook.sheets[0].name if workbook.sheets else ""
    for text in workbook.warnings:
        judgement.note(first, 0, 0, Severity.WARNING, text)
    read = [plan for plan in plans if plan.kind != SKIP]
    for plan in read:
        ignored = [text for column, text in plan.headers.items() if column not in plan.columns and len(text) > 2]
        if ignored:
            text = "Không nhập các cột: " + "; ".join(ignored[:12]) + (" …" if len(ignored) > 12 else "") + "."
            judgement.note(plan.name, plan.header_row, 0, Severity.INFO, text)
    if not read:
        text = (
            "Không trang nào có dòng tiêu đề nhận ra được (cần ít nhất «Họ và tên» và một cột khác). "
            "Hãy ghép cột bằng tay hoặc dùng tệp mẫu."
        )
        judgement.note(first, 0, 0, Severity.ERROR, text)


def _learn_units(work: Work, plans: Sequence[SheetPlan], sheets: dict[str, Sheet]) -> None:
    """Where new people will work by the posts of the same file: whoever has a narrow area may enrol only there."""
    for plan in plans:
        if plan.kind != "appointment":
            continue
        columns = {name: column for column, name in plan.columns.items()}
        for row in sheets[plan.name].rows:
            code, unit = row.cell(columns.get("code", 0)), None
            for name in ("unit_code", "unit"):
                value = row.cell(columns.get(name, 0))
                unit = unit or (work.lookups.unit(str(value))[0] if value is not None else None)
            if code is not None and unit is not None and row.number >= plan.first_row:
                work.unit_of_code.setdefault(str(code).strip().upper(), unit)
