"""Who read what and took what away: looks at dossiers and pools, exports with reason and copy number."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from hientai.access.codes import Permission as P
from hientai.access.queries import Scope
from hientai.base.models import ReadEntry
from hientai.base.privacy import MASK
from hientai.web.acting import needs, scope
from hientai.web.history.scoping import may_see_label, visible_readings
from hientai.web.ui.formats import write_moment
from hientai.web.ui.listing import Column, Filter, FilterKind, ListSpec, render_list

KINDS = {"dossier": "Xem hồ sơ", "pool": "Xem quy hoạch", "pools": "Xem quy hoạch", "export": "Xuất dữ liệu"}


def _kinds() -> list[tuple[str, str]]:
    stored = ReadEntry.objects.order_by().values_list("kind", flat=True).distinct()
    return [(kind, KINDS.get(kind, kind)) for kind in sorted(stored)]


def readings_list(held: Scope) -> ListSpec:
    """The list as this reader may see it."""

    def subject(row: ReadEntry) -> str:
        return row.subject_label if may_see_label(held, row.subject_type) else MASK

    return ListSpec(
        key="readings", noun="lượt", default_sort="-at", caption="Lượt xem, xuất dữ liệu",
        empty_title="Chưa có lượt xem nào",
        columns=(
            Column(key="at", label="Thời điểm", value=lambda row: write_moment(row.at), sort=("pk",), nowrap=True,
                   lead=True, fixed=True),
            Column(key="who", label="Người xem", value="user_name", sub=lambda row: row.unit_name),
            Column(key="kind", label="Loại", value=lambda row: KINDS.get(row.kind, row.kind)),
            Column(key="subject", label="Đối tượng", value=subject),
            Column(key="rows", label="Số dòng", value="rows", numeric=True, sort=("rows", "pk")),
            Column(key="reason", label="Mục đích", value="reason"),
            Column(key="copy", label="Số bản", value="copy_number", nowrap=True),
            Column(key="hash", label="Mã băm tệp", value="content_hash", default=False),
        ),
        filters=(
            Filter(key="kind", label="Loại", choices=_kinds, apply=lambda rows, value: rows.filter(kind=value)),
            Filter(key="who", label="Người xem", kind=FilterKind.TEXT,
                   apply=lambda rows, text: rows.filter(user_name__icontains=text)),
            Filter(key="from", label="Từ ngày", kind=FilterKind.DATE,
                   apply=lambda rows, day: rows.filter(at__date__gte=day)),
            Filter(key="to", label="Đến hết ngày", kind=FilterKind.DATE,
                   apply=lambda rows, day: rows.filter(at__date__lte=day)),
        ),
    )  # fmt: skip


@needs(P.VIEW_AUDIT)
@require_safe
def reading_log(request: HttpRequest) -> HttpResponse:
    """The reading log of one's units."""
    held = scope(request)
    return render_list(request, readings_list(held), visible_readings(held), template="history/reading.html")
