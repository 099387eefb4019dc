"""Records that may be one person, and their merging."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from hientai.access.codes import Permission as P
from hientai.base.errors import DomainError
from hientai.officials.operations.duplicates import merge_officials
from hientai.officials.queries.duplicates import find_duplicates
from hientai.officials.queries.scope import visible_officials
from hientai.web.acting import actor, needs, scope
from hientai.web.people.forms import MergeForm
from hientai.web.people.record import book_for_page, facts_of


@needs(P.MERGE_PEOPLE)
@require_safe
def duplicates(request: HttpRequest) -> HttpResponse:
    """Groups of records that look like one person."""
    groups = find_duplicates(visible_officials(scope(request), P.MERGE_PEOPLE))
    return render(request, "people/duplicates.html", {"groups": groups})


@needs(P.MERGE_PEOPLE)
@require_http_methods(["GET", "POST"])
def merge(request: HttpRequest) -> HttpResponse:
    """Two records side by side: which is kept, and on what ground."""
    data = request.POST if request.method == "POST" else request.GET
    people = visible_officials(scope(request), P.MERGE_PEOPLE).select_related("current_unit")
    ids = [data.get("kept", ""), data.get("merged", "")]
    found = {str(p.pk): p for p in people.filter(pk__in=[i for i in ids if i.isdigit()])}
    if len(found) != 2:
        raise Http404("Phải chọn hai hồ sơ trong phạm vi của đồng chí.")
    kept, merged = found[ids[0]], found[ids[1]]
    form = MergeForm(request.POST or None, initial={"kept": kept.pk, "merged": merged.pk})
    if request.method == "POST" and form.is_valid():
        try:
            merge_officials(by=actor(request), scope=scope(request), kept=kept, merged=merged,
                            reason=form.cleaned_data["reason"])  # fmt: skip
        except DomainError as error:
            form.add_error("reason", error.message)
        else:
            messages.success(request, f"Đã nhập hồ sơ {merged.code} vào {kept.code}; lịch sử của cả hai được giữ.")
            return redirect("web:person", pk=kept.pk)
    held, book = scope(request), book_for_page()
    pairs = zip(facts_of(kept, held, book, is_own=False), facts_of(merged, held, book, is_own=False), strict=True)
    rows = [(label, a, b) for (label, a), (_, b) in pairs]
    context = {"kept": kept, "merged": merged, "rows": rows, "form": form}
    return render(request, "people/merge.html", context, status=422 if form.errors else 200)
