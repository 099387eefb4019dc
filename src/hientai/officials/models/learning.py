"""What an official has learnt and how they were rated."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from hientai.base.privacy import NOT_PERSONAL, Privacy
from hientai.officials.codes import QualificationKind, TrainingKind, TrainingResult
from hientai.officials.models.official import Official
from hientai.org.codes import Level
from hientai.org.models import Unit

ABOUT_A_PERSON = {**NOT_PERSONAL, "official": Privacy.PERSONAL}


class Qualification(models.Model):
    """One degree, level or certificate. All are kept; the highest is derived; ``rank`` is stamped."""

    privacy = ABOUT_A_PERSON

    official = models.ForeignKey(Official, models.PROTECT, related_name="qualifications", verbose_name="cán bộ")
    kind = models.CharField("loại trình độ", max_length=20, choices=QualificationKind.choices)
    code = models.CharField("trình độ", max_length=40)
    rank = models.SmallIntegerField("bậc", default=0)
    obtained = models.CharField("thời điểm được cấp", max_length=10, blank=True)
    obtained_on = models.DateField("được cấp từ ngày (để tính)")
    valid_until = models.DateField("hết hạn từ ngày", null=True, blank=True)
    major = models.CharField("ngành, ngôn ngữ", max_length=200, blank=True)
    institution = models.CharField("cơ sở đào tạo", max_length=300, blank=True)
    form = models.CharField("hình thức", max_length=40, blank=True)
    country = models.CharField("nước", max_length=80, blank=True)
    diploma_number = models.CharField("số hiệu văn bằng", max_length=80, blank=True)
    funding = models.CharField("nguồn kinh phí", max_length=40, blank=True)
    is_equivalence = models.BooleanField("giấy xác nhận tương đương", default=False)
    evidence = models.CharField("minh chứng", max_length=300, blank=True)

    class Meta:
        verbose_name = "trình độ"
        verbose_name_plural = "trình độ"
        ordering = ["official", "kind", "-rank", "-obtained_on"]
        indexes = [
            models.Index(
                fields=["official", "kind", "rank", "obtained_on", "valid_until"], name="qualification_ladder"
            ),
            models.Index(fields=["kind", "rank", "obtained_on", "valid_until", "official"], name="qualification_rank"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.code}"


class Rating(models.Model):
    """The annual rating of one year under one scheme (as official, or as party member)."""

    privacy = {**ABOUT_A_PERSON, "code": Privacy.SENSITIVE, "rank": Privacy.SENSITIVE}

    official = models.ForeignKey(Official, models.PROTECT, related_name="ratings", verbose_name="cán bộ")
    year = models.SmallIntegerField("năm")
    scheme = models.CharField(
        "loại đánh giá",
        max_length=10,
        default="official",
        choices=[("official", "Cán bộ, công chức"), ("party", "Đảng viên")],
    )
    code = models.CharField("xếp loại", max_length=20)
    rank = models.SmallIntegerField("bậc", default=0)
    document = models.CharField("văn bản", max_length=200, blank=True)

    class Meta:
        verbose_name = "xếp loại hằng năm"
        verbose_name_plural = "xếp loại hằng năm"
        ordering = ["official", "-year"]
        constraints = [models.UniqueConstraint(fields=["official", "year", "scheme"], name="rating_once_a_year")]
        indexes = [models.Index(fields=["scheme", "year", "rank", "official"], name="rating_year")]

    def __str__(self) -> str:
        return f"{self.year}: {self.code}"


class TrainingRecord(models.Model):
    """One course attended. Level, unit and title are stamped as they were then: reports must show the level then."""

    privacy = ABOUT_A_PERSON

    official = models.ForeignKey(Official, models.PROTECT, related_name="training_records", verbose_name="cán bộ")
    kind = models.CharField("đào tạo hay bồi dưỡng", max_length=10, choices=TrainingKind.choices)
    subject = models.CharField("loại lớp", max_length=40)
    programme_code = models.CharField("mã chương trình", max_length=40, blank=True)
    programme = models.CharField("tên lớp, chương trình", max_length=300)
    starts_on = models.DateField("khai giảng", null=True, blank=True)
    ends_on = models.DateField("bế giảng")
    period_text = models.CharField("thời gian như trong hồ sơ", max_length=60, blank=True)
    year = models.SmallIntegerField("năm")
    days = models.DecimalField("số ngày", max_digits=6, decimal_places=1, null=True, blank=True)
    form = models.CharField("hình thức", max_length=40, blank=True)
    institution = models.CharField("cơ sở đào tạo", max_length=300, blank=True)
    is_abroad = models.BooleanField("ở nước ngoài", default=False)
    funding = models.CharField("nguồn kinh phí", max_length=40, blank=True)
    result = models.CharField(
        "kết quả", max_length=10, choices=TrainingResult.choices, default=TrainingResult.COMPLETED
    )
    certificate_number = models.CharField("số chứng chỉ", max_length=80, blank=True)
    unit_then = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", verbose_name="đơn vị khi học")
    level_then = models.CharField("cấp khi học", max_length=10, choices=Level.choices, blank=True)
    title_then = models.CharField("chức vụ khi học", max_length=300, blank=True)
    source = models.CharField("nguồn dữ liệu", max_length=40, blank=True)

    class Meta:
        verbose_name = "quá trình đào tạo, bồi dưỡng"
        verbose_name_plural = "quá trình đào tạo, bồi dưỡng"
        ordering = ["official", "-ends_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on__gte=models.F("starts_on")), name="training_period"
            ),
        ]
        indexes = [
            models.Index(fields=["official", "subject", "ends_on", "result"], name="training_official"),
            models.Index(fields=["subject", "result", "ends_on", "official"], name="training_subject"),
            models.Index(fields=["year", "level_then", "subject"], name="training_crosstab"),
        ]

    def __str__(self) -> str:
        return f"{self.programme} ({self.year})"
