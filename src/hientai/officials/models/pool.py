"""Succession pools (quy hoạch): who is planned for which higher title, where, in which term."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from hientai.base.privacy import NOT_PERSONAL, Privacy
from hientai.officials.codes import SuccessionExit
from hientai.officials.models.career import Title
from hientai.officials.models.official import Official
from hientai.org.models import Term, Unit


class SuccessionQuerySet(models.QuerySet["SuccessionEntry"]):
    """Entries asked for by day."""

    def held(self, on: date) -> SuccessionQuerySet:
        """Entries in force on the day."""
        return self.filter(Q(exited_on=None) | Q(exited_on__gt=on), entered_on__lte=on)


class SuccessionEntry(models.Model):
    """One person planned for one title of one unit in one term."""

    privacy = {**NOT_PERSONAL, "official": Privacy.SENSITIVE, "title": Privacy.SENSITIVE}

    official = models.ForeignKey(Official, models.PROTECT, related_name="succession_entries", verbose_name="cán bộ")
    title = models.ForeignKey(Title, models.PROTECT, related_name="+", verbose_name="chức danh quy hoạch")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="đơn vị")
    term = models.ForeignKey(Term, models.PROTECT, related_name="+", verbose_name="nhiệm kỳ")
    entered_on = models.DateField("đưa vào từ ngày")
    document = models.CharField("quyết định phê duyệt", max_length=200, blank=True)
    exited_on = models.DateField("ra khỏi từ ngày", null=True, blank=True)
    exit_kind = models.CharField("lý do ra khỏi", max_length=10, choices=SuccessionExit.choices, blank=True)
    exit_reason = models.CharField("nói rõ lý do", max_length=300, blank=True)
    note = models.CharField("ghi chú", max_length=300, blank=True)

    objects: ClassVar[Any] = SuccessionQuerySet.as_manager()

    class Meta:
        verbose_name = "mục quy hoạch"
        verbose_name_plural = "quy hoạch"
        ordering = ["term", "unit", "title", "official"]
        constraints = [
            models.UniqueConstraint(
                fields=["official", "title", "unit", "term"], name="succession_entry_once", condition=Q(exited_on=None)
            ),
        ]
        indexes = [models.Index(fields=["official", "entered_on"], name="succession_official")]

    def __str__(self) -> str:
        return f"{self.official} – {self.title} {self.term}"


class SuccessionLimit(models.Model):
    """Limits and structure aims of pools as dated data (377-QĐ/TW, 50-QĐ/TW): persons per title, titles per person,
    shares of young, female and minority members and the age that counts as young at each level."""

    privacy = NOT_PERSONAL

    code = models.CharField("mã", max_length=40)
    label = models.CharField("nội dung", max_length=300)
    level = models.CharField("cấp", max_length=10, blank=True)
    value = models.DecimalField("giá trị", max_digits=9, decimal_places=4)
    is_hard = models.BooleanField("bắt buộc", default=False)
    valid_from = models.DateField("hiệu lực từ")
    valid_until = models.DateField("hiệu lực đến trước ngày", null=True, blank=True)
    legal_basis = models.CharField("căn cứ", max_length=300)
    needs_confirmation = models.BooleanField("cần xác nhận", default=False)

    class Meta:
        verbose_name = "giới hạn, cơ cấu quy hoạch"
        verbose_name_plural = "giới hạn, cơ cấu quy hoạch"
        ordering = ["code", "level", "valid_from"]
        constraints = [models.UniqueConstraint(fields=["code", "level", "valid_from"], name="succession_limit_once")]

    def __str__(self) -> str:
        return self.label
