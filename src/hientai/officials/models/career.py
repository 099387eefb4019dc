"""Titles, appointments, and when people retire."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from hientai.base.privacy import NOT_PERSONAL, Privacy
from hientai.officials.codes import AppointmentKind, Sex
from hientai.officials.models.official import Official
from hientai.org.codes import Level, Sector
from hientai.org.models import ManagementTier, Unit


class Title(models.Model):
    """A named post family (chức danh): level, sector, rank, elected or appointed, usual management tier, validity."""

    privacy = NOT_PERSONAL

    code = models.CharField("mã", max_length=40, unique=True)
    label = models.CharField("chức danh", max_length=200)
    label_en = models.CharField("tên tiếng Anh", max_length=200, blank=True)
    level = models.CharField("cấp", max_length=10, choices=Level.choices)
    sector = models.CharField("khối", max_length=12, choices=Sector.choices)
    rank = models.IntegerField("bậc", default=0)
    tier = models.ForeignKey(
        ManagementTier, models.PROTECT, null=True, related_name="+", verbose_name="diện quản lý thông thường"
    )
    is_leader = models.BooleanField("lãnh đạo, quản lý", default=True)
    is_committee = models.BooleanField("cấp ủy viên", default=False)
    is_key = models.BooleanField("chủ chốt", default=False)
    is_elected = models.BooleanField("bầu cử", default=False)
    sort_order = models.IntegerField("thứ tự", default=0)
    valid_from = models.DateField("hiệu lực từ", default=date(1945, 9, 2))
    valid_until = models.DateField("hiệu lực đến trước ngày", null=True, blank=True)
    needs_confirmation = models.BooleanField("cần xác nhận", default=False)

    class Meta:
        verbose_name = "chức danh"
        verbose_name_plural = "chức danh"
        ordering = ["sort_order", "code"]

    def __str__(self) -> str:
        return self.label


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    """Appointments asked for by day."""

    def held(self, on: date) -> AppointmentQuerySet:
        """Posts held on the day (start included, end excluded)."""
        return self.filter(Q(valid_until=None) | Q(valid_until__gt=on), valid_from__lte=on)


class Appointment(models.Model):
    """A post held by an official at a unit for a period (half-open); several at once are usual.

    ``level``, ``sector`` and ``tier`` are stamped from the title and the decision at the time.
    """

    privacy = {**NOT_PERSONAL, "official": Privacy.PERSONAL, "title": Privacy.PERSONAL}

    official = models.ForeignKey(Official, models.PROTECT, related_name="appointments", verbose_name="cán bộ")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="đơn vị")
    title = models.ForeignKey(Title, models.PROTECT, related_name="+", verbose_name="chức danh")
    kind = models.CharField("hình thức", max_length=12, choices=AppointmentKind.choices, default=AppointmentKind.MAIN)
    is_primary = models.BooleanField("công tác chính", default=True)
    level = models.CharField("cấp", max_length=10, choices=Level.choices)
    sector = models.CharField("khối", max_length=12, choices=Sector.choices)
    tier = models.ForeignKey(ManagementTier, models.PROTECT, null=True, related_name="+", verbose_name="diện quản lý")
    tier_rank = models.IntegerField("bậc diện quản lý", default=0)
    valid_from = models.DateField("từ ngày")
    valid_until = models.DateField("đến trước ngày", null=True, blank=True)
    document = models.CharField("quyết định", max_length=200, blank=True)
    end_reason = models.CharField("lý do thôi giữ", max_length=200, blank=True)

    objects: ClassVar[Any] = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = "chức vụ đảm nhiệm"
        verbose_name_plural = "chức vụ đảm nhiệm"
        ordering = ["official", "-valid_from"]
        indexes = [
            models.Index(fields=["official", "valid_from", "valid_until", "tier_rank"], name="appointment_official"),
            models.Index(fields=["unit", "valid_from"], name="appointment_unit"),
            models.Index(fields=["title", "valid_from"], name="appointment_title"),
            models.Index(fields=["level", "valid_from", "valid_until", "official"], name="appointment_level"),
            models.Index(
                fields=["tier", "valid_from", "valid_until", "official", "tier_rank"], name="appointment_tier"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gt=models.F("valid_from")), name="appointment_period"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} – {self.unit}"


class RetirementRule(models.Model):
    """One row of the legal table: people of this sex born in these months retire at this age (NĐ 135/2020)."""

    privacy = NOT_PERSONAL

    sex = models.CharField("giới tính", max_length=1, choices=Sex.choices)
    born_from = models.DateField("sinh từ ngày")
    born_until = models.DateField("sinh trước ngày", null=True, blank=True)
    age_years = models.IntegerField("tuổi")
    age_months = models.IntegerField("tháng")
    legal_basis = models.CharField("căn cứ", max_length=300)
    needs_confirmation = models.BooleanField("cần xác nhận", default=False)

    class Meta:
        verbose_name = "tuổi nghỉ hưu"
        verbose_name_plural = "bảng tuổi nghỉ hưu"
        ordering = ["sex", "born_from"]
        constraints = [models.UniqueConstraint(fields=["sex", "born_from"], name="retirement_rule_once")]

    def __str__(self) -> str:
        return f"{self.get_sex_display()} sinh từ {self.born_from:%m/%Y}: {self.age_years} tuổi {self.age_months} tháng"


class RetirementException(models.Model):
    """A person who retires at another time than the table says, by decision."""

    privacy = {**NOT_PERSONAL, "official": Privacy.PERSONAL, "reason": Privacy.PERSONAL}

    official = models.ForeignKey(Official, models.PROTECT, related_name="retirement_exceptions", verbose_name="cán bộ")
    retires_on = models.DateField("ngày nghỉ hưu")
    reason = models.CharField("lý do", max_length=300)
    document = models.CharField("văn bản", max_length=200)
    decided_on = models.DateField("ngày quyết định")
    is_revoked = models.BooleanField("đã hủy", default=False)

    class Meta:
        verbose_name = "trường hợp nghỉ hưu khác"
        verbose_name_plural = "trường hợp nghỉ hưu khác"
        ordering = ["official", "-decided_on", "-id"]

    def __str__(self) -> str:
        return f"{self.official}: {self.retires_on:%d/%m/%Y}"
