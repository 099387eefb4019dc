"""Facts about the person: sex, age, ethnicity, party membership, service, retirement."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Q

from hientai.base.codelists import CodeBook
from hientai.base.criteria.catalogue import Fact, Parameter
from hientai.base.periods import add_months, format_date, months_between
from hientai.officials.codes import Sex
from hientai.officials.queries.dossier import Dossier

Params = Mapping[str, Any]
NOBODY = Q(pk__in=[])


def completed_years(birth_on: date, on: date) -> int:
    """Full years of age on a day."""
    years = on.year - birth_on.year
    return years - (add_months(birth_on, 12 * years) > on)


def sex() -> Fact[Dossier]:
    """Giới tính."""
    blank = Parameter("is", "Giới tính", "choice", tuple(Sex.choices), required=True)
    return Fact(
        "sex",
        "Giới tính",
        (blank,),
        explain=lambda p: f"là {blank.label_of(p['is']).lower()}",
        compile=lambda p, on: Q(sex=p["is"]),
        test=lambda d, p, on: d.sex == p["is"],
        evidence=lambda d, p, on: Sex(d.sex).label,
    )


def age() -> Fact[Dossier]:
    """Tuổi đủ, tính đến ngày xét."""

    def explain(p: Params) -> str:
        if "min" in p and "max" in p:
            return f"từ {p['min']} đến {p['max']} tuổi"
        if "min" in p:
            return f"từ đủ {p['min']} tuổi trở lên"
        return f"không quá {p['max']} tuổi" if "max" in p else "ở mọi độ tuổi"

    def bounds(p: Params, on: date) -> tuple[date | None, date | None]:
        """Born on or before the first; born after the second."""
        latest = add_months(on, -12 * p["min"]) if "min" in p else None
        after = add_months(on, -12 * (p["max"] + 1)) if "max" in p else None
        return latest, after

    def compile_(p: Params, on: date) -> Q:
        latest, after = bounds(p, on)
        condition = Q() if latest is None else Q(birth_on__lte=latest)
        return condition if after is None else condition & Q(birth_on__gt=after)

    def test(d: Dossier, p: Params, on: date) -> bool:
        latest, after = bounds(p, on)
        return (latest is None or d.birth_on <= latest) and (after is None or d.birth_on > after)

    return Fact(
        "age",
        "Tuổi",
        (Parameter("min", "Từ tuổi", "int", maximum=120), Parameter("max", "Đến tuổi", "int", maximum=120)),
        explain,
        compile_,
        test,
        lambda d, p, on: f"sinh {format_date(d.birth_on)}, {completed_years(d.birth_on, on)} tuổi",
    )


def minority() -> Fact[Dossier]:
    """Là người dân tộc thiểu số (mã khác 01 và 55)."""
    return Fact(
        "minority",
        "Dân tộc thiểu số",
        (Parameter("is", "Là người dân tộc thiểu số", "bool", required=True),),
        lambda p: ("là" if p["is"] else "không là") + " người dân tộc thiểu số",
        lambda p, on: Q(is_minority=p["is"]),
        lambda d, p, on: d.is_minority == p["is"],
        lambda d, p, on: "người dân tộc thiểu số" if d.is_minority else "không là người dân tộc thiểu số",
    )


def ethnicity(book: CodeBook) -> Fact[Dossier]:
    """Thuộc một trong các dân tộc."""
    blank = Parameter("in", "Dân tộc", "choices", book.options("ethnic_group"), required=True)
    return Fact(
        "ethnicity",
        "Dân tộc",
        (blank,),
        lambda p: f"thuộc dân tộc {blank.labels(p['in'], proper=True)}",
        lambda p, on: Q(ethnicity__in=p["in"]),
        lambda d, p, on: d.ethnicity in p["in"],
        lambda d, p, on: f"dân tộc {blank.label_of(d.ethnicity)}",
    )


def party() -> Fact[Dossier]:
    """Đảng viên (dự bị hoặc chính thức), tính đến ngày xét."""
    blank = Parameter(
        "status",
        "Đảng tịch",
        "choice",
        (("member", "Đảng viên (dự bị hoặc chính thức)"), ("official", "Đảng viên chính thức")),
        required=True,
    )

    def test(d: Dossier, p: Params, on: date) -> bool:
        since = d.party_official_on if p["status"] == "official" else d.party_joined_on
        return since is not None and since <= on

    def evidence(d: Dossier, p: Params, on: date) -> str:
        if d.party_joined_on is None or d.party_joined_on > on:
            return "chưa là đảng viên"
        text = f"vào Đảng {format_date(d.party_joined_on)}"
        return text + (f", chính thức {format_date(d.party_official_on)}" if d.party_official_on else "")

    return Fact(
        "party",
        "Đảng tịch",
        (blank,),
        lambda p: "là " + blank.label_of(p["status"]).lower(),
        lambda p, on: Q(**{("party_official_on" if p["status"] == "official" else "party_joined_on") + "__lte": on}),
        test,
        evidence,
    )


def employed() -> Fact[Dossier]:
    """Đang công tác vào ngày xét: đã có trong hồ sơ và chưa thôi."""
    return Fact(
        "employed",
        "Đang công tác",
        (),
        lambda p: "đang công tác",
        lambda p, on: Q(registered_on__lte=on) & (Q(left_on=None) | Q(left_on__gt=on)),
        lambda d, p, on: d.registered_on <= on and (d.left_on is None or d.left_on > on),
        lambda d, p, on: f"thôi công tác từ {format_date(d.left_on)}" if d.left_on else "đang công tác",
    )


def service() -> Fact[Dossier]:
    """Đủ số tháng công tác kể từ ngày tuyển dụng."""
    return Fact(
        "service",
        "Thâm niên công tác",
        (Parameter("min_months", "Đủ (tháng)", "int", required=True, maximum=720),),
        lambda p: f"đủ {p['min_months']} tháng công tác",
        lambda p, on: Q(recruited_on__lte=add_months(on, -p["min_months"])),
        lambda d, p, on: d.recruited_on is not None and d.recruited_on <= add_months(on, -p["min_months"]),
        lambda d, p, on: f"tuyển dụng {format_date(d.recruited_on)}" if d.recruited_on else "chưa có ngày tuyển dụng",
    )


def remaining_service() -> Fact[Dossier]:
    """Còn đủ số tháng công tác trước khi nghỉ hưu."""

    def evidence(d: Dossier, p: Params, on: date) -> str:
        if d.retires_on is None:
            return "chưa tính được ngày nghỉ hưu"
        left = max(0, months_between(on, d.retires_on))
        return f"nghỉ hưu {format_date(d.retires_on)}, còn {left} tháng"

    return Fact(
        "remaining_service",
        "Thời gian công tác còn lại",
        (Parameter("min_months", "Còn đủ (tháng)", "int", required=True, maximum=720),),
        lambda p: f"còn đủ {p['min_months']} tháng công tác",
        lambda p, on: Q(retires_on__gte=add_months(on, p["min_months"])),
        lambda d, p, on: d.retires_on is not None and d.retires_on >= add_months(on, p["min_months"]),
        evidence,
    )


def position_fit() -> Fact[Dossier]:
    """Trình độ chuyên môn được đánh giá là phù hợp với vị trí việc làm."""

    def test(d: Dossier, p: Params, on: date) -> bool:
        return d.position_fit is True and d.position_fit_on is not None and d.position_fit_on <= on

    def evidence(d: Dossier, p: Params, on: date) -> str:
        if d.position_fit is None or d.position_fit_on is None or d.position_fit_on > on:
            return "chưa được đánh giá"
        return ("phù hợp" if d.position_fit else "chưa phù hợp") + f", đánh giá {format_date(d.position_fit_on)}"

    return Fact(
        "position_fit",
        "Phù hợp vị trí việc làm",
        (),
        lambda p: "có trình độ chuyên môn phù hợp với vị trí việc làm",
        lambda p, on: Q(position_fit=True, position_fit_on__lte=on),
        test,
        evidence,
    )
