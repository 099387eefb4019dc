"""Tables of the kit: the audit, the reading log, background jobs and code lists."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q

from hientai.base.privacy import NOT_PERSONAL, Privacy


class Act(models.Model):
    """One act of one operation: who did what to whom, why, citing which document; chained by hash."""

    privacy = {**NOT_PERSONAL, "subject_label": Privacy.PERSONAL, "detail": Privacy.SENSITIVE}

    key = models.CharField("khóa giao dịch", max_length=32, db_index=True)
    at = models.DateTimeField("thời điểm", db_index=True)
    dated_on = models.DateField("ngày nghiệp vụ")
    actor_user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        db_constraint=False,
        related_name="+",
        verbose_name="tài khoản",
    )
    actor_name = models.CharField("người thực hiện", max_length=200)
    acting_unit_id = models.BigIntegerField("đơn vị", null=True)
    acting_unit_name = models.CharField("tên đơn vị lúc đó", max_length=300, blank=True)
    source = models.CharField("nguồn", max_length=20)
    request_id = models.CharField("mã yêu cầu", max_length=64, blank=True)
    action = models.CharField("nghiệp vụ", max_length=80, db_index=True)
    subject_type = models.CharField("loại đối tượng", max_length=80, blank=True)
    subject_id = models.CharField("mã đối tượng", max_length=40, blank=True)
    subject_label = models.CharField("đối tượng", max_length=300, blank=True)
    reason = models.TextField("lý do", blank=True)
    document = models.CharField("văn bản căn cứ", max_length=300, blank=True)
    detail = models.JSONField("chi tiết", default=dict)
    changes_count = models.IntegerField("số dòng dữ liệu thay đổi")
    changes_digest = models.CharField("mã băm thay đổi", max_length=64)
    previous_hash = models.CharField("mã băm trước", max_length=64)
    hash = models.CharField("mã băm", max_length=64, unique=True)

    class Meta:
        verbose_name = "hành vi"
        verbose_name_plural = "nhật ký nghiệp vụ"
        indexes = [models.Index(fields=["subject_type", "subject_id", "id"], name="act_subject")]

    def __str__(self) -> str:
        return f"{self.action} {self.subject_label}"


class RowChange(models.Model):
    """One row inserted, changed or deleted, written by database triggers; never by Python."""

    privacy = {**NOT_PERSONAL, "diff": Privacy.SENSITIVE}

    act_key = models.CharField("khóa giao dịch", max_length=32, null=True, db_index=True)
    at = models.DateTimeField("thời điểm")
    table_name = models.CharField("bảng", max_length=80)
    row_id = models.CharField("mã dòng", max_length=40)
    op = models.CharField("thao tác", max_length=1)
    diff = models.JSONField("khác biệt", null=True)

    class Meta:
        verbose_name = "thay đổi dòng dữ liệu"
        verbose_name_plural = "thay đổi dòng dữ liệu"
        indexes = [models.Index(fields=["table_name", "row_id", "id"], name="rowchange_row")]

    def __str__(self) -> str:
        return f"{self.op} {self.table_name} {self.row_id}"


class AuditHead(models.Model):
    """The hash of the last act: the one row whose lock keeps the chain in order."""

    privacy = NOT_PERSONAL

    hash = models.CharField("mã băm", max_length=64)

    class Meta:
        verbose_name = "đầu chuỗi nhật ký"
        verbose_name_plural = "đầu chuỗi nhật ký"

    def __str__(self) -> str:
        return self.hash


class ReadEntry(models.Model):
    """A read of something sensitive (dossier, pool) or an export: who, what, how many rows, for what reason."""

    privacy = {**NOT_PERSONAL, "subject_label": Privacy.PERSONAL}

    at = models.DateTimeField("thời điểm", db_index=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="tài khoản"
    )
    user_name = models.CharField("người xem", max_length=200)
    unit_name = models.CharField("đơn vị", max_length=300, blank=True)
    kind = models.CharField("loại", max_length=30, db_index=True)
    subject_type = models.CharField("loại đối tượng", max_length=80)
    subject_id = models.CharField("mã đối tượng", max_length=40, blank=True)
    subject_label = models.CharField("đối tượng", max_length=300, blank=True)
    rows = models.IntegerField("số dòng", default=1)
    reason = models.TextField("mục đích", blank=True)
    copy_number = models.CharField("số bản", max_length=40, blank=True)
    content_hash = models.CharField("mã băm tệp", max_length=64, blank=True)
    request_id = models.CharField("mã yêu cầu", max_length=64, blank=True)

    class Meta:
        verbose_name = "lượt xem, xuất dữ liệu"
        verbose_name_plural = "nhật ký xem và xuất dữ liệu"

    def __str__(self) -> str:
        return f"{self.user_name}: {self.subject_label}"


class Job(models.Model):
    """Long work done by the worker under a lease: survives a killed worker, shows progress, can be cancelled."""

    privacy = NOT_PERSONAL

    class State(models.TextChoices):
        """Where a job is in its life."""

        QUEUED = "Q", "Đang chờ"
        RUNNING = "R", "Đang chạy"
        DONE = "D", "Hoàn thành"
        FAILED = "F", "Lỗi"
        CANCELLED = "C", "Đã hủy"

    kind = models.CharField("loại việc", max_length=80)
    title = models.CharField("tên việc", max_length=300)
    arguments = models.JSONField("tham số", default=dict)
    state = models.CharField("trạng thái", max_length=1, choices=State.choices, default=State.QUEUED)
    priority = models.IntegerField("ưu tiên", default=0)
    run_after = models.FloatField("chạy sau (giây)", default=0)
    lease_until = models.FloatField("giữ đến (giây)", default=0)
    attempts = models.IntegerField("số lần chạy", default=0)
    max_attempts = models.IntegerField("số lần tối đa", default=3)
    worker = models.CharField("tiến trình", max_length=80, blank=True)
    done = models.IntegerField("đã làm", default=0)
    total = models.IntegerField("tổng số", default=0)
    message = models.CharField("đang làm gì", max_length=300, blank=True)
    result = models.JSONField("kết quả", default=dict)
    error = models.TextField("lỗi", blank=True)
    cancel_requested = models.BooleanField("yêu cầu hủy", default=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người tạo"
    )
    created_by_name = models.CharField("tên người tạo", max_length=200, blank=True)
    created_at = models.DateTimeField("tạo lúc", auto_now_add=True)
    finished_at = models.DateTimeField("xong lúc", null=True)

    class Meta:
        verbose_name = "việc nền"
        verbose_name_plural = "việc nền"
        indexes = [
            models.Index(fields=["-priority", "id"], name="job_waiting", condition=Q(state__in=["Q", "R"])),
        ]

    def __str__(self) -> str:
        return self.title


class CodeItem(models.Model):
    """One value of a code list (domain.md §2): fine code, Vietnamese and English label, rank, validity, report bucket.

    ``needs_confirmation`` marks values and rules that were not read in their legal text.
    """

    privacy = NOT_PERSONAL

    list_name = models.CharField("danh mục", max_length=40)
    code = models.CharField("mã", max_length=40)
    label = models.CharField("tên", max_length=300)
    label_en = models.CharField("tên tiếng Anh", max_length=300, blank=True)
    rank = models.IntegerField("bậc", default=0)
    sort_order = models.IntegerField("thứ tự", default=0)
    report_bucket = models.CharField("nhóm báo cáo", max_length=80, blank=True)
    variants = models.JSONField("cách viết khác", default=list, blank=True)
    attributes = models.JSONField("thuộc tính", default=dict, blank=True)
    valid_from = models.DateField("hiệu lực từ", default=date(1945, 9, 2))
    valid_until = models.DateField("hiệu lực đến trước ngày", null=True, blank=True)
    legal_basis = models.CharField("căn cứ", max_length=300, blank=True)
    needs_confirmation = models.BooleanField("cần xác nhận", default=False)

    class Meta:
        verbose_name = "mục danh mục"
        verbose_name_plural = "danh mục"
        ordering = ["list_name", "sort_order", "code"]
        constraints = [models.UniqueConstraint(fields=["list_name", "code", "valid_from"], name="codeitem_once")]

    def __str__(self) -> str:
        return self.label
