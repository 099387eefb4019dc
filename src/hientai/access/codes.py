"""Roles and permissions, documented in code; who holds which role where and when is data (Grant)."""

from __future__ import annotations

from django.db import models


class Permission(models.TextChoices):
    """What a person may do; a role is a set of these."""

    VIEW_PEOPLE = "view_people", "Xem cán bộ"
    VIEW_SENSITIVE = "view_sensitive", "Xem thông tin nhạy cảm (dân tộc, tôn giáo, đảng tịch)"
    VIEW_IDENTITY = "view_identity", "Xem số định danh, điện thoại"
    EDIT_PEOPLE = "edit_people", "Sửa hồ sơ cán bộ"
    REQUEST_CORRECTION = "request_correction", "Đề nghị đính chính hồ sơ"
    DECIDE_CORRECTION = "decide_correction", "Duyệt đính chính hồ sơ"
    MERGE_PEOPLE = "merge_people", "Hợp nhất hồ sơ trùng"
    VIEW_POOLS = "view_pools", "Xem quy hoạch"
    EDIT_POOLS = "edit_pools", "Sửa quy hoạch"
    IMPORT_DATA = "import_data", "Nhập dữ liệu từ tệp"
    EXPORT_DATA = "export_data", "Xuất dữ liệu"
    VIEW_UNITS = "view_units", "Xem tổ chức"
    EDIT_UNITS = "edit_units", "Sửa tổ chức, sắp xếp bộ máy"
    VIEW_STANDARDS = "view_standards", "Xem tiêu chuẩn"
    EDIT_STANDARDS = "edit_standards", "Sửa bộ quy tắc, tiêu chuẩn"
    VIEW_GAPS = "view_gaps", "Xem khoảng thiếu"
    ANSWER_SURVEY = "answer_survey", "Trả lời khảo sát nhu cầu"
    RUN_SURVEY = "run_survey", "Mở và tổng hợp khảo sát nhu cầu"
    VIEW_SCHEMES = "view_schemes", "Xem đề án"
    EDIT_SCHEMES = "edit_schemes", "Sửa đề án, chỉ tiêu, nhiệm vụ"
    REPORT_TASK = "report_task", "Báo cáo tiến độ nhiệm vụ"
    VIEW_AUDIT = "view_audit", "Xem nhật ký"
    MANAGE_ACCESS = "manage_access", "Quản lý tài khoản, phân quyền"
    EDIT_CODES = "edit_codes", "Sửa danh mục"
    VIEW_OWN = "view_own", "Xem hồ sơ của chính mình"


class Role(models.TextChoices):
    """The desks of the field."""

    COMMISSION_OFFICER = "commission_officer", "Cán bộ Ban Tổ chức"
    UNIT_HR = "unit_hr", "Cán bộ tổ chức của đơn vị"
    SCHOOL_STAFF = "school_staff", "Cán bộ trường chính trị"
    LECTURER = "lecturer", "Giảng viên"
    LEARNER = "learner", "Học viên"
    LEADER = "leader", "Lãnh đạo"
    INSPECTOR = "inspector", "Cán bộ kiểm tra"
    ADMINISTRATOR = "administrator", "Quản trị hệ thống"


P = Permission

ROLE_PERMISSIONS: dict[str, frozenset[Permission]] = {
    Role.COMMISSION_OFFICER: frozenset(
        {
            P.VIEW_PEOPLE,
            P.VIEW_SENSITIVE,
            P.VIEW_IDENTITY,
            P.EDIT_PEOPLE,
            P.REQUEST_CORRECTION,
            P.DECIDE_CORRECTION,
            P.MERGE_PEOPLE,
            P.VIEW_POOLS,
            P.EDIT_POOLS,
            P.IMPORT_DATA,
            P.EXPORT_DATA,
            P.VIEW_UNITS,
            P.EDIT_UNITS,
            P.VIEW_STANDARDS,
            P.EDIT_STANDARDS,
            P.VIEW_GAPS,
            P.RUN_SURVEY,
            P.ANSWER_SURVEY,
            P.VIEW_SCHEMES,
            P.EDIT_SCHEMES,
            P.REPORT_TASK,
            P.EDIT_CODES,
            P.VIEW_OWN,
        }
    ),
    Role.UNIT_HR: frozenset(
        {
            P.VIEW_PEOPLE,
            P.VIEW_SENSITIVE,
            P.REQUEST_CORRECTION,
            P.VIEW_POOLS,
            P.EXPORT_DATA,
            P.VIEW_UNITS,
            P.VIEW_STANDARDS,
            P.VIEW_GAPS,
            P.ANSWER_SURVEY,
            P.VIEW_SCHEMES,
            P.REPORT_TASK,
            P.VIEW_OWN,
        }
    ),
    Role.SCHOOL_STAFF: frozenset(
        {P.VIEW_PEOPLE, P.VIEW_UNITS, P.VIEW_STANDARDS, P.VIEW_GAPS, P.VIEW_SCHEMES, P.REPORT_TASK, P.VIEW_OWN}
    ),
    Role.LECTURER: frozenset({P.VIEW_OWN, P.VIEW_UNITS}),
    Role.LEARNER: frozenset({P.VIEW_OWN, P.VIEW_UNITS}),
    Role.LEADER: frozenset(
        {
            P.VIEW_PEOPLE,
            P.VIEW_SENSITIVE,
            P.VIEW_POOLS,
            P.VIEW_UNITS,
            P.VIEW_STANDARDS,
            P.VIEW_GAPS,
            P.VIEW_SCHEMES,
            P.EXPORT_DATA,
            P.VIEW_OWN,
        }
    ),
    Role.INSPECTOR: frozenset(
        {
            P.VIEW_PEOPLE,
            P.VIEW_SENSITIVE,
            P.VIEW_POOLS,
            P.VIEW_UNITS,
            P.VIEW_STANDARDS,
            P.VIEW_GAPS,
            P.VIEW_SCHEMES,
            P.VIEW_AUDIT,
            P.EXPORT_DATA,
            P.VIEW_OWN,
        }
    ),
    Role.ADMINISTRATOR: frozenset({P.MANAGE_ACCESS, P.VIEW_AUDIT, P.EDIT_CODES, P.VIEW_UNITS, P.VIEW_OWN}),
}

ROLE_PURPOSE: dict[str, str] = {
    Role.COMMISSION_OFFICER: "Giữ hồ sơ, tiêu chuẩn, quy hoạch, đề án trong phạm vi đơn vị và diện quản lý được giao.",
    Role.UNIT_HR: "Xem cán bộ của đơn vị, đề nghị đính chính, trả lời khảo sát, báo cáo nhiệm vụ được giao.",
    Role.SCHOOL_STAFF: "Xem cán bộ ở mức thông thường và nhu cầu để tổ chức lớp; không xem thông tin nhạy cảm.",
    Role.LECTURER: "Xem hồ sơ và lịch của mình.",
    Role.LEARNER: "Xem hồ sơ và quá trình học tập của mình.",
    Role.LEADER: "Xem toàn cảnh, phê duyệt; không sửa số liệu.",
    Role.INSPECTOR: "Xem và kiểm tra, xem nhật ký; không sửa số liệu.",
    Role.ADMINISTRATOR: "Quản lý tài khoản, phân quyền, danh mục; không xem hồ sơ cán bộ.",
}
