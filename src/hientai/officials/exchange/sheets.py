"""The kinds of tables that can be imported, in the order in which they are written."""

from __future__ import annotations

from hientai.officials.exchange.fields import (
    DOCUMENT,
    EXAMPLE,
    OFFICIAL,
    PERSON,
    TITLE_SYNONYMS,
    UNIT_CODE,
    UNIT_NAME,
    Field,
    P,
    SheetKind,
)

UNIT = SheetKind("unit", "Đơn vị", (
    Field("code", "Mã đơn vị", length=40, is_required=True, synonyms=("mã", "mã cơ quan"), example=EXAMPLE),
    Field("name", "Tên đơn vị", P.TEXT, ("tên cơ quan", "đơn vị", "tên cơ quan, đơn vị", "tên đầy đủ"),
          is_required=True, width=40, example="Sở Nội vụ"),
    Field("short_name", "Tên gọi tắt", length=120, synonyms=("tên viết tắt", "tên tắt"), example="SNV"),
    Field("kind", "Loại hình", P.CODE, ("loại đơn vị", "loại hình tổ chức", "loại"), "org_type", is_required=True,
          example="Sở, ban, ngành"),
    Field("sector", "Khối", P.CHOICE, ("khối công tác",), "sector", is_required=True, example="Chính quyền"),
    Field("level", "Cấp", P.CHOICE, ("cấp hành chính",), "level", is_required=True, example="Cấp tỉnh"),
    Field("parent_code", "Mã cơ quan cấp trên", length=40, synonyms=(
        "cơ quan cấp trên", "đơn vị cấp trên", "thuộc đơn vị", "trực thuộc", "mã đơn vị cấp trên"), width=20),
    Field("territory_code", "Mã địa bàn", length=20, synonyms=("mã đơn vị hành chính",)),
    Field("valid_from", "Thành lập từ ngày", P.DAY, ("ngày thành lập", "thành lập", "có hiệu lực từ"),
          is_required=True, example="01/01/1991"),
    Field("valid_until", "Kết thúc từ ngày", P.DAY, ("ngày giải thể", "kết thúc")),
), ("danh mục đơn vị", "cơ quan", "tổ chức", "danh sách đơn vị"), ("code", "name", "kind"),
    "Đơn vị đã có được giữ nguyên; đổi tên, sáp nhập làm ở màn hình Tổ chức.")  # fmt: skip

APPOINTMENT = SheetKind("appointment", "Chức vụ", (
    *PERSON,
    UNIT_CODE,
    UNIT_NAME,
    Field("title", "Chức danh", P.TITLE, TITLE_SYNONYMS, is_required=True, width=34,
          example="Giám đốc sở"),
    Field("kind", "Hình thức giữ chức vụ", P.CHOICE, ("hình thức",), "appointment_kind", example="Chính thức"),
    Field("is_primary", "Công tác chính", P.FLAG, ("chức vụ chính", "là chức vụ chính"), source="flag", example="Có"),
    Field("tier", "Diện quản lý", P.TIER, ("diện", "thuộc diện")),
    Field("valid_from", "Giữ từ ngày", P.DAY, (
        "từ ngày", "ngày bổ nhiệm", "từ tháng năm", "thời gian từ", "từ", "ngày giữ chức vụ"), is_required=True,
        example="01/06/2020"),
    Field("valid_until", "Thôi giữ từ ngày", P.DAY, ("đến ngày", "thôi giữ", "ngày thôi giữ", "đến"),
          comment="Ngày đầu tiên không còn giữ; để trống nếu đang giữ."),
    Field("document", "Quyết định", synonyms=DOCUMENT, length=200),
), ("quá trình công tác", "bổ nhiệm", "chức danh"), ("title", "valid_from"),
    "Mỗi chức vụ một dòng; một người có thể giữ nhiều chức vụ.")  # fmt: skip

QUALIFICATION = SheetKind("qualification", "Trình độ", (
    *PERSON,
    Field("kind", "Loại trình độ", P.CHOICE, ("loại",), "qualification_kind", is_required=True, width=22,
          example="Lý luận chính trị"),
    Field("level", "Trình độ", P.TEXT, ("trình độ, chứng chỉ", "bậc trình độ", "văn bằng, chứng chỉ", "mức"),
          is_required=True, width=30, example="Cao cấp"),
    Field("obtained", "Thời điểm được cấp", P.PARTIAL, (
        "năm tốt nghiệp", "ngày cấp", "năm cấp", "thời gian cấp", "năm tn"), example="06/2018"),
    Field("major", "Ngành, ngôn ngữ", length=200, synonyms=("chuyên ngành", "ngành", "ngành đào tạo", "ngôn ngữ"),
          width=24),
    Field("institution", "Cơ sở đào tạo", synonyms=("nơi đào tạo", "tên trường", "trường"), width=28),
    Field("form", "Hình thức đào tạo", P.CODE, ("hình thức", "hệ đào tạo"), "study_form"),
    Field("country", "Nước đào tạo", length=80, synonyms=("nước", "quốc gia")),
    Field("diploma_number", "Số hiệu văn bằng", length=80, synonyms=("số bằng", "số hiệu bằng", "số văn bằng")),
    Field("funding", "Nguồn kinh phí", P.CODE, ("kinh phí",), "funding_source"),
    Field("is_equivalence", "Giấy xác nhận tương đương", P.FLAG, ("tương đương",), source="flag"),
    Field("valid_until", "Hết hạn từ ngày", P.DAY, ("hết hạn", "hiệu lực đến")),
    Field("evidence", "Minh chứng", synonyms=("tài liệu minh chứng",)),
), ("trình độ đào tạo", "văn bằng", "bằng cấp", "chứng chỉ", "văn bằng chứng chỉ"), ("kind", "level"))  # fmt: skip

RATING = SheetKind("rating", "Xếp loại", (
    *PERSON,
    Field("year", "Năm", P.YEAR, ("năm đánh giá", "năm xếp loại"), is_required=True, width=8, example="2021"),
    Field("rating", "Xếp loại", P.CODE, (
        "mức xếp loại", "kết quả xếp loại", "xếp loại chất lượng", "kết quả đánh giá", "mức độ hoàn thành nhiệm vụ"),
        "rating_rank", is_required=True, width=32, example="Hoàn thành tốt nhiệm vụ"),
    Field("scheme", "Loại đánh giá", P.CHOICE, ("đánh giá với tư cách",), "rating_scheme"),
    Field("document", "Văn bản", synonyms=DOCUMENT, length=200),
), ("đánh giá", "xếp loại hằng năm", "xếp loại chất lượng", "đánh giá xếp loại"), ("year", "rating"))  # fmt: skip

POOL = SheetKind("pool", "Quy hoạch", (
    *PERSON,
    Field("title", "Chức danh quy hoạch", P.TITLE, (
        "quy hoạch chức danh", "chức danh", "chức vụ quy hoạch", "quy hoạch chức vụ"), is_required=True, width=34,
        example="Giám đốc sở"),
    UNIT_CODE,
    UNIT_NAME,
    Field("term", "Nhiệm kỳ", P.TERM, ("nhiệm kì", "quy hoạch nhiệm kỳ", "giai đoạn"), is_required=True,
          example="2021-2026"),
    Field("entered_on", "Đưa vào từ ngày", P.DAY, ("ngày phê duyệt", "ngày quyết định", "từ ngày", "ngày đưa vào"),
          is_required=True, example="01/09/2021"),
    Field("document", "Quyết định phê duyệt", synonyms=DOCUMENT, length=200),
    Field("exited_on", "Ra khỏi từ ngày", P.DAY, ("ngày đưa ra", "đưa ra từ ngày")),
    Field("exit_kind", "Lý do ra khỏi", P.CHOICE, ("lý do đưa ra",), "succession_exit"),
    Field("exit_reason", "Nói rõ lý do", synonyms=("chi tiết lý do",)),
), ("quy hoạch cán bộ", "danh sách quy hoạch"), ("title", "term"))  # fmt: skip

TRAINING = SheetKind("training", "Đào tạo bồi dưỡng", (
    *PERSON,
    Field("kind", "Đào tạo hay bồi dưỡng", P.CHOICE, ("loại hình",), "training_kind", example="Bồi dưỡng"),
    Field("subject", "Loại lớp", P.CODE, ("nội dung đào tạo", "loại lớp, nội dung"), "class_type", is_required=True,
          width=28, example="Bồi dưỡng theo chức danh"),
    Field("programme", "Tên lớp, chương trình", P.TEXT, (
        "tên lớp", "tên khóa học", "chương trình", "tên khóa đào tạo bồi dưỡng", "nội dung bồi dưỡng", "khóa học"),
        is_required=True, width=40, example="Bồi dưỡng lãnh đạo cấp phòng, khóa 3"),
    Field("programme_code", "Mã chương trình", length=40),
    Field("starts_on", "Khai giảng", P.DAY, ("từ ngày", "ngày bắt đầu", "ngày khai giảng"), example="06/03/2021"),
    Field("ends_on", "Bế giảng", P.DAY, ("đến ngày", "ngày kết thúc", "ngày bế giảng", "thời gian hoàn thành"),
          is_required=True, example="20/03/2021"),
    Field("period_text", "Thời gian như trong hồ sơ", length=60),
    Field("days", "Số ngày", P.NUMBER, ("thời gian (ngày)", "số ngày học")),
    Field("form", "Hình thức học", P.CODE, ("hình thức",), "study_form"),
    Field("institution", "Cơ sở đào tạo", synonyms=("nơi đào tạo", "đơn vị tổ chức", "trường"), width=28),
    Field("is_abroad", "Ở nước ngoài", P.FLAG, ("nước ngoài",), source="flag"),
    Field("funding", "Nguồn kinh phí", P.CODE, ("kinh phí",), "funding_source"),
    Field("result", "Kết quả", P.CHOICE, ("kết quả học tập",), "training_result", example="Hoàn thành"),
    Field("certificate_number", "Số chứng chỉ", length=80, synonyms=("số hiệu chứng chỉ", "số giấy chứng nhận")),
), ("đào tạo", "bồi dưỡng", "quá trình đào tạo bồi dưỡng"), ("programme", "ends_on"))  # fmt: skip

SHEETS: dict[str, SheetKind] = {
    kind.key: kind for kind in (UNIT, OFFICIAL, APPOINTMENT, QUALIFICATION, RATING, POOL, TRAINING)
}
"""All kinds by key, in the order of writing: units first, then people, then what hangs on them."""
GUIDE_SHEET = "Hướng dẫn"
SKIP = ""
"""The kind of a sheet that is not imported."""
