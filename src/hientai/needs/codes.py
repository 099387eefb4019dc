"""Codes of standards, eligibility and surveys."""

from __future__ import annotations

from django.db import models


class PackKind(models.TextChoices):
    """What a rule pack rules on."""

    STANDARD = "standard", "Tiêu chuẩn chức danh"
    ELIGIBILITY = "eligibility", "Đối tượng, tiêu chuẩn cử đi học"


class PackStatus(models.TextChoices):
    """The life of a rule pack: edited as a draft, frozen when in force, replaced by a new version."""

    DRAFT = "draft", "Dự thảo"
    IN_FORCE = "in_force", "Đang áp dụng"
    REPLACED = "replaced", "Đã thay thế"


PACK_TRANSITIONS: dict[str, frozenset[str]] = {
    PackStatus.DRAFT: frozenset({PackStatus.IN_FORCE}),
    PackStatus.IN_FORCE: frozenset({PackStatus.REPLACED}),
    PackStatus.REPLACED: frozenset(),
}
PACK_OWNER: dict[str, str] = {
    PackStatus.DRAFT: "Ban Tổ chức",
    PackStatus.IN_FORCE: "Ban Tổ chức",
    PackStatus.REPLACED: "",
}


class Severity(models.TextChoices):
    """What a failed rule does."""

    BLOCK = "block", "Chặn"
    WARN = "warn", "Cảnh báo"
    INFO = "info", "Lưu ý"


class GapState(models.TextChoices):
    """The verdict of one requirement on one official."""

    MET = "met", "Đạt"
    OWED = "owed", "Còn nợ, trong thời hạn"
    MISSING = "missing", "Thiếu"
    UNCONFIRMED = "unconfirmed", "Cần xác nhận quy định"


class CampaignStatus(models.TextChoices):
    """The life of a need survey."""

    DRAFT = "draft", "Đang soạn"
    OPEN = "open", "Đang lấy ý kiến"
    CLOSED = "closed", "Đã khóa"


CAMPAIGN_TRANSITIONS: dict[str, frozenset[str]] = {
    CampaignStatus.DRAFT: frozenset({CampaignStatus.OPEN}),
    CampaignStatus.OPEN: frozenset({CampaignStatus.CLOSED}),
    CampaignStatus.CLOSED: frozenset({CampaignStatus.OPEN}),
}
CAMPAIGN_OWNER: dict[str, str] = {
    CampaignStatus.DRAFT: "Ban Tổ chức",
    CampaignStatus.OPEN: "Đơn vị",
    CampaignStatus.CLOSED: "Ban Tổ chức",
}


class ResponseStatus(models.TextChoices):
    """One unit's answer."""

    WAITING = "waiting", "Chưa trả lời"
    DRAFT = "draft", "Đang nhập"
    SUBMITTED = "submitted", "Đã gửi"
    RETURNED = "returned", "Trả lại"


RESPONSE_TRANSITIONS: dict[str, frozenset[str]] = {
    ResponseStatus.WAITING: frozenset({ResponseStatus.DRAFT, ResponseStatus.SUBMITTED}),
    ResponseStatus.DRAFT: frozenset({ResponseStatus.DRAFT, ResponseStatus.SUBMITTED}),
    ResponseStatus.SUBMITTED: frozenset({ResponseStatus.RETURNED}),
    ResponseStatus.RETURNED: frozenset({ResponseStatus.DRAFT, ResponseStatus.SUBMITTED}),
}
RESPONSE_OWNER: dict[str, str] = {
    ResponseStatus.WAITING: "Đơn vị",
    ResponseStatus.DRAFT: "Đơn vị",
    ResponseStatus.SUBMITTED: "Ban Tổ chức",
    ResponseStatus.RETURNED: "Đơn vị",
}
