"""The gallery: every shared part on one page, with long names, nothing, errors and waiting."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.http import HttpRequest, HttpResponse

from hientai.web.ui import gallery_samples as samples
from hientai.web.ui.charts import inline_meter, sparkline
from hientai.web.ui.formats import write_partial_date
from hientai.web.ui.icons import ICONS
from hientai.web.ui.listing import BulkAction, Column, Filter, FilterKind, ListSpec, render_list
from hientai.web.ui.listing.spec import Rows
from hientai.web.ui.templatetags.ui import badge, highlight
from hientai.web.ui.verdicts import all_verdicts


class SampleForm(forms.Form):
    """A form with every kind of control."""

    full_name = forms.CharField(label="Họ, chữ đệm và tên khai sinh", help_text="Viết như trong căn cước công dân.")
    born = forms.CharField(label="Ngày sinh", required=False, help_text="Có thể chỉ ghi tháng/năm hoặc năm.")
    unit = forms.ChoiceField(label="Đơn vị công tác", choices=[(unit, unit) for unit in samples.UNITS])
    share = forms.DecimalField(label="Tỷ lệ phải đạt (%)", max_value=100)
    kind = forms.ChoiceField(
        label="Hình thức", widget=forms.RadioSelect, choices=[("t", "Tập trung"), ("k", "Không tập trung")]
    )
    note = forms.CharField(label="Ghi chú", required=False, widget=forms.Textarea(attrs={"rows": 2}))
    agreed = forms.BooleanField(label="Tôi đã đối chiếu với hồ sơ gốc", required=False)


def _where(rows: Rows, keep: Any) -> Rows:
    return cast(Rows, cast(samples.SampleRows, rows).where(keep))


def _columns(words: str) -> tuple[Column, ...]:
    return (
        Column(
            key="name",
            label="Họ và tên",
            lead=True,
            fixed=True,
            cell=lambda row: highlight(row.name, words),
            value="name",
            link=lambda row: f"#can-bo-{row.pk}",
            sub=lambda row: row.post,
            sort=("name",),
        ),
        Column(key="unit", label="Đơn vị", sort=("unit",)),
        Column(
            key="born_on",
            label="Sinh",
            cell=lambda row: write_partial_date(row.born_on),
            numeric=True,
            sort=("born_on",),
        ),
        Column(key="theory", label="Lý luận chính trị", sort=("theory",)),
        Column(
            key="missing",
            label="Còn thiếu",
            sort=("missing",),
            cell=lambda row: (
                badge(f"{row.missing} tiêu chuẩn", "bad", "circle-x")
                if row.missing
                else badge("Đủ", "ok", "circle-check")
            ),
        ),
        Column(key="joined_on", label="Vào ngành", numeric=True, default=False),
    )


def _filters() -> tuple[Filter, ...]:
    return (
        Filter(
            key="unit",
            label="Đơn vị",
            choices=[(unit, unit) for unit in samples.UNITS],
            apply=lambda rows, value: _where(rows, lambda row: row.unit == value),
        ),
        Filter(
            key="theory",
            label="Lý luận chính trị",
            choices=[(name, name) for name in ("Cao cấp", "Trung cấp", "Sơ cấp")],
            apply=lambda rows, value: _where(rows, lambda row: row.theory == value),
        ),
        Filter(
            key="complete",
            label="Đủ tiêu chuẩn",
            kind=FilterKind.BOOL,
            apply=lambda rows, value: _where(rows, lambda row: (row.missing == 0) == value),
            primary=False,
        ),
        Filter(
            key="joined",
            label="Vào ngành từ ngày",
            kind=FilterKind.DATE,
            apply=lambda rows, value: _where(rows, lambda row: row.joined_on is not None and row.joined_on >= value),
            primary=False,
        ),
    )


def sample_spec(words: str = "") -> ListSpec:
    """Return the declaration of the sample list; ``words`` are marked in the names."""
    return ListSpec(
        key="people",
        caption="Danh sách cán bộ (dữ liệu bịa)",
        noun="cán bộ",
        search=lambda rows, text: _where(rows, lambda row: "<mark>" in highlight(f"{row.name} {row.unit}", text)),
        search_label="Tìm theo tên hoặc đơn vị",
        default_sort="name",
        page_size=10,
        export_url="#xuat",
        columns=_columns(words),
        filters=_filters(),
        bulk_actions=(BulkAction(key="nominate", label="Đề cử đi học", url="#de-cu", icon="school"),),
    )


def _jobs() -> list[dict[str, Any]]:
    running = {"label": "Đang nhập tệp can-bo-2026.xlsx", "done": 3120, "total": 4920, "state": "running"}
    return [
        {**running, "id": "job-1", "message": "Đang kiểm tra từng dòng", "cancel_url": "#dung"},
        {"id": "job-2", "label": "Tính khoảng thiếu toàn tỉnh", "state": "waiting"},
        {"id": "job-3", "label": "Xuất danh sách", "done": 4920, "total": 4920, "state": "done", "result_url": "#tep"},
        {
            "id": "job-4",
            "label": "Nhập văn bằng",
            "done": 12,
            "total": 800,
            "state": "failed",
            "message": "Tệp không đọc được: cần .xlsx",
        },
    ]


def gallery_context() -> dict[str, Any]:
    """Return everything that the gallery shows besides the list."""
    form = SampleForm({"share": "120", "unit": samples.UNITS[1], "kind": "t"})
    form.is_valid()
    return {
        "form": form,
        "charts": samples.charts(),
        "trend": sparkline([0.4375, 0.47, 0.49, 0.53, 0.552], "Tăng từ 43,75% lên 55,2%"),
        "meter": inline_meter(0.552, 0.6),
        "tree": samples.tree(),
        "timeline": samples.timeline(),
        "facts": samples.facts(),
        "verdicts": all_verdicts(),
        "pairs": [("Mã cán bộ", "HG-004920"), ("Đơn vị", samples.UNITS[1]), ("Ngạch", None), ("Hệ số lương", 4.65)],
        "steps": [
            {"label": "Chọn tệp", "state": "done", "url": "#buoc-1"},
            {"label": "Ghép cột", "state": "done", "url": "#buoc-2"},
            {"label": "Kiểm tra từng dòng", "state": "current"},
            {"label": "Ghi vào hồ sơ", "state": "todo"},
        ],
        "tabs": [
            {"label": "Tổng quan", "url": "#tabs", "active": True},
            {"label": "Quá trình công tác", "url": "#tabs", "count": 7},
            {"label": "Đào tạo, bồi dưỡng", "url": "#tabs", "count": 12, "icon": "school"},
            {"label": "Lịch sử thay đổi", "url": "#tabs", "count": 0},
        ],
        "jobs": _jobs(),
        "errors_found": [
            "Dòng 14: ngày sinh 31/02/1984 không có thật.",
            "Dòng 97: không tìm thấy đơn vị “UBND xã Thượng Lâm”.",
        ],
        "icons": sorted(ICONS),
        "crumbs": [{"label": "Hệ thống", "url": "/"}],
    }


def show_gallery(request: HttpRequest) -> HttpResponse:
    """Show the gallery; its list answers to HTMX as any other."""
    rows = cast(Rows, samples.SampleRows(samples.people()))
    spec = sample_spec(request.GET.get("q", ""))
    return render_list(request, spec, rows, template="ui/gallery.html", extra=gallery_context())
