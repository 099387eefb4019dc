"""The gap by unit as a heat map, and the names behind each cell."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from hientai.access.codes import Permission as P
from hientai.access.queries import Scope, outermost
from hientai.base.criteria.meaning import explain
from hientai.needs.models import RulePack
from hientai.needs.queries.cells import CellPart, people_of_cell, within_unit
from hientai.needs.queries.gaps import GapTable, Standard, catalogue_on, gaps_of_population, standards_on
from hientai.needs.queries.matrix import MatrixRow, gap_matrix, matrix_of_units
from hientai.officials.queries.scope import visible_officials
from hientai.org.models import Unit
from hientai.web.acting import as_of, needs, scope
from hientai.web.criteria.names import export_names, names_list
from hientai.web.ui.charts import Chart, HeatRow, Series, heat_map, stacked_bar_chart
from hientai.web.ui.formats import write_number
from hientai.web.ui.listing import render_list

HEAT_NOTE = (
    "Màu đậm theo tỷ lệ thiếu trên số người phải đạt. Bấm một ô để xem danh sách; bấm tên đơn vị để xem các đơn vị bên "
    "trong. Còn nợ trong thời hạn không tính là thiếu."
)
PARTS = {CellPart.MISSING: "Thiếu", CellPart.OWED: "Còn nợ", CellPart.MET: "Đạt", CellPart.ALL: "Tất cả"}


def unit_asked(request: HttpRequest, held: Scope) -> Unit | None:
    """The unit of the address; else the one unit of the reader's grants; None when they have several. 404 outside."""
    text = request.GET.get("don-vi", "")
    mine = held.units(P.VIEW_GAPS)
    if text:
        found: Unit | None = mine.filter(pk=int(text)).select_related("parent").first() if text.isdigit() else None
        if found is None:
            raise Http404("Không có đơn vị này trong phạm vi của đồng chí.")
        return found
    paths = outermost(area.path for area in held.areas_with(P.VIEW_GAPS))
    return Unit.objects.filter(path=paths[0]).select_related("parent").first() if len(paths) == 1 else None


@needs(P.VIEW_GAPS)
@require_safe
def gaps(request: HttpRequest) -> HttpResponse:
    """The heat map of a unit (or of the reader's units) on a day, under the rules of that day."""
    held, on = scope(request), as_of(request)
    unit = unit_asked(request, held)
    catalogue = catalogue_on(on)
    people = frozenset(visible_officials(held, P.VIEW_GAPS).order_by().values_list("pk", flat=True))
    table = gaps_of_population(people, standards_on(on, catalogue), catalogue, on)
    if unit is not None:
        rows = gap_matrix(table, unit)
    else:
        paths = outermost(area.path for area in held.areas_with(P.VIEW_GAPS))
        rows = matrix_of_units(table, list(Unit.objects.filter(path__in=paths).order_by("path")))
    totals = _totals(table, rows)
    packs = RulePack.objects.in_force(on).filter(pk__in={c.standard.pack_id for c in table.columns})
    context = {
        "as_of": on, "unit": unit, "crumbs": _crumbs(unit, held, on), "totals": totals, "packs": packs,
        "chart": _heat(table, rows, unit, on), "bars": _bars(totals) if totals else None,
    }  # fmt: skip
    return render(request, "gaps/matrix.html", context)


@dataclass(frozen=True, slots=True)
class Total:
    """One requirement over all rows shown."""

    standard: Standard
    audience: int
    missing: int
    owed: int
    url: str = ""

    @property
    def met(self) -> int:
        """How many meet it."""
        return self.audience - self.missing - self.owed


def _totals(table: GapTable, rows: list[MatrixRow]) -> list[Total]:
    return [
        Total(
            column.standard, sum(r.cells[i].audience for r in rows), sum(r.cells[i].missing for r in rows),
            sum(r.cells[i].owed for r in rows),
        )
        for i, column in enumerate(table.columns)
    ]  # fmt: skip


def _address(name: str, **asked: Any) -> str:
    return f"{reverse(name)}?{urlencode({k: v for k, v in asked.items() if v != ''})}"


def _heat(table: GapTable, rows: list[MatrixRow], top: Unit | None, on: date) -> Chart:
    day = on.isoformat()
    lines = []
    for row in rows:
        own = top is not None and row.path == top.path
        urls = [
            _address("web:gap_people", **{"don-vi": row.unit_id, "yeu-cau": c.standard.pk, "ngay": day,
                                          "rieng": "1" if own else ""}) if row.cells[i].audience else ""
            for i, c in enumerate(table.columns)
        ]  # fmt: skip
        lines.append(
            HeatRow(
                label=f"Trực thuộc {row.name}" if own else row.name,
                values=[cell.share for cell in row.cells],
                texts=[write_number(cell.missing) if cell.audience else "–" for cell in row.cells],
                urls=urls, url="" if own else _address("web:gaps", **{"don-vi": row.unit_id, "ngay": day}),
            )
        )  # fmt: skip
    return heat_map(
        "Số người còn thiếu theo đơn vị và yêu cầu", [c.standard.label for c in table.columns], lines, width=1080,
        note=HEAT_NOTE,
    )  # fmt: skip


def _bars(totals: list[Total]) -> Chart:
    return stacked_bar_chart(
        "Mức đạt từng yêu cầu", [t.standard.label for t in totals],
        [Series("Đạt", [t.met for t in totals], "#3c7a57"), Series("Còn nợ", [t.owed for t in totals], "#b0781a"),
         Series("Thiếu", [t.missing for t in totals], "#8c1c24")],
        width=760,
    )  # fmt: skip


def _crumbs(unit: Unit | None, held: Scope, on: date) -> list[dict[str, str]]:
    """The units above the one shown, as far as the reader may see them."""
    if unit is None:
        return []
    step = len(unit.path) // (unit.depth + 1)
    above = [unit.path[: step * n] for n in range(1, unit.depth + 1)]
    known = held.units(P.VIEW_GAPS).filter(path__in=above).order_by("path")
    return [{"label": u.name, "url": _address("web:gaps", **{"don-vi": u.pk, "ngay": on.isoformat()})} for u in known]


def _cell(request: HttpRequest, permission: P) -> tuple[Unit | None, Standard, CellPart, Any, str]:
    """What the address asks: unit, requirement, part, the rows, and the sentence of the requirement."""
    held, on = scope(request), as_of(request)
    catalogue = catalogue_on(on)
    unit = unit_asked(request, held)
    asked = request.GET.get("yeu-cau", "")
    standard = next((s for s in standards_on(on, catalogue) if str(s.pk) == asked), None)
    part = request.GET.get("phan", CellPart.MISSING)
    if standard is None or part not in PARTS:
        raise Http404("Không có yêu cầu này trong các tiêu chuẩn của ngày đã chọn.")
    rows = people_of_cell(standard, CellPart(part), catalogue, on, visible_officials(held, permission))
    if unit is not None:
        rows = within_unit(rows, unit, on, own_only=request.GET.get("rieng") == "1")
    return unit, standard, CellPart(part), rows.select_related("current_unit"), explain(standard.condition, catalogue)


@needs(P.VIEW_GAPS)
@require_safe
def gap_people(request: HttpRequest) -> HttpResponse:
    """The names behind a cell of the heat map."""
    unit, standard, part, rows, sentence = _cell(request, P.VIEW_GAPS)
    on, held = as_of(request), scope(request)
    keep = ("don-vi", "yeu-cau", "phan", "rieng", "ngay")
    asked = {key: request.GET.get(key, "") for key in keep}
    spec = names_list(
        "gap-people", export_url=reverse("web:gap_people_export") if held.has(P.EXPORT_DATA) else "",
        empty="Không có ai ở phần này",
    )  # fmt: skip
    extra = {
        "as_of": on, "unit": unit, "standard": standard, "sentence": sentence,
        "tabs": [{"label": label, "url": _address("web:gap_people", **{**asked, "phan": code}), "active": code == part}
                 for code, label in PARTS.items()],
        "crumbs": [{"label": "Khoảng thiếu", "url": _address("web:gaps", **{k: asked[k] for k in ("don-vi", "ngay")})}],
    }  # fmt: skip
    return render_list(request, spec, rows, template="gaps/people.html", extra=extra, keep=keep)


@needs(P.EXPORT_DATA)
@require_http_methods(["GET", "POST"])
def gap_people_export(request: HttpRequest) -> HttpResponse:
    """The same names as a workbook, with a reason."""
    unit, standard, part, rows, _ = _cell(request, P.EXPORT_DATA)
    where = f" · {unit.name}" if unit else ""
    return export_names(
        request, names_list("gap-people"), rows, title=f"{standard.label}: {PARTS[part].lower()}{where}",
        stem="khoang-thieu", back_url=f"{reverse('web:gap_people')}?{request.GET.urlencode()}", on=as_of(request),
    )  # fmt: skip
