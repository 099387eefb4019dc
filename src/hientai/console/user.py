"""`hientai user`: the first account, a forgotten password, a closed door, from the server's own terminal."""

from __future__ import annotations

import argparse
import getpass
import json
import sys
from typing import Any

NEEDS_DJANGO = True


def register(subparsers: Any) -> None:
    """Add the command with its subcommands."""
    outer = subparsers.add_parser("user", help="tài khoản: tạo, đặt lại mật khẩu, khóa, liệt kê")
    parser = outer.add_subparsers(dest="user_command", required=True)
    roles = "commission_officer, unit_hr, school_staff, lecturer, learner, leader, inspector, administrator"
    create = parser.add_parser("create", help="tạo tài khoản và giao vai trò; mật khẩu đọc từ bàn phím hoặc stdin")
    create.add_argument("username", help="tên đăng nhập")
    create.add_argument("--full-name", required=True, help="họ và tên")
    create.add_argument("--role", help=f"vai trò: {roles}")
    create.add_argument("--unit", help="mã đơn vị: phạm vi của vai trò (cả cấp dưới) và nơi công tác")
    create.add_argument("--document", default="", help="văn bản giao quyền")
    create.set_defaults(action=_create)
    password = parser.add_parser("password", help="đặt lại mật khẩu; người dùng phải đổi ở lần đăng nhập sau")
    password.add_argument("username")
    password.set_defaults(action=_password)
    for name, text, is_active in (("close", "khóa tài khoản", False), ("open", "mở lại tài khoản", True)):
        door = parser.add_parser(name, help=text)
        door.add_argument("username")
        door.add_argument("--reason", required=True, help="lý do, ghi vào nhật ký")
        door.set_defaults(action=_door, is_active=is_active)
    parser.add_parser("list", help="liệt kê tài khoản và vai trò đang có hiệu lực").set_defaults(action=_list)
    for each in parser.choices.values():
        each.add_argument("--json", action="store_true", help="in kết quả dạng JSON")
        each.set_defaults(handler=handle)


def handle(arguments: argparse.Namespace) -> int:
    """Run the chosen part and print what it did."""
    facts = arguments.action(arguments)
    if arguments.json:
        print(json.dumps(facts, ensure_ascii=False))
    else:
        for line in facts["users"]:
            print("  ".join(str(value) for value in line.values() if value not in ("", None)))
    return 0


def _by() -> Any:
    from hientai.base.actor import Actor
    from hientai.base.clock import today

    return Actor.system(f"Quản trị máy chủ ({getpass.getuser()})", today())


def _user(username: str) -> Any:
    from hientai.access.models import User
    from hientai.base.errors import BadInput

    found = User.objects.filter(username__iexact=username).first()
    if found is None:
        raise BadInput(f"Không có tài khoản «{username}».")
    return found


def _ask_password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    return getpass.getpass("Mật khẩu (ít nhất 10 ký tự): ")


def _create(arguments: argparse.Namespace) -> dict[str, Any]:
    from django.db import transaction

    from hientai.access.codes import Role
    from hientai.access.operations.accounts import create_user, grant_role
    from hientai.base.errors import BadInput
    from hientai.org.models import Unit

    unit = Unit.objects.filter(code=arguments.unit).first() if arguments.unit else None
    if arguments.unit and unit is None:
        raise BadInput(f"Không có đơn vị mã «{arguments.unit}».")
    if arguments.role and arguments.role not in Role.values:
        raise BadInput(f"Không có vai trò «{arguments.role}».")
    if arguments.role and unit is None:
        unit = Unit.objects.filter(parent=None).order_by("pk").first()
        if unit is None:
            raise BadInput("Chưa có đơn vị nào: hãy nhập danh sách đơn vị trước (hientai import).")
    by = _by()
    with transaction.atomic():
        user = create_user(
            by=by, username=arguments.username, full_name=arguments.full_name, password=_ask_password(), unit=unit
        )
        if arguments.role and unit is not None:
            grant_role(by=by, user=user, role=arguments.role, unit=unit, valid_from=by.today,
                       document=arguments.document)  # fmt: skip
    return {"ok": True, "users": [_facts(user, by.today)]}


def _password(arguments: argparse.Namespace) -> dict[str, Any]:
    from hientai.access.operations.accounts import change_password

    by = _by()
    user = change_password(by=by, user=_user(arguments.username), password=_ask_password(), must_change=True)
    return {"ok": True, "users": [_facts(user, by.today)]}


def _door(arguments: argparse.Namespace) -> dict[str, Any]:
    from hientai.access.operations.accounts import set_active

    by = _by()
    user = set_active(by=by, user=_user(arguments.username), is_active=arguments.is_active, reason=arguments.reason)
    return {"ok": True, "users": [_facts(user, by.today)]}


def _list(arguments: argparse.Namespace) -> dict[str, Any]:
    from hientai.access.models import User

    day = _by().today
    return {"ok": True, "users": [_facts(user, day) for user in User.objects.prefetch_related("grants__unit")]}


def _facts(user: Any, day: Any) -> dict[str, Any]:
    held = [g for g in user.grants.all() if g.valid_from <= day and (g.valid_until is None or g.valid_until > day)]
    return {
        "username": user.username, "full_name": user.full_name, "state": "" if user.is_active else "đã khóa",
        "roles": "; ".join(f"{g.get_role_display()} – {g.unit.name}" for g in held),
    }  # fmt: skip
