"""The official: one person, never deleted."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from hientai.access.models import User
from hientai.base.privacy import Privacy
from hientai.officials.codes import EmploymentStatus, Sex
from hientai.org.models import ManagementTier, Unit

PERSONAL = Privacy.PERSONAL
SENSITIVE = Privacy.SENSITIVE
IDENTITY = Privacy.IDENTITY
LIVING = Q(merged_into=None)


class OfficialQuerySet(models.QuerySet["Official"]):
    """Officials narrowed by what they are today."""

    def living_records(self) -> OfficialQuerySet:
        """Records that were not merged into another one."""
        return self.filter(merged_into=None)

    def working(self) -> OfficialQuerySet:
        """Officials at work today, merged records left out."""
        return self.filter(merged_into=None, left_on=None)


class Official(models.Model):
    """A person of the registry.

    ``birth`` is the partial date as known ("1975-03-00"); ``birth_on`` is the day the law reckons with (unknown day
    or month: 1 January, NĐ 135/2020 art. 3). ``retires_on``, ``current_unit``, ``current_tier``, ``current_post`` and
    the ``*_rank`` columns are derived by operations from dated rows, for lists and scope; questions as of another day
    go to the dated rows.
    """

    privacy = {
        "*": PERSONAL,
        "id": Privacy.INTERNAL,
        "ethnicity": SENSITIVE,
        "religion": SENSITIVE,
        "is_minority": SENSITIVE,
        "party_joined": SENSITIVE,
        "party_joined_on": SENSITIVE,
        "party_official": SENSITIVE,
        "party_official_on": SENSITIVE,
        "citizen_number": IDENTITY,
        "phone": IDENTITY,
        "email": IDENTITY,
        "residence": IDENTITY,
    }

    code = models.CharField("số hiệu", max_length=30, unique=True)
    full_name = models.CharField("họ và tên", max_length=120)
    other_names = models.CharField("tên gọi khác", max_length=200, blank=True)
    sort_name = models.CharField("tên dùng để xếp thứ tự", max_length=120, blank=True)
    name_key = models.BinaryField("khóa xếp tên", max_length=400, default=b"")
    search_key = models.CharField("khóa tìm kiếm", max_length=300, default="")
    sex = models.CharField("giới tính", max_length=1, choices=Sex.choices)
    birth = models.CharField("ngày sinh", max_length=10)
    birth_on = models.DateField("ngày sinh để tính tuổi")
    ethnicity = models.CharField("dân tộc", max_length=4, default="01")
    is_minority = models.BooleanField("người dân tộc thiểu số", default=False)
    religion = models.CharField("tôn giáo", max_length=40, blank=True)
    native_place = models.CharField("quê quán", max_length=300, blank=True)
    birth_place = models.CharField("nơi sinh", max_length=300, blank=True)
    residence = models.CharField("nơi ở hiện nay", max_length=300, blank=True)
    citizen_number = models.CharField("số căn cước", max_length=12, blank=True)
    phone = models.CharField("điện thoại", max_length=30, blank=True)
    email = models.EmailField("thư điện tử", blank=True)
    party_joined = models.CharField("ngày vào Đảng", max_length=10, blank=True)
    party_joined_on = models.DateField("ngày vào Đảng (để tính)", null=True, blank=True)
    party_official = models.CharField("ngày chính thức", max_length=10, blank=True)
    party_official_on = models.DateField("ngày chính thức (để tính)", null=True, blank=True)
    recruited = models.CharField("ngày tuyển dụng", max_length=10, blank=True)
    recruited_on = models.DateField("ngày tuyển dụng (để tính)", null=True, blank=True)
    general_education = models.CharField("giáo dục phổ thông", max_length=20, blank=True)
    academic_title = models.CharField("học hàm", max_length=20, blank=True)
    grade_code = models.CharField("ngạch", max_length=20, blank=True)
    position_fit = models.BooleanField("chuyên môn phù hợp vị trí việc làm", null=True, blank=True)
    position_fit_on = models.DateField("ngày đánh giá phù hợp", null=True, blank=True)
    status = models.CharField(
        "tình trạng công tác", max_length=10, choices=EmploymentStatus.choices, default=EmploymentStatus.WORKING
    )
    registered_on = models.DateField("có trong hồ sơ từ ngày")
    left_on = models.DateField("thôi công tác từ ngày", null=True, blank=True)
    retires_on = models.DateField("ngày nghỉ hưu", null=True, blank=True)
    note = models.TextField("ghi chú", blank=True)
    account = models.OneToOneField(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="tài khoản"
    )
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged_from", verbose_name="đã nhập vào hồ sơ",
        db_index=False,
    )  # fmt: skip
    current_unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", verbose_name="đơn vị hiện nay")
    current_tier = models.ForeignKey(
        ManagementTier, models.PROTECT, null=True, related_name="+", verbose_name="diện quản lý hiện nay"
    )
    current_post = models.CharField("chức vụ hiện nay", max_length=400, blank=True)
    professional_rank = models.SmallIntegerField("bậc chuyên môn cao nhất", default=0)
    theory_rank = models.SmallIntegerField("bậc lý luận chính trị cao nhất", default=0)

    objects: ClassVar[Any] = OfficialQuerySet.as_manager()

    class Meta:
        verbose_name = "cán bộ"
        verbose_name_plural = "cán bộ"
        ordering = ["name_key", "birth_on", "id"]
        indexes = [
            # Lists leave merged records out; they are read in order of name, searched and counted inside the index
            # alone, for which SQLite wants the column of the condition in the index too.
            models.Index(
                fields=["name_key", "birth_on", "id", "search_key", "merged_into"], name="official_by_name",
                condition=LIVING,
            ),
            models.Index(
                fields=["left_on", "retires_on", "sex", "is_minority", "registered_on", "merged_into"],
                name="official_counts", condition=LIVING,
            ),
            models.Index(fields=["current_unit", "name_key"], name="official_by_unit"),
            models.Index(fields=["current_tier", "name_key"], name="official_by_tier"),
            models.Index(fields=["birth_on", "id", "sex"], name="official_by_birth"),
            models.Index(fields=["retires_on", "id"], name="official_by_retirement"),
            # Nearly every record has none: a plain index on it misleads SQLite into using it, and then sorting.
            models.Index(fields=["merged_into"], name="official_merged", condition=~LIVING),
        ]  # fmt: skip
        constraints = [
            models.UniqueConstraint(
                fields=["citizen_number"],
                name="official_citizen_number_once",
                condition=~Q(citizen_number="") & Q(merged_into=None),
            ),
            models.CheckConstraint(condition=~Q(merged_into=models.F("id")), name="official_not_merged_into_self"),
        ]

    def __str__(self) -> str:
        return self.full_name
