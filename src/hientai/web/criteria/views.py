"""The criterion form answers each change: new fields, the sentence and the count, nothing saved."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from hientai.access.codes import Permission as P
from hientai.web.acting import as_of, needs
from hientai.web.criteria.editor import build_editor

LABELS = {"audience": "Áp dụng cho", "condition": "Phải đạt", "criterion": "Tiêu chí"}


@needs(P.EDIT_STANDARDS, P.EDIT_SCHEMES)
@require_POST
def criterion_editor(request: HttpRequest, prefix: str) -> HttpResponse:
    """The form with what was posted read and any pressed button carried out."""
    editor = build_editor(request, prefix, as_of(request), label=LABELS.get(prefix, ""))
    return render(request, "criteria/editor.html", {"editor": editor})
