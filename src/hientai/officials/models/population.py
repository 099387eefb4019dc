"""Named populations: saved criteria, overlapping by nature, never exclusive categories (domain.md A1)."""

from __future__ import annotations

from django.db import models

from hientai.base.privacy import NOT_PERSONAL


class Population(models.Model):
    """A named criterion over officials, for example "384 cán bộ diện Ban Thường vụ Tỉnh ủy quản lý"."""

    privacy = NOT_PERSONAL

    code = models.CharField("mã", max_length=40, unique=True)
    name = models.CharField("tên nhóm", max_length=300)
    description = models.TextField("mô tả", blank=True)
    criterion = models.JSONField("tiêu chí")
    is_shared = models.BooleanField("dùng chung", default=True)

    class Meta:
        verbose_name = "nhóm cán bộ"
        verbose_name_plural = "nhóm cán bộ"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
