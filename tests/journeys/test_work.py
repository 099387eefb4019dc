"""A day's work in the browser: look, find, change, ask, decide, print, look back."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from hientai.base.text import fold
from tests.journeys.conftest import PHONE, Visit

pytestmark = pytest.mark.browser


MOST_SENT = 300_000  # bytes of the first page with all its files, into an empty cache
FOCUS = """(() => {
  const e = document.activeElement, s = getComputedStyle(e);
  const tag = e.type === "date" ? "date" : e.outerHTML.slice(0, 60);
  return [tag, s.outlineStyle, parseFloat(s.outlineWidth), s.boxShadow, e.getBoundingClientRect().top];
})()"""


def names_listed(window: Visit) -> list[str]:
    """The names in the list on the page."""
    return [str(text).strip() for text in window.page.locator("tbody th a, tbody td a").all_inner_texts()]


def test_the_dashboard_tells_how_far_the_targets_are(visit: Callable[..., Visit]) -> None:
    window = visit("bantochuc")
    window.go("/")
    table = window.page.get_by_role("table").filter(has_text="Lộ trình")
    assert table.locator("tbody tr").count() >= 8
    assert re.search(r"\d[\d.]* / \d", table.inner_text())
    assert "2022" in window.page.locator("main").inner_text()
    window.shot("trang-chu")


def test_the_first_visit_sends_little(visit: Callable[..., Visit]) -> None:
    visit("bantochuc")
    window = visit("bantochuc")  # a window of its own has an empty cache
    window.go("/")
    window.page.wait_for_load_state("networkidle")
    sent = window.page.evaluate(
        "performance.getEntries().filter(e => e.transferSize).reduce((sum, e) => sum + e.transferSize, 0)"
    )
    assert 10_000 < sent < MOST_SENT, sent


def test_an_officer_finds_a_person_and_corrects_the_record(visit: Callable[..., Visit]) -> None:
    from playwright.sync_api import expect

    window = visit("bantochuc")
    window.go("/can-bo/")
    window.page.locator("#list-people-q").click()
    window.page.keyboard.type("dat", delay=30)
    window.page.wait_for_url("**q=dat**")
    names = names_listed(window)
    assert any("Đạt" in name for name in names)
    assert all("dat" in fold(name) for name in names)
    window.shot("tim-dat")
    window.page.locator("tbody a").first.click()
    expect(window.page.locator("h1")).to_have_text(names[0])
    window.shot("ho-so")
    window.page.get_by_role("link", name="Sửa hồ sơ").click()
    window.page.get_by_label("Nơi sinh").fill("Xã Lũng Cú")
    window.page.get_by_label("Lý do, minh chứng").fill("Giấy khai sinh bản chính")
    window.shot("sua-ho-so")
    window.page.get_by_role("button", name="Ghi hồ sơ").click()
    expect(window.page.get_by_text("Đã ghi hồ sơ.")).to_be_visible()
    expect(window.page.locator("main")).to_contain_text("Xã Lũng Cú")
    window.page.get_by_role("link", name="Lịch sử thay đổi").click()
    latest = window.page.locator("main section.card").first
    expect(latest).to_contain_text("Giấy khai sinh bản chính")
    expect(latest.locator("ins", has_text="Xã Lũng Cú")).to_be_visible()
    window.shot("lich-su")


def test_a_change_without_a_reason_is_refused_beside_the_field(visit: Callable[..., Visit]) -> None:
    window = visit("bantochuc")
    window.go("/can-bo/")
    window.page.locator("tbody a").first.click()
    window.page.get_by_role("link", name="Sửa hồ sơ").click()
    window.page.get_by_label("Lý do, minh chứng").fill("")
    window.page.get_by_role("button", name="Ghi hồ sơ").click()
    wrong = window.page.locator(".ht-field--error")
    assert wrong.count() == 1 and "Lý do" in wrong.inner_text()
    window.complaints.clear()  # the browser reports the 422


def test_a_unit_asks_and_the_commission_decides(visit: Callable[..., Visit]) -> None:
    from playwright.sync_api import expect

    unit = visit("donvi")
    unit.go("/can-bo/")
    assert unit.page.get_by_role("link", name="Hồ sơ trùng").count() == 0
    unit.shot("can-bo-don-vi")
    unit.page.locator("tbody a").first.click()
    name = unit.page.locator("h1").inner_text()
    record = unit.page.url
    unit.page.get_by_role("link", name="Đề nghị đính chính").click()
    unit.page.get_by_label("Nơi sinh").fill("Xã Má Lé")
    unit.page.get_by_label("Lý do, minh chứng").fill("Theo lý lịch gốc")
    unit.shot("de-nghi-dinh-chinh")
    unit.page.get_by_role("button", name="Gửi đề nghị").click()
    expect(unit.page.get_by_text("chờ Ban Tổ chức duyệt")).to_be_visible()
    assert "Xã Má Lé" not in unit.page.locator("main").inner_text()

    officer = visit("bantochuc")
    officer.go("/can-bo/dinh-chinh/")
    officer.page.get_by_role("link", name=name).first.click()
    expect(officer.page.get_by_role("table")).to_contain_text("Xã Má Lé")
    officer.shot("duyet-dinh-chinh")
    officer.page.get_by_role("button", name="Duyệt", exact=True).click()
    expect(officer.page.get_by_text("Đã giải quyết đề nghị.")).to_be_visible()

    unit.page.goto(record)
    expect(unit.page.locator("main")).to_contain_text("Xã Má Lé")


def test_a_leader_sees_everything_and_changes_nothing(visit: Callable[..., Visit]) -> None:
    window = visit("lanhdao")
    window.go("/")
    assert window.page.get_by_role("table").filter(has_text="Lộ trình").count() == 1
    window.shot("trang-chu-lanh-dao")
    window.go("/can-bo/")
    window.page.locator("tbody a").first.click()
    for words in ("Sửa hồ sơ", "Đề nghị đính chính", "Thôi công tác", "Đưa vào quy hoạch"):
        assert window.page.get_by_role("link", name=words).count() == 0
    window.go("/de-an/")
    assert re.search(r"/de-an/\d+/", window.page.url)  # the only scheme opens at once
    assert window.page.get_by_role("link", name="Nhiệm vụ").count() >= 1
    window.shot("de-an")


def test_the_heat_map_leads_to_names(visit: Callable[..., Visit]) -> None:
    window = visit("bantochuc")
    window.go("/khoang-thieu/")
    window.shot("khoang-thieu")
    cell = window.page.locator("main a[href*='/khoang-thieu/nguoi/']").first
    cell.click()
    assert names_listed(window)
    window.shot("khoang-thieu-nguoi")


def test_the_tree_opens_unit_by_unit(visit: Callable[..., Visit]) -> None:
    window = visit("bantochuc")
    window.go("/to-chuc/?q=thanh+uy")
    assert window.page.locator("main a", has_text="Thành ủy").first.is_visible()
    window.go("/to-chuc/")
    window.shot("to-chuc")


def test_the_administrator_gives_a_role(visit: Callable[..., Visit]) -> None:
    window = visit("quantri")
    window.go("/cai-dat/tai-khoan/")
    assert {"bantochuc", "donvi"} <= set(window.page.locator("main").inner_text().split())
    window.shot("tai-khoan")
    window.go("/cai-dat/vai-tro/")
    assert window.page.get_by_role("table").count() >= 1
    window.shot("vai-tro")


def test_the_inspector_verifies_the_audit(visit: Callable[..., Visit]) -> None:
    from playwright.sync_api import expect

    window = visit("kiemtra")
    window.go("/nhat-ky/xem-xuat/")
    assert window.page.locator("tbody tr").count() >= 1
    window.shot("nhat-ky-xem")
    window.go("/nhat-ky/xac-minh/")
    window.page.get_by_role("button", name="Xác minh ngay").click()
    expect(window.page.get_by_text("Đã xong")).to_be_visible(timeout=60_000)
    window.go("/nhat-ky/xac-minh/")
    expect(window.page.get_by_text("Nhật ký nguyên vẹn")).to_be_visible()
    window.shot("xac-minh")


def test_a_file_is_offered_for_import(visit: Callable[..., Visit]) -> None:
    window = visit("bantochuc")
    window.go("/nhap-du-lieu/")
    with window.page.expect_download() as download:
        window.page.locator("a[href$='/tep-mau/']").first.click()
    assert download.value.suggested_filename.endswith(".xlsx")
    window.shot("nhap-du-lieu")


def test_standards_pools_and_surveys_open(visit: Callable[..., Visit]) -> None:
    window = visit("bantochuc")
    for path, name in (("/tieu-chuan/", "tieu-chuan"), ("/quy-hoach/", "quy-hoach"), ("/khao-sat/", "khao-sat")):
        assert window.go(path) == 200
        window.shot(name)


def test_a_learner_opens_the_own_record_and_no_other(visit: Callable[..., Visit]) -> None:
    window = visit("hocvien")
    window.go("/ho-so-cua-toi/")
    own = window.page.url
    assert re.search(r"/can-bo/\d+/$", own)
    window.shot("ho-so-cua-toi")
    number = int(own.rstrip("/").rsplit("/", 1)[1])
    assert window.go(f"/can-bo/{number + 1}/") == 404
    window.complaints.clear()


def test_people_of_a_past_day(visit: Callable[..., Visit]) -> None:
    window = visit("bantochuc")
    window.go("/can-bo/")
    now = window.page.locator(".ht-list-bar__count").inner_text()
    window.page.locator("#as-of").fill("2015-06-30")
    window.page.wait_for_url("**ngay=2015-06-30**")
    then = window.page.locator(".ht-list-bar__count").inner_text()
    assert window.page.locator(".ht-asof--past").is_visible()
    assert then != now
    window.shot("ngay-da-qua")
    window.page.get_by_role("link", name="Hôm nay").click()
    window.page.wait_for_url(lambda url: "ngay=" not in url)
    assert window.page.locator(".ht-list-bar__count").inner_text() == now


def test_the_keyboard_alone_reaches_and_opens(visit: Callable[..., Visit]) -> None:
    window = visit("bantochuc")
    window.go("/can-bo/")
    focused = "(() => { const e = document.activeElement; return [e.className, e.getAttribute('href')]; })()"
    window.page.keyboard.press("Tab")
    assert window.page.evaluate(focused)[1] == "#content"
    skip = window.page.locator(".ht-skip").bounding_box()
    assert skip is not None and skip["x"] >= 0 and skip["y"] >= 0
    window.page.keyboard.press("Enter")
    assert window.page.evaluate("document.activeElement.id") == "content"
    seen = []
    for _ in range(10):
        window.page.keyboard.press("Tab")
        tag, style, width, shadow, top = window.page.evaluate(FOCUS)
        # Inside a date field the browser moves between day, month and year, and marks that itself.
        assert tag == "date" or (style != "none" and width > 0) or shadow != "none", f"no focus to be seen on {tag}"
        seen.append(top)
    assert seen == sorted(seen), "the order of the keys is not the order on the screen"
    window.page.locator("tbody a").first.focus()
    window.page.keyboard.press("Enter")
    window.page.wait_for_url(re.compile(r"/can-bo/\d+/$"))


def test_a_page_on_paper_has_a_head_and_no_buttons(visit: Callable[..., Visit]) -> None:
    window = visit("bantochuc")
    window.go("/can-bo/")
    window.page.emulate_media(media="print")
    assert window.page.locator(".ht-print-head").is_visible()
    for hidden in (".ht-sidebar", ".ht-topbar", ".ht-bottom", ".ht-filters", ".ht-pager a"):
        assert not window.page.locator(hidden).first.is_visible(), hidden
    assert window.page.locator("tbody tr").first.is_visible()


def test_a_phone_shows_people_as_cards(visit: Callable[..., Visit]) -> None:
    window = visit("bantochuc", viewport=PHONE)
    window.go("/can-bo/?q=dat")
    assert window.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    window.shot("dien-thoai")
    window.page.locator("tbody a").first.click()
    assert window.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    window.page.locator(".ht-bottom a", has_text="Thêm").click()
    assert window.page.locator(".ht-sidebar .ht-nav__link").first.is_visible()
