"""Imports: the file kept, every row judged, nothing half in."""

from __future__ import annotations

from django.db import models

from hientai.access.models import User
from hientai.base.privacy import NOT_PERSONAL, Privacy


class ImportBatch(models.Model):
    """One uploaded workbook: what was found in it, what was judged, what was written."""

    privacy = {**NOT_PERSONAL, "verdicts": Privacy.SENSITIVE, "content": Privacy.SENSITIVE}

    class State(models.TextChoices):
        """The steps of the wizard."""

        UPLOADED = "uploaded", "Đã tải lên"
        MAPPED = "mapped", "Đã ghép cột"
        JUDGED = "judged", "Đã kiểm tra"
        APPLIED = "applied", "Đã ghi"
        FAILED = "failed", "Lỗi"
        ABANDONED = "abandoned", "Đã bỏ"

    filename = models.CharField("tên tệp", max_length=300)
    content = models.BinaryField("nội dung tệp")
    content_hash = models.CharField("mã băm", max_length=64, db_index=True)
    size = models.IntegerField("kích thước")
    state = models.CharField("bước", max_length=10, choices=State.choices, default=State.UPLOADED)
    mapping = models.JSONField("ghép cột", default=dict)
    take_good = models.BooleanField("chỉ ghi các dòng đạt", default=False)
    counts = models.JSONField("số lượng", default=dict)
    verdicts = models.JSONField("kết quả từng dòng", default=list)
    annotated = models.BinaryField("tệp có ghi chú", null=True)
    message = models.TextField("thông báo", blank=True)
    uploaded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="người tải lên")
    uploaded_by_name = models.CharField("tên người tải lên", max_length=200)
    uploaded_on = models.DateField("ngày tải lên")
    applied_on = models.DateField("ngày ghi", null=True)
    job_id = models.BigIntegerField("việc nền", null=True)

    class Meta:
        verbose_name = "đợt nhập dữ liệu"
        verbose_name_plural = "nhập dữ liệu"
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.filename


class ImportMapping(models.Model):
    """A remembered header of an office's own sheet and the field it means."""

    privacy = NOT_PERSONAL

    sheet_kind = models.CharField("loại bảng", max_length=40)
    header_key = models.CharField("tiêu đề (đã chuẩn hóa)", max_length=200)
    field = models.CharField("trường", max_length=60)
    used = models.IntegerField("số lần dùng", default=1)

    class Meta:
        verbose_name = "ghép cột đã nhớ"
        verbose_name_plural = "ghép cột đã nhớ"
        constraints = [models.UniqueConstraint(fields=["sheet_kind", "header_key"], name="import_mapping_once")]

    def __str__(self) -> str:
        return f"{self.header_key} → {self.field}"
