"""The list of people: columns, filters, search; one declaration for the page, HTMX and the workbook."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Prefetch, Q
from django.urls import reverse

from hientai.access.codes import Permission
from hientai.access.queries import Scope
from hientai.base.codelists import load_codes
from hientai.base.periods import add_months
from hientai.base.text import fold
from hientai.officials.codes import EmploymentStatus, Sex
from hientai.officials.models import Appointment, Population, Qualification
from hientai.officials.queries.criteria import load_catalogue, officials_meeting, read_criterion
from hientai.org.codes import Level
from hientai.org.models import ManagementTier, Unit
from hientai.web.ui.formats import write_partial_date
from hientai.web.ui.listing import Column, Filter, FilterKind, ListSpec


def people_on(rows: Any, on: date, *, is_today: bool) -> Any:
    """The rows of a list as of a day: today's derived columns, or for another day the posts and degrees of then."""
    rows = rows.select_related("current_unit", "current_tier")
    if is_today:
        return rows
    held = Appointment.objects.held(on).select_related("title", "unit").order_by("-is_primary", "-title__rank")
    learnt = Qualification.objects.filter(obtained_on__lte=on)
    return rows.filter(Q(left_on=None) | Q(left_on__gt=on), registered_on__lte=on).prefetch_related(
        Prefetch("appointments", held, to_attr="posts_then"), Prefetch("qualifications", learnt, to_attr="learnt_then")
    )


def post_then(row: Any) -> str:
    """The posts of a row on the list's day."""
    posts = getattr(row, "posts_then", None)
    return row.current_post if posts is None else "; ".join(f"{p.title.label}, {p.unit.name}" for p in posts)


def rank_then(row: Any, kind: str) -> int:
    """The highest rank of a row on one ladder on the list's day."""
    learnt = getattr(row, "learnt_then", None)
    if learnt is None:
        return int(row.professional_rank if kind == "professional" else row.theory_rank)
    return max((q.rank for q in learnt if q.kind == kind), default=0)


def search_people(rows: Any, words: str) -> Any:
    """People whose name or code has every word typed, marks ignored: "dat" finds Đạt."""
    for word in fold(words).split():
        rows = rows.filter(search_key__contains=word)
    return rows


def _by_unit(rows: Any, value: str) -> Any:
    unit = Unit.objects.filter(code=value).first()
    if unit is None:
        return rows.none()
    return rows.filter(current_unit__path__gte=unit.path, current_unit__path__lt=unit.path + "z")


def _in_population(on: date) -> Any:
    def apply(rows: Any, code: str) -> Any:
        found = Population.objects.filter(code=code).first()
        if found is None:
            return rows.none()
        catalogue = load_catalogue()
        return officials_meeting(read_criterion(found.criterion, catalogue), catalogue, on, within=rows)

    return apply


def _rank_choices(list_name: str, words: str) -> list[tuple[str, str]]:
    by_rank: dict[int, str] = {}
    for code in load_codes([list_name]).lists.get(list_name, {}).values():
        by_rank.setdefault(code.rank, code.label)
    return [(str(rank), f"{words} {label[:1].lower()}{label[1:]}") for rank, label in sorted(by_rank.items()) if rank]


def people_list(held: Scope, on: date) -> ListSpec:
    """The list as this scope may see it: sensitive columns and filters only with the right to them."""
    sensitive = held.has(Permission.VIEW_SENSITIVE)
    levels = {c.rank: c.label for c in load_codes(["political_theory"]).lists.get("political_theory", {}).values()}
    degrees: dict[int, str] = {}
    for code in load_codes(["professional_qualification"]).lists.get("professional_qualification", {}).values():
        degrees[code.rank] = degrees.get(code.rank) or code.label
    degrees[5] = "Thạc sĩ, chuyên khoa I"
    columns = [
        Column(key="name", label="Họ và tên", value="full_name", fixed=True, lead=True, nowrap=True,
               sort=("name_key", "birth_on", "pk"), link=lambda row: reverse("web:person", args=[row.pk])),
        Column(key="code", label="Số hiệu", value="code", default=False, sort=("code",), nowrap=True),
        Column(key="birth", label="Ngày sinh", value=lambda row: write_partial_date(row.birth), sort=("birth_on", "pk"),
               nowrap=True),
        Column(key="sex", label="Giới tính", value="get_sex_display"),
        Column(key="post", label="Chức vụ", value=post_then),
        Column(key="tier", label="Diện quản lý", value="current_tier.label", default=False),
        Column(key="degree", label="Chuyên môn", value=lambda row: degrees.get(rank_then(row, "professional"), "")),
        Column(key="theory", label="Lý luận chính trị", value=lambda row: levels.get(rank_then(row, "theory"), "")),
        Column(key="retires", label="Nghỉ hưu", value="retires_on", sort=("retires_on", "pk"), nowrap=True),
        Column(key="status", label="Tình trạng", value="get_status_display", default=False),
    ]  # fmt: skip
    if sensitive:
        book = load_codes(["ethnic_group"])
        columns.insert(5, Column(key="ethnicity", label="Dân tộc", default=False,
                                 value=lambda row: book.label("ethnic_group", row.ethnicity)))  # fmt: skip
    return ListSpec(
        key="people", columns=columns, filters=_filters(held, on), search=search_people, default_sort="name",
        search_label="Tìm theo tên, số hiệu", export_url="xuat/", noun="cán bộ",
        caption="Danh sách cán bộ", empty_title="Chưa có cán bộ nào trong phạm vi của đồng chí",
        empty_text="Nhập danh sách từ tệp Excel ở mục Nhập dữ liệu.",
    )  # fmt: skip


def _filters(held: Scope, on: date) -> list[Filter]:
    retiring = [("6", "6 tháng tới"), ("12", "12 tháng tới"), ("36", "36 tháng tới")]
    filters = [
        Filter(key="population", label="Nhóm cán bộ", apply=_in_population(on),
               choices=lambda: list(Population.objects.values_list("code", "name"))),
        Filter(key="tier", label="Diện quản lý", apply=lambda rows, v: rows.filter(current_tier__code=v),
               choices=lambda: list(ManagementTier.objects.values_list("code", "label"))),
        Filter(key="level", label="Cấp", apply=lambda rows, v: rows.filter(current_unit__level=v),
            choices=Level.choices),
        Filter(key="unit", label="Mã đơn vị (cả cấp dưới)", kind=FilterKind.TEXT, apply=_by_unit, primary=False),
        Filter(key="sex", label="Giới tính", apply=lambda rows, v: rows.filter(sex=v), choices=Sex.choices,
            primary=False),
        Filter(key="degree", label="Chuyên môn", primary=False,
               apply=lambda rows, v: rows.filter(professional_rank__gte=int(v)),
               choices=lambda: _rank_choices("professional_qualification", "Từ")),
        Filter(key="theory", label="Lý luận chính trị", primary=False,
               apply=lambda rows, v: rows.filter(theory_rank__gte=int(v)),
               choices=lambda: _rank_choices("political_theory", "Từ")),
        Filter(key="retiring", label="Nghỉ hưu trong", primary=False, choices=retiring,
               apply=lambda rows, v: rows.filter(retires_on__gt=on, retires_on__lte=add_months(on, int(v)))),
        Filter(key="status", label="Tình trạng", primary=False, choices=EmploymentStatus.choices,
               apply=lambda rows, v: rows.filter(status=v)),
    ]  # fmt: skip
    if held.has(Permission.VIEW_SENSITIVE):
        filters.append(
            Filter(key="minority", label="Dân tộc thiểu số", kind=FilterKind.BOOL, primary=False,
                   apply=lambda rows, v: rows.filter(is_minority=v))
        )  # fmt: skip
    return filters
