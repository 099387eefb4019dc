"""Codes of the registry. Fine values (degrees, theory levels, ethnic groups …) are code lists, that is data."""

from __future__ import annotations

from django.db import models


class Sex(models.TextChoices):
    """Giới tính."""

    MALE = "M", "Nam"
    FEMALE = "F", "Nữ"


class EmploymentStatus(models.TextChoices):
    """Tình trạng công tác."""

    WORKING = "working", "Đang công tác"
    WAITING = "waiting", "Nghỉ chờ hưu"
    RETIRED = "retired", "Nghỉ hưu"
    RESIGNED = "resigned", "Thôi việc"
    MOVED = "moved", "Chuyển đi"
    DECEASED = "deceased", "Từ trần"


GONE = frozenset(
    {EmploymentStatus.RETIRED, EmploymentStatus.RESIGNED, EmploymentStatus.MOVED, EmploymentStatus.DECEASED}
)


class QualificationKind(models.TextChoices):
    """Which ladder a qualification stands on; the fine code is in the code list of the same name."""

    PROFESSIONAL = "professional", "Chuyên môn"
    THEORY = "theory", "Lý luận chính trị"
    STATE_MANAGEMENT = "state_management", "Quản lý nhà nước"
    LANGUAGE = "language", "Ngoại ngữ"
    ETHNIC_LANGUAGE = "ethnic_language", "Tiếng dân tộc"
    IT = "it", "Tin học, chuyển đổi số"
    DEFENCE = "defence", "Quốc phòng và an ninh"


CODE_LIST_OF: dict[str, str] = {
    QualificationKind.PROFESSIONAL: "professional_qualification",
    QualificationKind.THEORY: "political_theory",
    QualificationKind.STATE_MANAGEMENT: "state_management",
    QualificationKind.LANGUAGE: "language_level",
    QualificationKind.ETHNIC_LANGUAGE: "ethnic_language",
    QualificationKind.IT: "it_level",
    QualificationKind.DEFENCE: "defence_group",
}


class AppointmentKind(models.TextChoices):
    """How a post is held."""

    MAIN = "main", "Chính thức"
    CONCURRENT = "concurrent", "Kiêm nhiệm"
    ACTING = "acting", "Phụ trách, quyền"
    SECONDED = "seconded", "Biệt phái"


class TrainingKind(models.TextChoices):
    """Đào tạo leads to a degree or level, bồi dưỡng to a certificate or attestation."""

    TRAINING = "training", "Đào tạo"
    REFRESHER = "refresher", "Bồi dưỡng"


class TrainingResult(models.TextChoices):
    """How a training record ended."""

    COMPLETED = "completed", "Hoàn thành"
    FAILED = "failed", "Không đạt"
    DROPPED = "dropped", "Bỏ dở"
    STUDYING = "studying", "Đang học"


class SuccessionExit(models.TextChoices):
    """Why someone left a pool (domain.md §3.4)."""

    REMOVED = "removed", "Đưa ra khỏi quy hoạch"
    APPOINTED = "appointed", "Được bổ nhiệm"
    OVER_AGE = "over_age", "Hết tuổi"
    MOVED = "moved", "Chuyển công tác"
    DECEASED = "deceased", "Từ trần"


class CorrectionStatus(models.TextChoices):
    """The life of a correction asked for by a unit."""

    SUBMITTED = "submitted", "Chờ duyệt"
    APPROVED = "approved", "Đã duyệt"
    REJECTED = "rejected", "Không duyệt"
    WITHDRAWN = "withdrawn", "Đã rút"


CORRECTION_TRANSITIONS: dict[str, frozenset[str]] = {
    CorrectionStatus.SUBMITTED: frozenset(
        {CorrectionStatus.APPROVED, CorrectionStatus.REJECTED, CorrectionStatus.WITHDRAWN}
    ),
    CorrectionStatus.APPROVED: frozenset(),
    CorrectionStatus.REJECTED: frozenset(),
    CorrectionStatus.WITHDRAWN: frozenset(),
}
CORRECTION_OWNER: dict[str, str] = {
    CorrectionStatus.SUBMITTED: "Ban Tổ chức",
    CorrectionStatus.APPROVED: "",
    CorrectionStatus.REJECTED: "",
    CorrectionStatus.WITHDRAWN: "",
}
