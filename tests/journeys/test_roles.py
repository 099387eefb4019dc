"""Eight people sign in. Each sees the desks of their role, every desk opens, and no other desk does."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from hientai.demo.accounts import LOGINS
from tests.journeys.conftest import PHONE, Visit

pytestmark = pytest.mark.browser

ALL = {"Trang chủ", "Hồ sơ của tôi", "Tổ chức"}
VIEWER = ALL | {"Cán bộ", "Quy hoạch", "Tiêu chuẩn", "Khoảng thiếu", "Đề án"}
DESKS = {
    "bantochuc": VIEWER | {"Khảo sát nhu cầu", "Nhập dữ liệu", "Cài đặt"},
    "donvi": VIEWER | {"Khảo sát nhu cầu"},
    "truong": VIEWER - {"Quy hoạch"},
    "giangvien": ALL,
    "hocvien": ALL,
    "lanhdao": VIEWER,
    "kiemtra": VIEWER | {"Nhật ký"},
    "quantri": ALL | {"Nhật ký", "Cài đặt"},
}
CLOSED_TO = {
    "/can-bo/": {"giangvien", "hocvien", "quantri"},
    "/quy-hoach/": {"truong", "giangvien", "hocvien", "quantri"},
    "/khoang-thieu/": {"giangvien", "hocvien", "quantri"},
    "/de-an/": {"giangvien", "hocvien", "quantri"},
    "/can-bo/trung/": {"donvi", "truong", "giangvien", "hocvien", "lanhdao", "kiemtra", "quantri"},
    "/nhap-du-lieu/": {"donvi", "truong", "giangvien", "hocvien", "lanhdao", "kiemtra", "quantri"},
    "/cai-dat/tai-khoan/": {"bantochuc", "donvi", "truong", "giangvien", "hocvien", "lanhdao", "kiemtra"},
    "/nhat-ky/xac-minh/": {"bantochuc", "donvi", "truong", "giangvien", "hocvien", "lanhdao"},
    "/to-chuc/sap-xep/moi/": {"donvi", "truong", "giangvien", "hocvien", "lanhdao", "kiemtra", "quantri"},
}


def test_every_demo_login_is_walked() -> None:
    assert {login.username for login in LOGINS} == set(DESKS)


@pytest.mark.parametrize("username", list(DESKS))
def test_the_desks_of_a_role_open_on_a_desk_and_on_a_phone(visit: Callable[..., Visit], username: str) -> None:
    window = visit(username)
    window.go("/")
    desks = window.desks
    assert set(desks) == DESKS[username]
    for label, path in desks.items():
        assert window.go(path) == 200, label
        assert window.page.locator("h1").count() == 1, label
        if label != "Hồ sơ của tôi":  # leads on to one's page among the people, or says there is none
            assert window.page.locator(".ht-sidebar a[aria-current='page']").inner_text() == label
        window.page.set_viewport_size(PHONE)
        assert window.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], label
        assert window.page.locator(".ht-bottom a").first.is_visible(), label
        window.page.set_viewport_size({"width": 1280, "height": 800})


@pytest.mark.parametrize("username", list(DESKS))
def test_what_a_role_may_not_open_is_refused_in_words(visit: Callable[..., Visit], username: str) -> None:
    window = visit(username)
    for path, refused in CLOSED_TO.items():
        status = window.go(path)
        assert status == (403 if username in refused else 200), path
        if status == 403:
            assert "không có quyền" in window.page.locator("main").inner_text()
    # Chromium reports each refusal that was asked for; nothing else may be reported.
    assert all("status of 403" in text for text in window.complaints)
    window.complaints.clear()


def test_the_administrator_sees_no_people(visit: Callable[..., Visit]) -> None:
    window = visit("quantri")
    for path in ("/", *window.desks.values()):
        window.go(path)
        assert window.page.locator("main a[href^='/can-bo/']").count() == 0, path
    assert window.go("/can-bo/1/") in (403, 404)
    window.complaints.clear()


def test_a_stranger_is_sent_to_the_front_door_and_back(visit: Callable[..., Visit]) -> None:
    window = visit(None)
    window.go("/can-bo/?q=dat")
    assert "/dang-nhap/?next=/can-bo/" in window.page.url
    window.shot("dang-nhap")
    window.page.get_by_label("Tên đăng nhập").fill("bantochuc")
    window.page.get_by_label("Mật khẩu").fill("sai-mat-khau")
    window.page.get_by_role("button", name="Đăng nhập").click()
    assert window.page.locator(".ht-note, .ht-field__error").first.is_visible()
    window.complaints.clear()
