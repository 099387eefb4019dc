"""Matching columns: what each sheet is, where its header is, what each column means; choices are remembered."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from hientai.access.codes import Permission as P
from hientai.base.errors import DomainError
from hientai.base.tabular import Sheet, Workbook, column_letter
from hientai.officials.exchange.fields import RATING_PREFIX
from hientai.officials.exchange.headers import (
    Remembered,
    SheetPlan,
    header_key,
    meaning,
    missing_fields,
    plan_at,
    plan_sheet,
)
from hientai.officials.exchange.importing import mapping_of, open_batch, plans_of, remembered
from hientai.officials.exchange.sheets import SHEETS
from hientai.officials.exchange.values import plain
from hientai.officials.models import ImportBatch
from hientai.officials.operations.imports import JUDGE_JOB, map_import, request_import
from hientai.web.acting import actor, needs
from hientai.web.imports.loading import batch_or_404, steps_of

_SAMPLES = 3


@needs(P.IMPORT_DATA)
@require_http_methods(["GET", "POST"])
def match(request: HttpRequest, pk: int) -> HttpResponse:
    """Show how the sheets would be read, and keep what a person decides otherwise."""
    batch = batch_or_404(request, pk)
    try:
        workbook = open_batch(ImportBatch.objects.only("content", "filename").get(pk=pk))
        plans = plans_of(batch, workbook)
        if request.method == "POST":
            known, by = remembered(), actor(request)
            plans = [_decided(request, index, plan, workbook, known) for index, plan in enumerate(plans)]
            map_import(by=by, batch=batch, mapping=mapping_of(plans), remember=_chosen(plans, known))
            if request.POST.get("action") == "judge":
                request_import(by=by, batch=batch, kind=JUDGE_JOB)
                return redirect("web:import_batch", pk=pk)
            return redirect("web:import_mapping", pk=pk)
    except DomainError as error:
        messages.error(request, error.message)
        return redirect("web:import_batch", pk=pk)
    sheets = {sheet.name: sheet for sheet in workbook.sheets}
    context = {
        "batch": batch, "steps": steps_of(batch), "warnings": workbook.warnings,
        "sheets": [_shown(index, plan, sheets[plan.name]) for index, plan in enumerate(plans)],
        "kinds": [(kind.key, kind.label) for kind in SHEETS.values()],
    }  # fmt: skip
    return render(request, "imports/mapping.html", context)


def _shown(index: int, plan: SheetPlan, sheet: Sheet) -> dict[str, Any]:
    samples = [row for row in sheet.rows if row.number >= plan.first_row][:_SAMPLES]
    names = {one.name: one.label for one in SHEETS[plan.kind].fields} if plan.kind else {}
    rated = [name for name in plan.columns.values() if name.startswith(RATING_PREFIX)]
    years = {name: f"Xếp loại {name.removeprefix(RATING_PREFIX)}" for name in rated}
    return {
        "index": index, "plan": plan, "rows": len(sheet.rows), "missing": missing_fields(plan),
        "is_open": bool(missing_fields(plan)) or (not plan.kind and not plan.is_hidden and len(sheet.rows) > 1),
        "fields": [*names.items(), *years.items()],
        "columns": [
            {
                "number": column, "letter": column_letter(column), "header": text,
                "field": plan.columns.get(column, ""),
                "samples": [plain(value) for row in samples if (value := row.cell(column)) is not None],
            }
            for column, text in plan.headers.items()
        ],
    }  # fmt: skip


def _decided(request: HttpRequest, index: int, plan: SheetPlan, workbook: Workbook, known: Remembered) -> SheetPlan:
    """The plan of one sheet after what was posted about it; a new kind or header row reads the header anew."""
    given = request.POST
    if f"kind-{index}" not in given:
        return plan
    kind = given[f"kind-{index}"] if given[f"kind-{index}"] in SHEETS else ""
    row_text, lines = given.get(f"row-{index}", ""), 2 if given.get(f"lines-{index}") == "2" else 1
    row = int(row_text) if row_text.isdigit() and int(row_text) > 0 else plan.header_row
    sheet = next(one for one in workbook.sheets if one.name == plan.name)
    if (kind, row, lines) != (plan.kind, plan.header_row, plan.header_lines):
        if kind and row == plan.header_row:
            found = plan_sheet(sheet, known, kind)
            if found.kind:
                return found
        return plan_at(sheet, known, kind, row or 1, lines)
    if kind:
        columns: dict[int, str] = {}
        for column in plan.headers:
            name = given.get(f"column-{index}-{column}", plan.columns.get(column, ""))
            if name and SHEETS[kind].field(name) and name not in columns.values():
                columns[column] = name
        plan.columns = columns
    return plan


def _chosen(plans: list[SheetPlan], known: Remembered) -> list[tuple[str, str, str]]:
    """(kind, folded header, field) where the decision is not what the header would mean by itself."""
    chosen = []
    for plan in plans:
        for column, text in plan.headers.items() if plan.kind else ():
            key, name = header_key(text), plan.columns.get(column, "")
            if key and (meaning(plan.kind, (text,), known, guess=True) or "") != name:
                chosen.append((plan.kind, key, name))
    return chosen
