"""Who may be sent to a kind of class in a form of study on a day: one person judged rule by rule, or a list."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from hientai.access.codes import Permission as P
from hientai.base.codelists import load_codes
from hientai.needs.queries.eligibility import RuleBook, eligibility_of, load_rules, may_be_sent
from hientai.needs.queries.gaps import catalogue_on
from hientai.officials.models import Official
from hientai.officials.queries.criteria import officials_meeting
from hientai.officials.queries.dossier import load_dossier
from hientai.officials.queries.scope import visible_officials
from hientai.web.acting import as_of, needs, scope
from hientai.web.criteria.names import export_names, names_list
from hientai.web.ui.listing import Column, render_list

FORMS = ("TAP_TRUNG", "KHONG_TAP_TRUNG")


def _asked(request: HttpRequest, rules: RuleBook) -> tuple[str, str]:
    subject = request.GET.get("lop", "") or next(iter(rules), "")
    form = request.GET.get("hinh-thuc", "") or FORMS[0]
    return subject, form


@needs(P.VIEW_GAPS)
@require_safe
def eligibility(request: HttpRequest) -> HttpResponse:
    """The form, the rules of the day, everyone of the reader's scope who may be sent, and one person judged."""
    held, on = scope(request), as_of(request)
    catalogue = catalogue_on(on)
    rules = load_rules(on, catalogue)
    subject, form = _asked(request, rules)
    book = load_codes(["class_type", "study_form"])
    people = visible_officials(held, P.VIEW_GAPS)
    judged = _judged(request, people, subject, form, catalogue)
    rows = officials_meeting(may_be_sent(rules, subject, form), catalogue, on, within=people)
    asked = [read for read in rules.get(subject, ()) if read.judges(form)]
    spec = names_list(
        "eligible",
        export_url=reverse("web:eligibility_export") if held.has(P.EXPORT_DATA) else "",
        more=[_check_column(request)],
    )
    extra = {
        "as_of": on, "subject": subject, "form": form, "judged": judged, "rules": asked,
        "subjects": [(code, label) for code, label in book.options("class_type")],
        "forms": [(code, label) for code, label in book.options("study_form")],
        "subject_label": book.label("class_type", subject), "form_label": book.label("study_form", form),
        "ruled": set(rules), "packs": list(dict.fromkeys(read.rule.pack.name for read in asked)),
    }  # fmt: skip
    keep = ("lop", "hinh-thuc", "ngay", "nguoi")
    return render_list(
        request, spec, rows.select_related("current_unit"), template="gaps/eligibility.html", extra=extra, keep=keep
    )


def _check_column(request: HttpRequest) -> Column:
    base = request.GET.copy()

    def link(row: Any) -> str:
        base["nguoi"] = str(row.pk)
        return f"{reverse('web:eligibility')}?{base.urlencode()}"

    return Column(key="check", label="Từng quy tắc", value=lambda row: "Xem", link=link, export=lambda row: "")


def _judged(request: HttpRequest, people: Any, subject: str, form: str, catalogue: Any) -> dict[str, Any] | None:
    text = request.GET.get("nguoi", "").strip()
    if not text:
        return None
    found: Official | None = (
        people.filter(pk=int(text)).first() if text.isdigit() else people.filter(code__iexact=text).first()
    )
    if found is None:
        raise Http404("Không có cán bộ này trong phạm vi của đồng chí.")
    dossier = load_dossier(found.pk)
    if dossier is None:
        raise Http404("Không có cán bộ này trong phạm vi của đồng chí.")
    return {"official": found, "result": eligibility_of(dossier, subject, form, as_of(request), catalogue)}


@needs(P.EXPORT_DATA)
@require_http_methods(["GET", "POST"])
def eligibility_export(request: HttpRequest) -> HttpResponse:
    """Those who may be sent, as a workbook with a reason."""
    on = as_of(request)
    catalogue = catalogue_on(on)
    rules = load_rules(on, catalogue)
    subject, form = _asked(request, rules)
    book = load_codes(["class_type", "study_form"])
    people = visible_officials(scope(request), P.EXPORT_DATA)
    rows = officials_meeting(may_be_sent(rules, subject, form), catalogue, on, within=people)
    title = f"Đủ điều kiện học {book.label('class_type', subject)}, {book.label('study_form', form).lower()}"
    return export_names(
        request, names_list("eligible"), rows.select_related("current_unit"), title=title, stem="du-dieu-kien",
        back_url=f"{reverse('web:eligibility')}?{request.GET.urlencode()}", on=on,
    )  # fmt: skip
