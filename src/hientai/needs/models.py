"""Rule packs (title standards, eligibility) as dated data with legal basis, and surveys of needs."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from hientai.access.models import User
from hientai.base.errors import Frozen
from hientai.base.privacy import NOT_PERSONAL
from hientai.needs.codes import CampaignStatus, PackKind, PackStatus, ResponseStatus, Severity
from hientai.org.models import Unit


class RulePackQuerySet(models.QuerySet["RulePack"]):
    """Packs asked for by day."""

    def in_force(self, on: date) -> RulePackQuerySet:
        """Packs whose rules hold on the day, drafts left out; a replaced pack still holds for its own days."""
        return self.exclude(status=PackStatus.DRAFT).filter(
            Q(valid_until=None) | Q(valid_until__gt=on), valid_from__lte=on
        )


class RulePack(models.Model):
    """A dated, versioned set of rules with its legal basis, for example "2022–06/2025" and "07/2025–"."""

    privacy = NOT_PERSONAL

    code = models.CharField("mã", max_length=60)
    version = models.IntegerField("phiên bản", default=1)
    kind = models.CharField("loại", max_length=12, choices=PackKind.choices)
    name = models.CharField("tên bộ quy tắc", max_length=300)
    legal_basis = models.CharField("căn cứ", max_length=500)
    valid_from = models.DateField("hiệu lực từ")
    valid_until = models.DateField("hiệu lực đến trước ngày", null=True, blank=True)
    status = models.CharField("trạng thái", max_length=10, choices=PackStatus.choices, default=PackStatus.DRAFT)
    needs_confirmation = models.BooleanField("cần xác nhận", default=False)
    signed_off_by = models.CharField("người xác nhận", max_length=200, blank=True)
    note = models.TextField("ghi chú", blank=True)

    objects: ClassVar[Any] = RulePackQuerySet.as_manager()

    class Meta:
        verbose_name = "bộ quy tắc"
        verbose_name_plural = "bộ quy tắc"
        ordering = ["kind", "-valid_from", "-version"]
        constraints = [models.UniqueConstraint(fields=["code", "version"], name="rulepack_version_once")]

    def __str__(self) -> str:
        return self.name


def refuse_frozen(pack: RulePack) -> None:
    """Raise Frozen unless the pack is a draft."""
    if pack.status != PackStatus.DRAFT:
        raise Frozen("Bộ quy tắc đang áp dụng không sửa trực tiếp được; hãy soạn phiên bản mới.")


class Requirement(models.Model):
    """One requirement of a title standard: to whom it applies, what must hold, until when it may be owed."""

    privacy = NOT_PERSONAL

    pack = models.ForeignKey(RulePack, models.CASCADE, related_name="requirements", verbose_name="bộ quy tắc")
    code = models.CharField("mã", max_length=40)
    label = models.CharField("yêu cầu", max_length=300)
    audience = models.JSONField("áp dụng cho")
    condition = models.JSONField("phải đạt")
    grace_months = models.IntegerField("được nợ (tháng sau bổ nhiệm)", default=0)
    severity = models.CharField("mức độ", max_length=6, choices=Severity.choices, default=Severity.BLOCK)
    closes_with = models.CharField("lớp nên học", max_length=40, blank=True)
    legal_basis = models.CharField("căn cứ", max_length=300, blank=True)
    needs_confirmation = models.BooleanField("cần xác nhận", default=False)
    sort_order = models.IntegerField("thứ tự", default=0)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store the row; the rows of a pack that is or was in force are frozen."""
        refuse_frozen(self.pack)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Remove the row; the rows of a pack that is or was in force are frozen."""
        refuse_frozen(self.pack)
        return super().delete(*args, **kwargs)

    class Meta:
        verbose_name = "yêu cầu tiêu chuẩn"
        verbose_name_plural = "yêu cầu tiêu chuẩn"
        ordering = ["pack", "sort_order", "code"]
        constraints = [models.UniqueConstraint(fields=["pack", "code"], name="requirement_once")]

    def __str__(self) -> str:
        return self.label


class EligibilityRule(models.Model):
    """One rule on who may be sent to a kind of class, in a form of study (empty: every form)."""

    privacy = NOT_PERSONAL

    pack = models.ForeignKey(RulePack, models.CASCADE, related_name="eligibility_rules", verbose_name="bộ quy tắc")
    code = models.CharField("mã", max_length=40)
    subject = models.CharField("loại lớp", max_length=40)
    form = models.CharField("hình thức học", max_length=20, blank=True)
    label = models.CharField("quy tắc", max_length=300)
    condition = models.JSONField("phải đạt", null=True, blank=True)
    severity = models.CharField("mức độ", max_length=6, choices=Severity.choices, default=Severity.BLOCK)
    override_authority = models.CharField("cấp được xét đặc cách", max_length=200, blank=True)
    legal_basis = models.CharField("căn cứ", max_length=300, blank=True)
    needs_confirmation = models.BooleanField("cần xác nhận", default=False)
    sort_order = models.IntegerField("thứ tự", default=0)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store the row; the rows of a pack that is or was in force are frozen."""
        refuse_frozen(self.pack)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Remove the row; the rows of a pack that is or was in force are frozen."""
        refuse_frozen(self.pack)
        return super().delete(*args, **kwargs)

    class Meta:
        verbose_name = "quy tắc cử đi học"
        verbose_name_plural = "quy tắc cử đi học"
        ordering = ["pack", "subject", "sort_order", "code"]
        constraints = [models.UniqueConstraint(fields=["pack", "code"], name="eligibility_rule_once")]

    def __str__(self) -> str:
        return self.label


class Campaign(models.Model):
    """A survey of training needs that units answer by a deadline."""

    privacy = NOT_PERSONAL

    title = models.CharField("tên đợt khảo sát", max_length=300)
    guidance = models.TextField("hướng dẫn", blank=True)
    plan_year = models.IntegerField("cho kế hoạch năm")
    opens_on = models.DateField("mở từ ngày")
    due_on = models.DateField("hạn trả lời")
    status = models.CharField("trạng thái", max_length=8, choices=CampaignStatus.choices, default=CampaignStatus.DRAFT)

    class Meta:
        verbose_name = "đợt khảo sát nhu cầu"
        verbose_name_plural = "khảo sát nhu cầu"
        ordering = ["-due_on"]

    def __str__(self) -> str:
        return self.title


class Response(models.Model):
    """One unit's answer to a campaign."""

    privacy = NOT_PERSONAL

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="responses", verbose_name="đợt khảo sát")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="đơn vị")
    status = models.CharField(
        "trạng thái", max_length=10, choices=ResponseStatus.choices, default=ResponseStatus.WAITING
    )
    submitted_on = models.DateField("ngày gửi", null=True)
    submitted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="người gửi")
    remark = models.TextField("ý kiến", blank=True)
    return_reason = models.TextField("lý do trả lại", blank=True)

    class Meta:
        verbose_name = "phiếu trả lời nhu cầu"
        verbose_name_plural = "phiếu trả lời nhu cầu"
        ordering = ["campaign", "unit"]
        constraints = [models.UniqueConstraint(fields=["campaign", "unit"], name="response_once")]

    def __str__(self) -> str:
        return f"{self.unit}"


class NeedLine(models.Model):
    """One need: content, kind of class, how many people, knowledge or skill, time wished (seed 004, D2)."""

    privacy = NOT_PERSONAL

    response = models.ForeignKey(Response, models.CASCADE, related_name="lines", verbose_name="phiếu trả lời")
    subject = models.CharField("loại lớp", max_length=40)
    content = models.CharField("nội dung cần bồi dưỡng", max_length=300)
    objective = models.CharField("mục tiêu", max_length=300, blank=True)
    people = models.IntegerField("số người")
    days = models.DecimalField("số ngày mong muốn", max_digits=5, decimal_places=1, null=True, blank=True)
    preferred_months = models.CharField("tháng thuận lợi", max_length=80, blank=True)

    class Meta:
        verbose_name = "nhu cầu"
        verbose_name_plural = "nhu cầu"
        ordering = ["response", "id"]
        constraints = [models.CheckConstraint(condition=Q(people__gt=0), name="need_line_people")]

    def __str__(self) -> str:
        return self.content
