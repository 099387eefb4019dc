"""Organisations in time: a unit is an identity; what it is called and where it hangs is dated and never overwritten."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from hientai.base.constraints import NoOverlap
from hientai.base.privacy import NOT_PERSONAL
from hientai.org.codes import (
    DocSystem,
    DocumentStatus,
    ItemAction,
    ItemKind,
    Level,
    ReorganisationStatus,
    Sector,
    TermKind,
    UnitEventKind,
    UnitRole,
)


class Document(models.Model):
    """A guiding or deciding document: number, date, type and issuer kept apart, display string beside them."""

    privacy = NOT_PERSONAL

    system = models.CharField("hệ văn bản", max_length=10, choices=DocSystem.choices, default=DocSystem.PARTY)
    kind = models.CharField("loại văn bản", max_length=20)
    number = models.CharField("số", max_length=40, blank=True)
    symbol = models.CharField("số, ký hiệu", max_length=80, help_text="Ví dụ: 04-ĐA/TU, 171/2025/NĐ-CP")
    issuer = models.CharField("cơ quan ban hành", max_length=300)
    signed_on = models.DateField("ngày ban hành", null=True, blank=True)
    title = models.CharField("trích yếu", max_length=500)
    status = models.CharField("tình trạng", max_length=12, choices=DocumentStatus.choices,
                              default=DocumentStatus.IN_FORCE)
    valid_from = models.DateField("hiệu lực từ", null=True, blank=True)
    valid_until = models.DateField("hiệu lực đến trước ngày", null=True, blank=True)
    replaced_by = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+",
                                    verbose_name="được thay thế bằng")
    needs_confirmation = models.BooleanField("cần xác nhận", default=False)

    class Meta:
        verbose_name = "văn bản"
        verbose_name_plural = "văn bản"
        ordering = ["-signed_on", "symbol"]
        constraints = [models.UniqueConstraint(fields=["symbol", "issuer", "signed_on"], name="document_once")]

    def __str__(self) -> str:
        return self.symbol


class UnitQuerySet(models.QuerySet["Unit"]):
    """Units as they are today; for other days see org.queries."""

    def under(self, path: str) -> UnitQuerySet:
        """The unit at this path and everything below it, by index range."""
        return self.filter(path__gte=path, path__lt=path + "z")

    def current(self, on: date) -> UnitQuerySet:
        """Units that exist on the day."""
        return self.filter(Q(valid_until=None) | Q(valid_until__gt=on), valid_from__lte=on)


class Unit(models.Model):
    """A unit's identity with its latest name and place denormalised from the latest UnitVersion.

    ``path`` is the materialised path of the latest tree: the ids from the root down, six digits each, joined without
    a separator, so that a subtree is the range [path, path + "z") in every collation.
    A unit that ended keeps its last place, so that grants over it and history below it still resolve.
    """

    privacy = NOT_PERSONAL

    code = models.CharField("mã đơn vị", max_length=40, unique=True)
    name = models.CharField("tên đơn vị", max_length=300)
    short_name = models.CharField("tên gọi tắt", max_length=120, blank=True)
    kind = models.CharField("loại hình", max_length=30)
    sector = models.CharField("khối", max_length=12, choices=Sector.choices)
    level = models.CharField("cấp", max_length=10, choices=Level.choices)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children",
                               verbose_name="cơ quan cấp trên")
    path = models.CharField("đường dẫn", max_length=200, db_index=True)
    depth = models.IntegerField("độ sâu", default=0)
    territory_code = models.CharField("mã địa bàn", max_length=20, blank=True)
    valid_from = models.DateField("thành lập từ")
    valid_until = models.DateField("kết thúc trước ngày", null=True, blank=True)
    search_key = models.CharField("khóa tìm kiếm", max_length=400, db_index=True)
    sort_key = models.BinaryField("khóa sắp xếp", max_length=600, default=b"", db_index=True)
    sort_order = models.IntegerField("thứ tự", default=0)
    needs_confirmation = models.BooleanField("cần xác nhận", default=False)

    objects: ClassVar[Any] = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = "đơn vị"
        verbose_name_plural = "đơn vị"
        ordering = ["sort_order", "sort_key"]

    def __str__(self) -> str:
        return self.name


class UnitVersion(models.Model):
    """What a unit was called, what it was and where it hung, from a day until before another (half-open).

    The versions of one unit follow each other without a gap. ``opened_by`` and ``closed_by`` name the events that began
    and ended it; both are empty for what was loaded as it stood. Of two events on one day the later one is kept.
    """

    privacy = NOT_PERSONAL

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="versions", verbose_name="đơn vị")
    valid_from = models.DateField("từ ngày")
    valid_until = models.DateField("đến trước ngày", null=True, blank=True)
    name = models.CharField("tên", max_length=300)
    short_name = models.CharField("tên gọi tắt", max_length=120, blank=True)
    kind = models.CharField("loại hình", max_length=30)
    sector = models.CharField("khối", max_length=12, choices=Sector.choices)
    level = models.CharField("cấp", max_length=10, choices=Level.choices)
    parent = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", verbose_name="cơ quan cấp trên")
    opened_by = models.ForeignKey("UnitEvent", models.PROTECT, null=True, related_name="opened_versions",
                                  verbose_name="bắt đầu bởi sự kiện")
    closed_by = models.ForeignKey("UnitEvent", models.PROTECT, null=True, related_name="closed_versions",
                                  verbose_name="kết thúc bởi sự kiện")

    class Meta:
        verbose_name = "phiên bản đơn vị"
        verbose_name_plural = "phiên bản đơn vị"
        ordering = ["unit", "valid_from"]
        constraints = [
            NoOverlap(name="unitversion_no_overlap", keys=("unit",)),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gt=models.F("valid_from")), name="unitversion_period"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.valid_from:%d/%m/%Y})"


class UnitEvent(models.Model):
    """A reorganisation: what happened, on which day, by which decision."""

    privacy = NOT_PERSONAL

    kind = models.CharField("việc", max_length=16, choices=UnitEventKind.choices)
    effective_on = models.DateField("có hiệu lực từ")
    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+",
                                 verbose_name="văn bản quyết định")
    title = models.CharField("nội dung", max_length=500)
    note = models.TextField("ghi chú", blank=True)
    needs_confirmation = models.BooleanField("cần xác nhận", default=False)

    class Meta:
        verbose_name = "sự kiện tổ chức"
        verbose_name_plural = "sự kiện tổ chức"
        ordering = ["-effective_on", "-id"]

    def __str__(self) -> str:
        return self.title


class UnitSuccession(models.Model):
    """Which unit was followed by which at an event; many to many. ``share`` is known only where a document says it."""

    privacy = NOT_PERSONAL

    event = models.ForeignKey(UnitEvent, models.PROTECT, related_name="successions", verbose_name="sự kiện")
    predecessor = models.ForeignKey(Unit, models.PROTECT, related_name="successions_out", verbose_name="đơn vị trước")
    successor = models.ForeignKey(Unit, models.PROTECT, related_name="successions_in", verbose_name="đơn vị sau")
    share = models.DecimalField("tỷ phần", max_digits=7, decimal_places=6, null=True, blank=True)
    is_partial = models.BooleanField("một phần", default=False)

    class Meta:
        verbose_name = "kế thừa đơn vị"
        verbose_name_plural = "kế thừa đơn vị"
        constraints = [
            models.UniqueConstraint(fields=["event", "predecessor", "successor"], name="succession_once"),
            models.CheckConstraint(condition=~Q(predecessor=models.F("successor")), name="succession_not_self"),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"


class Term(models.Model):
    """A term of office: party 2020–2025, state 2021–2026 …"""

    privacy = NOT_PERSONAL

    code = models.CharField("mã", max_length=20, unique=True)
    kind = models.CharField("loại nhiệm kỳ", max_length=8, choices=TermKind.choices)
    label = models.CharField("nhiệm kỳ", max_length=80)
    starts_year = models.IntegerField("từ năm")
    ends_year = models.IntegerField("đến năm")

    class Meta:
        verbose_name = "nhiệm kỳ"
        verbose_name_plural = "nhiệm kỳ"
        ordering = ["kind", "starts_year"]

    def __str__(self) -> str:
        return self.label


class ManagementTier(models.Model):
    """Diện quản lý: who decides on the person; with several posts the highest rank decides."""

    privacy = NOT_PERSONAL

    code = models.CharField("mã", max_length=30, unique=True)
    label = models.CharField("diện quản lý", max_length=200)
    rank = models.IntegerField("bậc", unique=True)

    class Meta:
        verbose_name = "diện quản lý"
        verbose_name_plural = "diện quản lý"
        ordering = ["-rank"]

    def __str__(self) -> str:
        return self.label


class Reorganisation(models.Model):
    """A reorganisation drawn up in the wizard: kept while it is prepared, carried out in one transaction."""

    privacy = NOT_PERSONAL

    kind = models.CharField("việc", max_length=16, choices=UnitEventKind.choices)
    title = models.CharField("nội dung", max_length=500, blank=True)
    effective_on = models.DateField("có hiệu lực từ", null=True, blank=True)
    document = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+",
                                 verbose_name="văn bản quyết định")
    goes_on = models.BooleanField("đơn vị bị tách vẫn hoạt động", default=False)
    with_subunits = models.BooleanField("kết thúc cả đơn vị trực thuộc", default=False)
    note = models.TextField("ghi chú", blank=True)
    status = models.CharField("trạng thái", max_length=10, choices=ReorganisationStatus.choices,
                              default=ReorganisationStatus.DRAFT)
    started_by_name = models.CharField("người lập", max_length=200)
    started_on = models.DateField("ngày lập")
    done_on = models.DateField("ngày thực hiện", null=True)
    event = models.ForeignKey(UnitEvent, models.PROTECT, null=True, related_name="+", verbose_name="sự kiện đã ghi")

    class Meta:
        verbose_name = "phương án sắp xếp"
        verbose_name_plural = "phương án sắp xếp"
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.title or self.get_kind_display()


class ReorganisationUnit(models.Model):
    """A unit of a plan: an existing one, or (``unit`` empty until carried out) one that the decision establishes."""

    privacy = NOT_PERSONAL

    reorganisation = models.ForeignKey(Reorganisation, models.CASCADE, related_name="units", verbose_name="phương án")
    role = models.CharField("vai", max_length=8, choices=UnitRole.choices)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="đơn vị")
    code = models.CharField("mã", max_length=40, blank=True)
    name = models.CharField("tên", max_length=300, blank=True)
    short_name = models.CharField("tên gọi tắt", max_length=120, blank=True)
    kind = models.CharField("loại hình", max_length=30, blank=True)
    sector = models.CharField("khối", max_length=12, choices=Sector.choices, blank=True)
    level = models.CharField("cấp", max_length=10, choices=Level.choices, blank=True)
    parent = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+",
                               verbose_name="cơ quan cấp trên")

    class Meta:
        verbose_name = "đơn vị trong phương án"
        verbose_name_plural = "đơn vị trong phương án"
        ordering = ["reorganisation", "role", "id"]

    def __str__(self) -> str:
        return self.name or (self.unit.name if self.unit else "")


class ReorganisationChoice(models.Model):
    """What is to become of one thing that hangs on a unit that ends: a post, a pool entry, a grant, a task …"""

    privacy = NOT_PERSONAL

    reorganisation = models.ForeignKey(Reorganisation, models.CASCADE, related_name="choices",
                                       verbose_name="phương án")
    item_kind = models.CharField("loại", max_length=12, choices=ItemKind.choices)
    item_id = models.BigIntegerField("số của mục")
    action = models.CharField("xử lý", max_length=6, choices=ItemAction.choices, default=ItemAction.MOVE)
    heir = models.ForeignKey(ReorganisationUnit, models.CASCADE, null=True, blank=True, related_name="+",
                             verbose_name="chuyển về")

    class Meta:
        verbose_name = "lựa chọn trong phương án"
        verbose_name_plural = "lựa chọn trong phương án"
        ordering = ["reorganisation", "item_kind", "item_id"]
        constraints = [
            models.UniqueConstraint(fields=["reorganisation", "item_kind", "item_id"],
                                    name="reorganisation_choice_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_item_kind_display()} {self.item_id}: {self.get_action_display()}"
