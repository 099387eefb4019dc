"""Corrections asked for by unit HR, decided by the commission."""

from __future__ import annotations

from django.db import models

from hientai.access.models import User
from hientai.base.privacy import NOT_PERSONAL, Privacy
from hientai.officials.codes import CorrectionStatus
from hientai.officials.models.official import Official


class Correction(models.Model):
    """A proposed change of fields of one official: {field: [old, new]}; applied only when approved."""

    privacy = {**NOT_PERSONAL, "official": Privacy.PERSONAL, "changes": Privacy.SENSITIVE}

    official = models.ForeignKey(Official, models.PROTECT, related_name="corrections", verbose_name="cán bộ")
    changes = models.JSONField("thay đổi đề nghị")
    reason = models.TextField("lý do, minh chứng")
    status = models.CharField(
        "trạng thái", max_length=10, choices=CorrectionStatus.choices, default=CorrectionStatus.SUBMITTED
    )
    requested_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="người đề nghị")
    requested_by_name = models.CharField("tên người đề nghị", max_length=200)
    requested_on = models.DateField("ngày đề nghị")
    decided_by_name = models.CharField("người duyệt", max_length=200, blank=True)
    decided_on = models.DateField("ngày duyệt", null=True, blank=True)
    decision_note = models.TextField("ý kiến duyệt", blank=True)

    class Meta:
        verbose_name = "đề nghị đính chính"
        verbose_name_plural = "đề nghị đính chính"
        ordering = ["-requested_on", "-id"]

    def __str__(self) -> str:
        return f"Đính chính: {self.official}"
