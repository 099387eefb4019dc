"""Careers of the demo people: posts, qualifications, ratings and training history, as rows for the operations."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from hientai.demo.marginals import DEGREES, THEORY
from hientai.demo.people import Person, pick
from hientai.demo.places import Slot, read_json
from hientai.officials.operations.learning import QualificationRow, RatingRow, TrainingRow
from hientai.officials.operations.posts import AppointmentRow

LOWER = {
    "P_DEPARTMENT_HEAD": "P_DEPARTMENT_DEP", "P_DEPARTMENT_DEP": "P_DIVISION_HEAD", "P_DIVISION_HEAD": "P_DIVISION_DEP",
    "P_COMMISSION_HEAD": "P_COMMISSION_DEP", "P_COMMISSION_DEP": "P_PARTY_DIVISION_HEAD",
    "P_PARTY_DIVISION_HEAD": "P_PARTY_DIVISION_DEP", "P_SERVICE_HEAD": "P_SERVICE_DEP", "P_BRANCH_HEAD": "P_BRANCH_DEP",
    "D_SECRETARY": "D_DEP_SECRETARY", "D_DEP_SECRETARY": "D_STANDING_MEMBER", "D_STANDING_MEMBER": "D_COMMITTEE_MEMBER",
    "D_COMMISSION_HEAD": "D_COMMISSION_DEP", "D_DIVISION_HEAD": "D_DIVISION_DEP", "D_SERVICE_HEAD": "D_SERVICE_DEP",
    "D_MASS_HEAD": "D_MASS_DEP", "D_FRONT_CHAIR": "D_FRONT_VICE", "C_SECRETARY": "C_DEP_SECRETARY_STANDING",
    "C_PC_CHAIR": "C_PC_VICE", "C_DEP_SECRETARY_STANDING": "C_MASS_HEAD", "C_FRONT_CHAIR": "C_MASS_HEAD",
}  # fmt: skip
REFRESHERS = (
    ("CAP_NHAT", "Bồi dưỡng, cập nhật kiến thức", 3, 26), ("CHUC_DANH", "Bồi dưỡng theo chức danh", 5, 14),
    ("QPAN", "Bồi dưỡng kiến thức quốc phòng và an ninh", 10, 12), ("KY_NANG", "Bồi dưỡng kỹ năng lãnh đạo", 3, 10),
    ("TIN_HOC_CDS", "Bồi dưỡng chuyển đổi số", 3, 9), ("NV_DANG_TO_CHUC",
        "Nghiệp vụ công tác tổ chức xây dựng Đảng", 3, 6),
    ("NV_DANG_KIEM_TRA", "Nghiệp vụ công tác kiểm tra", 3, 5), ("NV_DANG_DAN_VAN", "Nghiệp vụ công tác dân vận", 3, 5),
    ("NGOAI_NGU", "Bồi dưỡng ngoại ngữ", 30, 3), ("HOI_NHAP", "Kiến thức hội nhập quốc tế", 5, 2),
    ("VTVL_LANH_DAO", "Bồi dưỡng lãnh đạo, quản lý cấp phòng", 20, 8),
)  # fmt: skip


@dataclass(slots=True)
class Careers:
    """Rows collected for many people, written in bulk."""

    appointments: list[AppointmentRow] = field(default_factory=list)
    qualifications: list[QualificationRow] = field(default_factory=list)
    ratings: list[RatingRow] = field(default_factory=list)
    training: list[TrainingRow] = field(default_factory=list)


class CareerMaker:
    """Draws careers; ``units`` maps unit codes to ids, ``ranks`` title codes to ranks."""

    def __init__(self, rng: Random, today: date, units: dict[str, int], ranks: dict[str, int], courses: int) -> None:
        self.rng, self.today, self.units, self.ranks, self.courses = rng, today, units, ranks, courses
        self.study = read_json("study.json")
        self.rows = Careers()
        self.used: dict[tuple[int, str], set[date]] = {}

    def write(self, official_id: int, person: Person, slot: Slot, hand: tuple[int, int]) -> None:
        """Add one person's rows."""
        since = self._posts(official_id, person, slot)
        self._degrees(official_id, person, hand[0])
        self._theory(official_id, person, hand[1])
        self._other(official_id, person, self.ranks[slot.title])
        self._ratings(official_id)
        self._refreshers(official_id, since)

    def _posts(self, pk: int, person: Person, slot: Slot) -> date:
        rng = self.rng
        earliest = max(person.recruited_on.year + 2, 2010)
        since = date(
            min(2021, max(earliest, rng.choice((2015, 2016, 2018, 2019, 2020, 2020, 2021)))), rng.randrange(1, 12), 1
        )
        document = f"{rng.randrange(100, 2000)}-QĐ/TU" if slot.level != "commune" else f"{rng.randrange(50, 900)}-QĐ/HU"
        add = self.rows.appointments.append
        add(AppointmentRow(pk, self.units[slot.unit], slot.title, since, document=document))
        for title, unit in slot.also:
            add(
                AppointmentRow(
                    pk, self.units[unit], title, since, kind="concurrent", is_primary=False, document=document
                )
            )
        before = LOWER.get(slot.title)
        began = date(max(person.recruited_on.year + 3, since.year - rng.randrange(3, 7)), rng.randrange(1, 12), 1)
        if before and began < since and rng.random() < 0.7:
            add(
                AppointmentRow(pk, self.units[slot.unit], before, began, since, document=f"{rng.randrange(50, 900)}-QĐ")
            )
        return min(since, began)

    def _year(self, first: int, last: int) -> int:
        return self.rng.randrange(first, last + 1) if last > first else first

    def _degrees(self, pk: int, person: Person, degree_class: int) -> None:
        born, study = person.birth_on.year, self.study
        add = self.rows.qualifications.append
        code = pick(self.rng, DEGREES[degree_class])
        if degree_class < 2:
            graduated = min(2021, born + self._year(22, 26))
            add(QualificationRow(pk, "professional", "DAI_HOC", f"{graduated}-06-00", pick(self.rng,
                study["majors"]["DAI_HOC"]),
                                 pick(self.rng, study["universities"]), self.rng.choice(("TAP_TRUNG",
                                     "KHONG_TAP_TRUNG"))))  # fmt: skip
            if degree_class == 0:
                later = max(graduated + 2, min(2021, born + self._year(30, 45)))
                major = "TIEN_SI" if code == "TIEN_SI" else "THAC_SI"
                add(QualificationRow(pk, "professional", code, f"{min(2021, later)}-00-00", pick(self.rng,
                    study["majors"][major]),
                                     pick(self.rng, study["universities"]), "KHONG_TAP_TRUNG"))  # fmt: skip
            return
        add(QualificationRow(pk, "professional", code, f"{min(2021, born + self._year(20, 28))}-00-00",
                             pick(self.rng, study["majors"][code]), pick(self.rng, study["colleges"])))  # fmt: skip

    def _theory(self, pk: int, person: Person, level_class: int) -> None:
        code = pick(self.rng, THEORY[level_class])
        if code == "CHUA":
            return
        year = min(2021, max(person.party_joined_on.year + 1, person.birth_on.year + self._year(30, 42)))
        school = pick(self.rng, self.study["political_schools"][code])
        self.rows.qualifications.append(
            QualificationRow(pk, "theory", code, f"{year}-{self.rng.randrange(1, 12):02d}-00", "", school,
                             self.rng.choice(("TAP_TRUNG", "KHONG_TAP_TRUNG", "KHONG_TAP_TRUNG")))
        )  # fmt: skip
        if code in ("CAO_CAP", "TRUNG_CAP"):
            ends = date(year, self.rng.randrange(1, 12), 15)
            self._course(pk, f"LLCT_{code}", "training", "Cao cấp lý luận chính trị" if code == "CAO_CAP" else
                         "Trung cấp lý luận chính trị", ends, 180 if code == "CAO_CAP" else 120, school)  # fmt: skip

    def _other(self, pk: int, person: Person, rank: int) -> None:
        rng, add = self.rng, self.rows.qualifications.append
        born = person.birth_on.year
        grade = "CVCC" if rank >= 800 and rng.random() < 0.5 else "CVC" if rank >= 520 and rng.random() < 0.75 else "CV"
        if rng.random() < (0.95 if rank >= 500 else 0.7):
            add(QualificationRow(pk, "state_management", grade, f"{min(2021, born + self._year(30, 40))}-00-00", "",
                                 pick(rng, self.study["state_management_schools"])))  # fmt: skip
        if rng.random() < (0.8 if rank >= 500 else 0.45):
            level = pick(rng, [["CC_B", 45], ["CC_A", 25], ["BAC_2", 12], ["BAC_3", 14], ["BAC_4", 4]])
            add(QualificationRow(pk, "language", level, f"{min(2021, born + self._year(24, 40))}-00-00",
                                 pick(rng, self.study["languages"])))  # fmt: skip
        if rng.random() < 0.8:
            add(QualificationRow(pk, "it", rng.choice(("CO_BAN", "CC_B", "CC_A")), f"{min(2021, born + 30)}-00-00"))
        if rng.random() < 0.85:
            group = "DT2" if rank >= 740 else "DT3" if rank >= 500 else "DT4"
            add(QualificationRow(pk, "defence", group, f"{self._year(2012, 2021)}-00-00"))
        if person.ethnicity == "01" and rng.random() < 0.3:
            add(QualificationRow(pk, "ethnic_language", "CC_TDT", f"{self._year(2008, 2021)}-00-00",
                                 pick(rng, self.study["ethnic_languages"])))  # fmt: skip

    def _ratings(self, pk: int) -> None:
        for year in range(self.today.year - 5, self.today.year):
            code = pick(self.rng, [["HTXSNV", 18], ["HTTNV", 72], ["HTNV", 9], ["KHTNV", 1]])
            self.rows.ratings.append(RatingRow(pk, year, code))

    def _refreshers(self, pk: int, since: date) -> None:
        start = max(2008, min(since.year, self.today.year - 2))
        for _ in range(self.courses if self.courses > 6 else self.rng.randrange(1, self.courses + 2)):
            subject, name, days, _ = self.rng.choices(REFRESHERS, [r[3] for r in REFRESHERS])[0]
            year = self._year(start, self.today.year - 1)
            ends = date(year, self.rng.randrange(2, 12), self.rng.randrange(1, 28))
            school = "Trường Chính trị tỉnh Hà Giang" if days >= 3 else "Trung tâm Chính trị huyện"
            self._course(pk, subject, "refresher", f"{name} năm {year}", ends, days, school)

    def _course(self, pk: int, subject: str, kind: str, name: str, ends: date, days: int, school: str) -> None:
        seen = self.used.setdefault((pk, name), set())
        if ends in seen:
            return
        seen.add(ends)
        self.rows.training.append(
            TrainingRow(
                pk, kind, subject, name, ends, ends - timedelta(days=max(0, days - 1)), days=Decimal(days),
                form="TAP_TRUNG" if days < 60 else "KHONG_TAP_TRUNG", institution=school, funding="NS_TINH",
                    source="demo",
            )
        )  # fmt: skip
