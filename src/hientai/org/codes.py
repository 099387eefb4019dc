"""Codes of organisations: sectors, levels, event kinds; unit types and management tiers are code lists (data)."""

from django.db import models


class Sector(models.TextChoices):
    """Khối: the parallel trees over one territory."""

    PARTY = "party", "Đảng"
    STATE = "state", "Chính quyền"
    FRONT = "front", "Mặt trận, đoàn thể"
    TRAINING = "training", "Cơ sở đào tạo"
    ENTERPRISE = "enterprise", "Doanh nghiệp"
    ARMED = "armed", "Lực lượng vũ trang"
    TERRITORY = "territory", "Địa bàn"


class Level(models.TextChoices):
    """Cấp: the district level ended on 30/06/2025 and stays for history."""

    CENTRAL = "central", "Trung ương"
    PROVINCE = "province", "Cấp tỉnh"
    DISTRICT = "district", "Cấp huyện"
    COMMUNE = "commune", "Cấp xã"


class UnitEventKind(models.TextChoices):
    """What can happen to organisations (domain.md §5)."""

    ESTABLISH = "establish", "Thành lập"
    RENAME = "rename", "Đổi tên"
    ABSORB = "absorb", "Sáp nhập"
    CONSOLIDATE = "consolidate", "Hợp nhất"
    SPLIT = "split", "Chia tách"
    DISSOLVE = "dissolve", "Giải thể, kết thúc hoạt động"
    CHANGE_PARENT = "change_parent", "Chuyển cơ quan cấp trên"
    CHANGE_TYPE = "change_type", "Chuyển loại hình"


ENDS_PREDECESSOR = frozenset(
    {UnitEventKind.ABSORB, UnitEventKind.CONSOLIDATE, UnitEventKind.SPLIT, UnitEventKind.DISSOLVE}
)


class DocSystem(models.TextChoices):
    """Which layout and numbering a document follows: HD 36-HD/VPTW or NĐ 30/2020/NĐ-CP."""

    PARTY = "party", "Văn bản của Đảng"
    STATE = "state", "Văn bản của Nhà nước"


class DocumentStatus(models.TextChoices):
    """The life of a document."""

    DRAFT = "draft", "Dự thảo"
    IN_FORCE = "in_force", "Còn hiệu lực"
    REPLACED = "replaced", "Đã được thay thế"
    REPEALED = "repealed", "Hết hiệu lực"


class TermKind(models.TextChoices):
    """Two term calendars: party committees and state bodies."""

    PARTY = "party", "Nhiệm kỳ cấp ủy"
    STATE = "state", "Nhiệm kỳ HĐND, UBND"


class TerritoryKind(models.TextChoices):
    """Kinds of administrative territory; the kinds of organisations are the code list ``org_type``."""

    NATION = "nation", "Quốc gia"
    PROVINCE = "province", "Tỉnh"
    CITY = "city", "Thành phố trực thuộc trung ương"
    DISTRICT = "district", "Huyện"
    URBAN_DISTRICT = "urban_district", "Quận"
    DISTRICT_CITY = "district_city", "Thành phố thuộc tỉnh"
    TOWN = "town", "Thị xã"
    COMMUNE = "commune", "Xã"
    WARD = "ward", "Phường"
    TOWNSHIP = "township", "Thị trấn"
    SPECIAL_ZONE = "special_zone", "Đặc khu"


class ReorganisationStatus(models.TextChoices):
    """The life of a plan drawn up in the wizard."""

    DRAFT = "draft", "Đang chuẩn bị"
    DONE = "done", "Đã thực hiện"
    CANCELLED = "cancelled", "Đã hủy"


REORGANISATION_TRANSITIONS: dict[str, frozenset[str]] = {
    ReorganisationStatus.DRAFT: frozenset({ReorganisationStatus.DONE, ReorganisationStatus.CANCELLED}),
    ReorganisationStatus.DONE: frozenset(),
    ReorganisationStatus.CANCELLED: frozenset(),
}
REORGANISATION_OWNER: dict[str, str] = {
    ReorganisationStatus.DRAFT: "Ban Tổ chức", ReorganisationStatus.DONE: "", ReorganisationStatus.CANCELLED: "",
}


class UnitRole(models.TextChoices):
    """The side of a reorganisation on which a unit stands."""

    BEFORE = "before", "Đơn vị được sắp xếp"
    AFTER = "after", "Đơn vị kế thừa, tiếp nhận"


class ItemKind(models.TextChoices):
    """What hangs on a unit that ends and needs a place."""

    SUBUNIT = "subunit", "Đơn vị trực thuộc"
    APPOINTMENT = "appointment", "Chức vụ đang giữ"
    SUCCESSION = "succession", "Mục quy hoạch"
    GRANT = "grant", "Phân quyền"
    ACCOUNT = "account", "Tài khoản"
    PERSON = "person", "Cán bộ không giữ chức vụ"
    TASK_LEAD = "task_lead", "Nhiệm vụ chủ trì"
    TASK_COOPERATING = "task_coop", "Nhiệm vụ phối hợp"
    SCHEME = "scheme", "Đề án"


HAS_HEIRS = frozenset(
    {UnitEventKind.ABSORB, UnitEventKind.CONSOLIDATE, UnitEventKind.SPLIT, UnitEventKind.DISSOLVE}
)
"""Kinds whose plan asks where people and work go."""


class ItemAction(models.TextChoices):
    """What becomes of it."""

    MOVE = "move", "Chuyển về"
    END = "end", "Kết thúc"
    KEEP = "keep", "Giữ nguyên"
