"""Which tables of reference data can be edited here: code lists, titles, tiers, terms, retirement table, limits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from hientai.base.models import CodeItem
from hientai.base.text import fold
from hientai.officials.models import RetirementRule, SuccessionLimit, Title
from hientai.org.models import ManagementTier, Term
from hientai.web.ui.formats import write_date
from hientai.web.ui.listing import Column, Filter, FilterKind, ListSpec

# Lists that the program itself reads and writes.
INTERNAL_LISTS = ("installation",)
LIST_LABELS = {
    "academic_title": "Học hàm", "age_band": "Nhóm tuổi", "civil_grade": "Ngạch công chức", "class_type": "Loại lớp",
    "defence_group": "Đối tượng quốc phòng, an ninh", "document_type": "Loại văn bản",
    "employment_status": "Tình trạng công tác", "ethnic_group": "Dân tộc", "ethnic_language": "Tiếng dân tộc",
    "funding_source": "Nguồn kinh phí", "gender": "Giới tính", "general_education": "Giáo dục phổ thông",
    "it_level": "Tin học, chuyển đổi số", "language_level": "Ngoại ngữ", "org_type": "Loại hình đơn vị",
    "party_status": "Đảng tịch", "political_theory": "Lý luận chính trị",
    "professional_qualification": "Trình độ chuyên môn", "rating_rank": "Mức xếp loại", "religion": "Tôn giáo",
    "state_management": "Quản lý nhà nước", "study_form": "Hình thức đào tạo", "study_place": "Nơi học",
    "study_shift": "Buổi học",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Book:
    """One editable table: its address, model, title, the fields of its form and the columns of its list."""

    slug: str
    title: str
    noun: str
    model: Any
    fields: tuple[str, ...]
    columns: tuple[str, ...]
    search: tuple[str, ...] = ()
    fixed: tuple[tuple[str, Any], ...] = ()
    purpose: str = ""
    changes_standing: bool = False

    def rows(self) -> Any:
        """The rows of this table."""
        return self.model.objects.filter(**dict(self.fixed))


VALIDITY = ("valid_from", "valid_until")
BOOKS = {
    book.slug: book
    for book in (
        Book("chuc-danh", "Chức danh", "chức danh", Title,
             ("code", "label", "label_en", "level", "sector", "rank", "tier", "is_leader", "is_committee", "is_key",
              "is_elected", "sort_order", *VALIDITY, "needs_confirmation"),
             ("label", "code", "level", "sector", "rank", "is_key", *VALIDITY, "needs_confirmation"),
             ("label", "code"), purpose="Cấp, khối, bậc, diện quản lý thông thường của từng chức danh."),
        Book("dien-quan-ly", "Diện quản lý", "diện quản lý", ManagementTier, ("code", "label", "rank"),
             ("label", "code", "rank"), ("label",),
             purpose="Ai quản lý cán bộ nào; giữ nhiều chức vụ thì bậc cao nhất quyết định."),
        Book("nhiem-ky", "Nhiệm kỳ", "nhiệm kỳ", Term, ("code", "kind", "label", "starts_year", "ends_year"),
             ("label", "code", "kind", "starts_year", "ends_year"), ("label", "code"),
             purpose="Nhiệm kỳ cấp ủy và nhiệm kỳ chính quyền dùng cho quy hoạch."),
        Book("tuoi-nghi-huu", "Bảng tuổi nghỉ hưu", "dòng", RetirementRule,
             ("sex", "born_from", "born_until", "age_years", "age_months", "legal_basis", "needs_confirmation"),
             ("sex", "born_from", "born_until", "age_years", "age_months", "legal_basis", "needs_confirmation"),
             ("legal_basis",), changes_standing=True,
             purpose="Tuổi nghỉ hưu theo giới tính và tháng sinh; sửa xong, ngày nghỉ hưu được tính lại."),
        Book("gioi-han-quy-hoach", "Giới hạn, cơ cấu quy hoạch", "dòng", SuccessionLimit,
             ("code", "label", "level", "value", "is_hard", *VALIDITY, "legal_basis", "needs_confirmation"),
             ("label", "level", "value", "is_hard", *VALIDITY, "legal_basis", "needs_confirmation"),
             ("label", "legal_basis"),
             purpose="Số người mỗi chức danh, tỷ lệ trẻ, nữ, dân tộc thiểu số theo từng quy định."),
    )
}  # fmt: skip
CODE_FIELDS = ("code", "label", "label_en", "rank", "sort_order", "report_bucket", *VALIDITY, "legal_basis",
               "needs_confirmation")  # fmt: skip


def list_label(name: str) -> str:
    """The Vietnamese name of a code list."""
    return LIST_LABELS.get(name, name)


def code_lists() -> list[dict[str, Any]]:
    """The code lists with how many values each has and how many of them need confirmation."""
    found = (
        CodeItem.objects.exclude(list_name__in=INTERNAL_LISTS)
        .order_by()
        .values("list_name")
        .annotate(count=Count("pk"), marked=Count("pk", filter=Q(needs_confirmation=True)))
    )
    rows = [{**row, "label": list_label(row["list_name"]), "slug": slug_of(row["list_name"])} for row in found]
    return sorted(rows, key=lambda row: fold(str(row["label"])))


def slug_of(list_name: str) -> str:
    """The address of a code list."""
    return "ma-" + list_name.replace("_", "-")


def find_book(slug: str) -> Book | None:
    """The table of this address: one of BOOKS, or a code list that exists."""
    if slug in BOOKS or not slug.startswith("ma-"):
        return BOOKS.get(slug)
    name = slug.removeprefix("ma-").replace("-", "_")
    if name in INTERNAL_LISTS or not CodeItem.objects.filter(list_name=name).exists():
        return None
    columns = ("label", "code", "rank", "report_bucket", *VALIDITY, "legal_basis", "needs_confirmation")
    purpose = "Khi quy định đổi: kết thúc mục cũ, thêm mục mới; mục cũ giữ nguyên."
    fixed = (("list_name", name),)
    return Book(slug, list_label(name), "mục", CodeItem, CODE_FIELDS, columns, ("label", "code"), fixed, purpose)


def _value(name: str) -> Callable[[Any], Any]:
    def read(row: Any) -> Any:
        value = getattr(row, f"get_{name}_display", lambda: getattr(row, name))()
        if isinstance(value, bool):
            marked = "Cần xác nhận" if name == "needs_confirmation" else "Có"
            return marked if value else ""
        return write_date(value) if name in (*VALIDITY, "born_from", "born_until") and value else value

    return read


def list_of(book: Book, link: Callable[[Any], str]) -> ListSpec:
    """The list of a table, every column sortable."""
    columns = [
        Column(
            key=name, label=_label(book, name), value=_value(name), sort=(name, "pk"), fixed=place == 0,
            lead=place == 0, link=link if place == 0 else None, nowrap=name in VALIDITY,
            numeric=name in ("rank", "value", "age_years", "age_months"),
        )
        for place, name in enumerate(book.columns)
    ]  # fmt: skip
    filters = []
    if "needs_confirmation" in book.fields:
        filters.append(Filter(key="mark", label="Cần xác nhận", kind=FilterKind.BOOL,
                              apply=lambda rows, yes: rows.filter(needs_confirmation=yes)))  # fmt: skip
    return ListSpec(
        key="book", columns=columns, filters=filters, search=_search(book.search) if book.search else None,
        search_label="Tìm", noun=book.noun, caption=book.title, empty_title="Chưa có dòng nào",
    )  # fmt: skip


def _label(book: Book, name: str) -> str:
    label = str(getattr(book.model._meta.get_field(name), "verbose_name", name))
    return label[:1].upper() + label[1:]


def _search(names: tuple[str, ...]) -> Callable[[Any, str], Any]:
    def narrow(rows: Any, words: str) -> Any:
        condition = Q()
        for name in names:
            condition |= Q(**{f"{name}__icontains": words})
        return rows.filter(condition)

    return narrow
