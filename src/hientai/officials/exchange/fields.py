"""What a column may mean: one vocabulary for the template, the mapping of an office's own sheets, and the export."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from hientai.base.tabular import ColumnKind


class Parse(StrEnum):
    """How the cells of a field are understood."""

    TEXT = "text"
    NAME = "name"
    CODE = "code"  # a value of a code list
    CHOICE = "choice"  # one of a fixed set of codes
    DAY = "day"
    PARTIAL = "partial"
    TWO_DATES = "two_dates"  # "3/2/2010 - 3/2/2011": Party admission and official day in one column
    FLAG = "flag"
    MARK = "mark"  # an "x" in a column Nam or Nữ
    YEAR = "year"
    NUMBER = "number"
    CITIZEN = "citizen"
    EMAIL = "email"
    UNIT = "unit"
    TITLE = "title"
    POST = "post"  # title and unit in one column
    TERM = "term"
    TIER = "tier"


@dataclass(frozen=True, slots=True)
class Field:
    """One meaning of a column. ``source`` is the code list or the fixed choices; ``name`` is what mappings store."""

    name: str
    label: str
    parse: Parse = Parse.TEXT
    synonyms: tuple[str, ...] = ()
    source: str = ""
    is_required: bool = False
    in_template: bool = True
    is_reference: bool = False  # names the person or unit that a row is about; written only to be read by people
    length: int = 300
    width: float = 16
    comment: str = ""
    example: str = ""

    @property
    def column_kind(self) -> ColumnKind:
        """How the column is typed in written sheets."""
        if self.parse is Parse.DAY:
            return ColumnKind.DATE
        if self.parse is Parse.PARTIAL:
            return ColumnKind.PARTIAL_DATE
        return ColumnKind.INTEGER if self.parse is Parse.YEAR else ColumnKind.TEXT


@dataclass(frozen=True, slots=True)
class SheetKind:
    """A kind of table: its name in the template, other names of such sheets, its fields, and which say what it is."""

    key: str
    label: str
    fields: tuple[Field, ...]
    synonyms: tuple[str, ...]
    telling: tuple[str, ...]  # a sheet with a column of each of these is of this kind
    note: str = ""

    def field(self, name: str) -> Field | None:
        """The field of this name; ``rating:2021`` stands for the rating of one year."""
        for found in self.fields:
            if found.name == name:
                return found
        if self.key == "official" and name.startswith(RATING_PREFIX) and name[len(RATING_PREFIX) :].isdigit():
            year = name[len(RATING_PREFIX) :]
            return Field(name, f"Xếp loại {year}", Parse.CODE, source="rating_rank", in_template=False)
        return None


RATING_PREFIX = "rating:"
EXAMPLE = "VI-DU"
"""The number of the template's example rows: rows that carry it are no data."""
BOOLEAN = ("Có", "Không")
P = Parse

CODE = Field("code", "Số hiệu cán bộ", P.TEXT, length=30, width=18, example=EXAMPLE, synonyms=(
    "số hiệu", "mã cán bộ", "mã số cán bộ", "mã cb", "mã hồ sơ", "mã định danh hồ sơ", "số hồ sơ", "mã nhân viên",
    "mã số", "số hiệu công chức", "mã công chức"),
    comment="Mã của cán bộ trong hệ thống. Để trống nếu chưa có: hệ thống tự cấp.")  # fmt: skip
FULL_NAME = Field("full_name", "Họ và tên", P.NAME, is_required=True, length=120, width=26, example="Trần Thị Mẫu",
    synonyms=("họ tên", "họ và tên khai sinh", "họ, chữ đệm và tên", "họ và tên cán bộ", "tên cán bộ", "họ tên cán bộ",
              "họ và tên công chức", "họ và tên học viên", "họ đệm và tên", "họ, tên"))  # fmt: skip
BIRTH = Field("birth", "Ngày sinh", P.PARTIAL, is_required=True, width=13, example="15/03/1980", synonyms=(
    "ngày tháng năm sinh", "ngày, tháng, năm sinh", "sinh ngày", "năm sinh", "ngày/tháng/năm sinh",
    "ngày sinh (nam/nữ)", "sinh năm"), comment="dd/mm/yyyy; nếu không rõ ngày ghi mm/yyyy hoặc yyyy.")  # fmt: skip
CITIZEN = Field("citizen_number", "Số căn cước", P.CITIZEN, length=12, width=16, example="002080000001", synonyms=(
    "cccd", "số cccd", "căn cước công dân", "số căn cước công dân", "số định danh cá nhân", "số cmnd/cccd", "cmnd/cccd",
    "số cmnd", "cmnd", "căn cước"), comment="12 chữ số.")  # fmt: skip
UNIT_SYNONYMS = ("đơn vị công tác", "cơ quan", "cơ quan, đơn vị", "đơn vị đang công tác", "nơi công tác", "tên đơn vị",
                 "cơ quan công tác", "cơ quan đơn vị công tác", "phòng ban", "đơn vị hiện nay")  # fmt: skip
TITLE_SYNONYMS = ("chức vụ", "chức vụ hiện nay", "chức danh, chức vụ", "chức vụ đang giữ", "chức vụ, chức danh",
                  "chức danh hiện nay", "vị trí việc làm", "chức vụ hiện tại")  # fmt: skip

OFFICIAL = SheetKind("official", "Cán bộ", (
    CODE,
    FULL_NAME,
    Field("family", "Họ và chữ đệm", P.NAME, ("họ đệm", "họ lót", "họ", "họ và đệm"), in_template=False),
    Field("given", "Tên", P.NAME, ("tên riêng",), in_template=False),
    Field("other_names", "Tên gọi khác", length=200, synonyms=("bí danh", "tên thường gọi", "các tên gọi khác")),
    Field("sort_name", "Tên để xếp thứ tự", length=120, comment="Chỉ ghi khi tên gọi không phải tiếng cuối."),
    Field("sex", "Giới tính", P.CODE, ("giới", "phái", "nam/nữ", "nam, nữ"), "gender", is_required=True, width=10,
          example="Nữ"),
    Field("male", "Nam", P.MARK, ("giới tính nam",), in_template=False),
    Field("female", "Nữ", P.MARK, ("giới tính nữ", "là nữ", "cán bộ nữ"), in_template=False),
    BIRTH,
    Field("birth_male", "Ngày sinh (nam)", P.PARTIAL, (
        "ngày tháng năm sinh nam", "năm sinh nam", "ngày sinh nam", "sinh ngày nam", "nam sinh năm"),
        in_template=False),
    Field("birth_female", "Ngày sinh (nữ)", P.PARTIAL, (
        "ngày tháng năm sinh nữ", "năm sinh nữ", "ngày sinh nữ", "sinh ngày nữ", "nữ sinh năm"), in_template=False),
    Field("ethnicity", "Dân tộc", P.CODE, ("thành phần dân tộc",), "ethnic_group", width=12, example="Tày"),
    Field("religion", "Tôn giáo", P.CODE, ("đạo",), "religion", width=12),
    Field("native_place", "Quê quán", synonyms=("quê", "nguyên quán", "quê quán (xã, huyện, tỉnh)"), width=28),
    Field("birth_place", "Nơi sinh", width=28),
    Field("residence", "Nơi ở hiện nay", synonyms=(
        "chỗ ở hiện nay", "nơi ở", "địa chỉ", "nơi cư trú", "địa chỉ thường trú", "hộ khẩu thường trú"), width=28),
    CITIZEN,
    Field("phone", "Điện thoại", length=30, synonyms=("số điện thoại", "sđt", "đt", "điện thoại di động"), width=14),
    Field("email", "Thư điện tử", P.EMAIL, ("email", "e-mail", "địa chỉ email"), length=254, width=24),
    Field("party_joined", "Ngày vào Đảng", P.PARTIAL, (
        "vào đảng", "ngày kết nạp đảng", "ngày kết nạp", "ngày vào đảng csvn", "ngày vào đảng dự bị"),
        width=13, example="03/02/2006"),
    Field("party_official", "Ngày chính thức", P.PARTIAL, (
        "ngày vào đảng chính thức", "chính thức", "ngày công nhận chính thức"), width=13, example="03/02/2007"),
    Field("party_both", "Ngày vào Đảng, chính thức", P.TWO_DATES, (
        "ngày vào đảng/chính thức", "ngày vào đảng, ngày chính thức", "vào đảng, chính thức"), in_template=False),
    Field("recruited", "Ngày tuyển dụng", P.PARTIAL, (
        "ngày được tuyển dụng", "ngày vào ngành", "tuyển dụng", "ngày vào cơ quan", "năm tuyển dụng"), width=13),
    Field("general_education", "Giáo dục phổ thông", P.CODE, (
        "trình độ văn hóa", "văn hóa", "trình độ phổ thông", "học vấn phổ thông", "trình độ giáo dục phổ thông"),
        "general_education", length=20),
    Field("academic_title", "Học hàm", P.CODE, (), "academic_title", length=20),
    Field("grade_code", "Ngạch", P.CODE, (
        "mã ngạch", "ngạch công chức", "chức danh nghề nghiệp", "ngạch, bậc", "ngạch cán bộ"), "civil_grade"),
    Field("position_fit", "Phù hợp vị trí việc làm", P.FLAG, (
        "chuyên môn phù hợp vị trí việc làm", "phù hợp vtvl", "phù hợp chuyên môn"), source="flag"),
    Field("position_fit_on", "Ngày đánh giá phù hợp", P.DAY),
    Field("status", "Tình trạng công tác", P.CODE, ("tình trạng", "trạng thái"), "employment_status"),
    Field("left_on", "Thôi công tác từ ngày", P.DAY, ("ngày thôi việc", "ngày nghỉ hưu", "ngày nghỉ")),
    Field("note", "Ghi chú", synonyms=("chú thích", "ghi chú khác"), length=4000, width=30),
    Field("unit_code", "Mã đơn vị", P.UNIT, ("mã cơ quan",), in_template=False),
    Field("unit", "Đơn vị", P.UNIT, UNIT_SYNONYMS, in_template=False),
    Field("title", "Chức danh", P.TITLE, TITLE_SYNONYMS, in_template=False),
    Field("post", "Chức vụ, đơn vị công tác", P.POST, (
        "chức vụ, đơn vị", "chức vụ và đơn vị công tác", "chức vụ, nơi công tác", "chức vụ, cơ quan công tác",
        "chức danh, đơn vị công tác"), in_template=False),
    Field("post_from", "Giữ chức vụ từ", P.DAY, (
        "ngày bổ nhiệm", "ngày giữ chức vụ", "thời điểm bổ nhiệm", "bổ nhiệm từ ngày"), in_template=False),
    Field("post_document", "Quyết định bổ nhiệm", length=200, synonyms=("số quyết định bổ nhiệm",), in_template=False),
    Field("tier", "Diện quản lý", P.TIER, ("diện", "thuộc diện quản lý"), in_template=False),
    Field("professional", "Trình độ chuyên môn", P.CODE, (
        "chuyên môn", "trình độ cm", "trình độ", "trình độ chuyên môn cao nhất", "trình độ đào tạo", "học vị",
        "trình độ chuyên môn nghiệp vụ"), "professional_qualification", in_template=False),
    Field("major", "Ngành đào tạo", length=200, synonyms=("chuyên ngành", "ngành", "chuyên ngành đào tạo"),
          in_template=False),
    Field("theory", "Lý luận chính trị", P.CODE, (
        "llct", "trình độ lý luận chính trị", "trình độ llct", "lý luận", "trình độ chính trị", "chính trị"),
        "political_theory", in_template=False),
    Field("state_management", "Quản lý nhà nước", P.CODE, ("qlnn", "trình độ qlnn", "trình độ quản lý nhà nước"),
          "state_management", in_template=False),
    Field("language", "Ngoại ngữ", P.CODE, ("trình độ ngoại ngữ", "tiếng anh"), "language_level", in_template=False),
    Field("it", "Tin học", P.CODE, ("trình độ tin học", "cntt"), "it_level", in_template=False),
    Field("defence", "Quốc phòng và an ninh", P.CODE, (
        "qpan", "quốc phòng, an ninh", "bồi dưỡng qpan", "kiến thức quốc phòng an ninh"), "defence_group",
        in_template=False),
), ("danh sách cán bộ", "hồ sơ", "cán bộ công chức", "danh sách", "nhân sự", "lý lịch"), ("full_name",),
    "Mỗi người một dòng. Ô để trống không xóa điều đã có trong hồ sơ.")  # fmt: skip

PERSON = (
    Field("code", CODE.label, CODE.parse, CODE.synonyms, length=30, width=18, is_reference=True, example=EXAMPLE),
    Field("full_name", "Họ và tên", P.NAME, FULL_NAME.synonyms, width=26, is_reference=True, example="Trần Thị Mẫu",
          comment="Để người đọc nhận ra; dùng để tìm khi không có số hiệu."),
    Field("birth", "Ngày sinh", P.PARTIAL, BIRTH.synonyms, in_template=False, is_reference=True),
    Field("citizen_number", CITIZEN.label, P.CITIZEN, CITIZEN.synonyms, in_template=False, is_reference=True),
)  # fmt: skip
UNIT_CODE = Field("unit_code", "Mã đơn vị", P.UNIT, ("mã cơ quan", "mã cơ quan, đơn vị"), width=16, example=EXAMPLE)
UNIT_NAME = Field("unit", "Đơn vị", P.UNIT, UNIT_SYNONYMS, width=34, comment="Tên; không cần khi đã ghi mã đơn vị.")
DOCUMENT = ("số quyết định", "quyết định", "văn bản", "số, ngày quyết định", "căn cứ")
