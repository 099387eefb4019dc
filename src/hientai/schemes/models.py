"""Schemes (Đề án), their targets with milestones, and the tasks of lead agencies."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from hientai.base.privacy import NOT_PERSONAL
from hientai.officials.models import Population
from hientai.org.models import Document, Unit
from hientai.schemes.codes import SchemeStatus, TaskKind, TaskStatus


class Scheme(models.Model):
    """A scheme with its document, period and objectives."""

    privacy = NOT_PERSONAL

    code = models.CharField("mã", max_length=40, unique=True)
    name = models.CharField("tên đề án", max_length=500)
    document = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="văn bản ban hành"
    )
    owner = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="cấp ủy ban hành")
    starts_on = models.DateField("từ ngày")
    ends_on = models.DateField("đến ngày")
    horizon_year = models.IntegerField("định hướng đến năm", null=True, blank=True)
    necessity = models.TextField("sự cần thiết", blank=True)
    objectives = models.TextField("mục tiêu chung", blank=True)
    status = models.CharField("trạng thái", max_length=10, choices=SchemeStatus.choices, default=SchemeStatus.DRAFT)

    class Meta:
        verbose_name = "đề án"
        verbose_name_plural = "đề án"
        ordering = ["-starts_on"]

    def __str__(self) -> str:
        return self.name


class Target(models.Model):
    """A target: the share of a population that must meet a condition. Measured from the registry alone."""

    privacy = NOT_PERSONAL

    scheme = models.ForeignKey(Scheme, models.PROTECT, related_name="targets", verbose_name="đề án")
    code = models.CharField("mã", max_length=20)
    label = models.CharField("chỉ tiêu", max_length=500)
    population = models.ForeignKey(Population, models.PROTECT, related_name="+", verbose_name="trong nhóm")
    condition = models.JSONField("đạt điều kiện")
    priority = models.IntegerField("ưu tiên", default=2)
    source_text = models.TextField("nguyên văn", blank=True)
    sort_order = models.IntegerField("thứ tự", default=0)
    needs_confirmation = models.BooleanField("cần xác nhận", default=False)

    class Meta:
        verbose_name = "chỉ tiêu"
        verbose_name_plural = "chỉ tiêu"
        ordering = ["scheme", "sort_order", "code"]
        constraints = [models.UniqueConstraint(fields=["scheme", "code"], name="target_once")]

    def __str__(self) -> str:
        return self.label


class Milestone(models.Model):
    """The share to reach by the end of a year (0–1)."""

    privacy = NOT_PERSONAL

    target = models.ForeignKey(Target, models.CASCADE, related_name="milestones", verbose_name="chỉ tiêu")
    year = models.IntegerField("năm")
    share = models.DecimalField("tỷ lệ phải đạt", max_digits=7, decimal_places=6)
    is_interpolated = models.BooleanField("mốc trung gian do đơn vị đặt", default=False)

    class Meta:
        verbose_name = "mốc chỉ tiêu"
        verbose_name_plural = "mốc chỉ tiêu"
        ordering = ["target", "year"]
        constraints = [
            models.UniqueConstraint(fields=["target", "year"], name="milestone_once"),
            models.CheckConstraint(condition=Q(share__gte=0) & Q(share__lte=1), name="milestone_share"),
        ]

    def __str__(self) -> str:
        return f"{self.year}: {self.share}"


class Measurement(models.Model):
    """A frozen reading of a target: counts on a day as the registry stood when it was taken."""

    privacy = NOT_PERSONAL

    target = models.ForeignKey(Target, models.PROTECT, related_name="measurements", verbose_name="chỉ tiêu")
    measured_on = models.DateField("số liệu đến ngày")
    taken_on = models.DateField("chốt ngày")
    population_count = models.IntegerField("tổng số")
    meeting_count = models.IntegerField("số đạt")
    is_baseline = models.BooleanField("hiện trạng ban đầu", default=False)
    printed_share = models.DecimalField("tỷ lệ in trong văn bản", max_digits=7, decimal_places=6, null=True, blank=True)
    note = models.CharField("ghi chú", max_length=300, blank=True)

    class Meta:
        verbose_name = "số đo chỉ tiêu"
        verbose_name_plural = "số đo chỉ tiêu"
        ordering = ["target", "measured_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(meeting_count__lte=models.F("population_count")), name="measurement_fits"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measured_on:%d/%m/%Y}: {self.meeting_count}/{self.population_count}"


class BaselineFigure(models.Model):
    """A printed baseline share of a document beside what the registry gives: footing is checked, never repaired."""

    privacy = NOT_PERSONAL

    scheme = models.ForeignKey(Scheme, models.PROTECT, related_name="baseline_figures", verbose_name="đề án")
    group = models.CharField("nhóm cơ cấu", max_length=200)
    label = models.CharField("chỉ số", max_length=200)
    population = models.ForeignKey(Population, models.PROTECT, related_name="+", verbose_name="trong nhóm")
    condition = models.JSONField("đạt điều kiện")
    printed_share = models.DecimalField("tỷ lệ in trong văn bản", max_digits=7, decimal_places=6)
    sums_to_whole = models.BooleanField("các phần cộng đủ 100%", default=True)
    measured_on = models.DateField("số liệu đến ngày")
    sort_order = models.IntegerField("thứ tự", default=0)

    class Meta:
        verbose_name = "số liệu hiện trạng"
        verbose_name_plural = "số liệu hiện trạng"
        ordering = ["scheme", "sort_order"]

    def __str__(self) -> str:
        return self.label


class Task(models.Model):
    """A task group, solution or piece of work with its lead and cooperating agencies and deadline."""

    privacy = NOT_PERSONAL

    scheme = models.ForeignKey(Scheme, models.PROTECT, related_name="tasks", verbose_name="đề án")
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="thuộc"
    )
    kind = models.CharField("loại", max_length=12, choices=TaskKind.choices)
    code = models.CharField("mã", max_length=20)
    title = models.TextField("nội dung")
    lead = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="cơ quan chủ trì"
    )
    cooperating: ClassVar[models.ManyToManyField[Unit, models.Model]] = models.ManyToManyField(
        Unit, blank=True, related_name="+", verbose_name="cơ quan phối hợp"
    )
    starts_on = models.DateField("từ ngày", null=True, blank=True)
    due_on = models.DateField("hạn", null=True, blank=True)
    status = models.CharField("trạng thái", max_length=10, choices=TaskStatus.choices, default=TaskStatus.PLANNED)
    progress_note = models.TextField("tình hình", blank=True)
    evidence = models.CharField("minh chứng", max_length=300, blank=True)
    done_on = models.DateField("xong ngày", null=True, blank=True)
    sort_order = models.IntegerField("thứ tự", default=0)

    class Meta:
        verbose_name = "nhiệm vụ"
        verbose_name_plural = "nhiệm vụ"
        ordering = ["scheme", "sort_order", "code"]
        constraints = [models.UniqueConstraint(fields=["scheme", "code"], name="task_once")]

    def __str__(self) -> str:
        return self.title[:80]


class ReviewNote(models.Model):
    """A year-end review note of a scheme: results, shortcomings, causes, proposals."""

    privacy = NOT_PERSONAL

    scheme = models.ForeignKey(Scheme, models.PROTECT, related_name="review_notes", verbose_name="đề án")
    year = models.IntegerField("năm")
    kind = models.CharField(
        "mục",
        max_length=16,
        choices=[
            ("result", "Kết quả"),
            ("shortcoming", "Hạn chế"),
            ("cause", "Nguyên nhân"),
            ("proposal", "Kiến nghị"),
        ],
    )
    text = models.TextField("nội dung")
    written_by = models.CharField("người viết", max_length=200)
    written_on = models.DateField("ngày viết")

    class Meta:
        verbose_name = "ghi nhận cuối năm"
        verbose_name_plural = "ghi nhận cuối năm"
        ordering = ["scheme", "-year", "kind", "id"]

    def __str__(self) -> str:
        return self.text[:80]
