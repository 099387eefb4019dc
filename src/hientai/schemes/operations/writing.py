"""Schemes, targets and printed baselines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from hientai.base.actor import Actor
from hientai.base.errors import BadInput, RuleBroken
from hientai.base.operation import note, operation
from hientai.officials.models import Population
from hientai.officials.queries.criteria import load_catalogue, read_criterion
from hientai.org.models import Document, Unit
from hientai.schemes.codes import SCHEME_TRANSITIONS, SchemeStatus
from hientai.schemes.models import BaselineFigure, Milestone, ReviewNote, Scheme, Target


@operation("schemes.save_scheme", "Ghi đề án")
def save_scheme(
    *, by: Actor, code: str, name: str, owner: Unit, starts_on: date, ends_on: date, horizon_year: int | None = None,
    necessity: str = "", objectives: str = "", document: Document | None = None,
) -> Scheme:  # fmt: skip
    """This operation creates a scheme or changes its head by its code."""
    if ends_on <= starts_on:
        raise BadInput("Ngày kết thúc phải sau ngày bắt đầu.", fields={"ends_on": "Kiểm tra lại ngày."})
    if horizon_year is not None and horizon_year < ends_on.year:
        raise BadInput("Năm định hướng phải sau năm kết thúc.", fields={"horizon_year": "Kiểm tra lại năm."})
    scheme, _ = Scheme.objects.update_or_create(
        code=code,
        defaults={
            "name": name, "owner": owner, "starts_on": starts_on, "ends_on": ends_on, "horizon_year": horizon_year,
            "necessity": necessity, "objectives": objectives, "document": document,
        },
    )  # fmt: skip
    note(scheme, document=str(document or ""))
    return scheme


@operation("schemes.save_target", "Ghi chỉ tiêu")
def save_target(
    *, by: Actor, scheme: Scheme, code: str, label: str, population: Population, condition: Mapping[str, Any],
    milestones: Sequence[tuple[int, Decimal, bool]], priority: int = 2, source_text: str = "", sort_order: int = 0,
    needs_confirmation: bool = False,
) -> Target:  # fmt: skip
    """This operation saves a target with its milestones: (year, share 0–1, set by us and not by the document)."""
    read_criterion(condition, load_catalogue())
    if not milestones:
        raise BadInput("Chỉ tiêu phải có ít nhất một mốc năm.", fields={"milestones": "Nhập năm và tỷ lệ."})
    years = [year for year, _, _ in milestones]
    if len(set(years)) != len(years):
        raise BadInput("Mỗi năm chỉ có một mốc.", fields={"milestones": "Trùng năm."})
    if any(not 0 <= value <= 1 for _, value, _ in milestones):
        raise BadInput("Tỷ lệ phải từ 0% đến 100%.", fields={"milestones": "Kiểm tra lại tỷ lệ."})
    if scheme.status == SchemeStatus.REVIEWED:
        raise RuleBroken("Đề án đã tổng kết, không sửa chỉ tiêu được nữa.")
    target, _ = Target.objects.update_or_create(
        scheme=scheme, code=code,
        defaults={
            "label": label, "population": population, "condition": dict(condition), "priority": priority,
            "source_text": source_text, "sort_order": sort_order, "needs_confirmation": needs_confirmation,
        },
    )  # fmt: skip
    target.milestones.all().delete()
    Milestone.objects.bulk_create(
        Milestone(target=target, year=year, share=value, is_interpolated=own) for year, value, own in sorted(milestones)
    )
    note(target, detail={"milestones": [[year, str(value)] for year, value, _ in milestones]})
    return target


@operation("schemes.save_baseline_figure", "Ghi số liệu hiện trạng")
def save_baseline_figure(
    *, by: Actor, scheme: Scheme, group: str, label: str, population: Population, condition: Mapping[str, Any],
    printed_share: Decimal, measured_on: date, sums_to_whole: bool = True, sort_order: int = 0,
) -> BaselineFigure:  # fmt: skip
    """This operation keeps a share as the document prints it; it is checked against the registry, never repaired."""
    read_criterion(condition, load_catalogue())
    figure, _ = BaselineFigure.objects.update_or_create(
        scheme=scheme, group=group, label=label,
        defaults={
            "population": population, "condition": dict(condition), "printed_share": printed_share,
            "measured_on": measured_on, "sums_to_whole": sums_to_whole, "sort_order": sort_order,
        },
    )  # fmt: skip
    note(figure)
    return figure


@operation("schemes.put_in_force", "Ban hành đề án")
def put_in_force(*, by: Actor, scheme: Scheme, document: Document | None = None) -> Scheme:
    """This operation puts a drafted scheme in force; it must have targets."""
    return _move(scheme, SchemeStatus.IN_FORCE, document)


@operation("schemes.close_scheme", "Tổng kết đề án")
def close_scheme(*, by: Actor, scheme: Scheme, document: Document | None = None) -> Scheme:
    """This operation closes a scheme after its final review."""
    return _move(scheme, SchemeStatus.REVIEWED, document)


def _move(scheme: Scheme, status: SchemeStatus, document: Document | None) -> Scheme:
    if status == scheme.status:
        note(scheme)
        return scheme
    if status not in SCHEME_TRANSITIONS[scheme.status]:
        raise RuleBroken(f"Đề án đang ở trạng thái «{SchemeStatus(scheme.status).label}».")
    if not scheme.targets.exists():
        raise RuleBroken("Đề án chưa có chỉ tiêu nào.")
    scheme.status = status
    if document is not None:
        scheme.document = document
    scheme.save(update_fields=["status", "document"])
    note(scheme, document=str(document or ""), detail={"status": status})
    return scheme


@operation("schemes.write_review_note", "Ghi nhận cuối năm")
def write_review_note(*, by: Actor, scheme: Scheme, year: int, kind: str, text: str) -> ReviewNote:
    """This operation writes one year-end note: result, shortcoming, cause or proposal (seed 002: yearly report)."""
    if not text.strip():
        raise BadInput("Chưa có nội dung.", fields={"text": "Bắt buộc."})
    written = ReviewNote.objects.create(
        scheme=scheme, year=year, kind=kind, text=text.strip(), written_by=by.name, written_on=by.today
    )
    note(scheme, detail={"year": year, "kind": kind})
    return written
