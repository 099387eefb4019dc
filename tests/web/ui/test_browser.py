"""The shared look in a real Chromium, under the product's own security policy and without a database."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.test import override_settings

pytestmark = pytest.mark.browser

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1366, "height": 768}


class Quiet(WSGIRequestHandler):
    """Keeps the test output free of requests."""

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with override_settings(ROOT_URLCONF="tests.web.ui.gallery_urls"):
        server: WSGIServer = make_server("127.0.0.1", 0, WSGIHandler(), handler_class=Quiet)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        server.server_close()


@pytest.fixture
def page(chromium: Any, request: pytest.FixtureRequest) -> Iterator[Any]:
    """A page that fails its test when the console reported anything, a broken policy included."""
    opened = chromium.new_page(viewport=getattr(request, "param", DESK), locale="vi-VN")
    complaints: list[str] = []
    opened.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    yield opened
    opened.close()
    assert complaints == []


def count(page: Any) -> str:
    return str(page.locator(".ht-list-bar__count strong").inner_text())


def test_a_list_is_searched_while_typing_and_keeps_the_focus(page: Any, address: str) -> None:
    from playwright.sync_api import expect

    page.goto(f"{address}/gallery/")
    assert page.evaluate("getComputedStyle(document.body).fontFamily").startswith('"Be Vietnam Pro"')
    page.click("#list-people-q")
    page.keyboard.type("nguyet", delay=20)
    page.wait_for_url("**/gallery/?q=nguyet")
    assert count(page) == "20"
    assert page.evaluate("document.activeElement.id") == "list-people-q"
    page.select_option("#list-people-theory", "Cao cấp")
    page.wait_for_url("**theory=*")
    page.locator(".ht-chip", has_text="Lý luận").click()
    page.wait_for_url("**/gallery/?q=nguyet")
    expect(page.locator("#list-people-theory")).to_have_value("")
    page.go_back()
    expect(page.locator("#list-people-theory")).to_have_value("Cao cấp")
    assert page.locator("h1").count() == 1


def test_rows_are_chosen_by_page_and_then_by_everything_that_matches(page: Any, address: str) -> None:
    page.goto(f"{address}/gallery/")
    assert page.locator("[data-bulk]").is_hidden()
    page.check("[data-pick-page]")
    assert "Đã chọn 10 dòng" in page.locator("[data-bulk]").inner_text()
    page.click("[data-pick-everything]")
    assert "Đã chọn tất cả 137 dòng khớp" in page.locator("[data-bulk]").inner_text()
    assert page.locator("input[name=everything]").input_value() == "1"
    page.locator("input[name=selected]").first.uncheck()
    assert page.locator("input[name=everything]").input_value() == ""
    assert "Đã chọn 9 dòng" in page.locator("[data-bulk]").inner_text()


def test_a_dialog_takes_the_focus_and_gives_it_back(page: Any, address: str) -> None:
    page.goto(f"{address}/gallery/")
    page.click("[data-open]")
    assert page.evaluate("document.querySelector('dialog').contains(document.activeElement)")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.dataset.open") == "confirm-sample"


@pytest.mark.parametrize("page", [PHONE], indirect=True)
def test_a_phone_shows_everything_without_scrolling_sideways(page: Any, address: str) -> None:
    page.goto(f"{address}/gallery/")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert page.locator(".ht-sidebar").is_hidden()
    page.goto(f"{address}/gallery/#sidebar")
    page.locator(".ht-sidebar").wait_for(state="visible")
    page.locator(".ht-sidebar__close").click()
    page.locator(".ht-sidebar").wait_for(state="hidden")
    labels = page.locator("tbody td[data-label='Đơn vị']").first.evaluate(
        "e => getComputedStyle(e, '::before').content"
    )
    assert labels == '"Đơn vị"'


def test_paper_shows_the_figures_and_not_the_frame(page: Any, address: str) -> None:
    page.goto(f"{address}/gallery/")
    page.emulate_media(media="print")
    for hidden in (".ht-sidebar", ".ht-topbar", ".ht-filters", ".ht-head__actions"):
        assert page.locator(hidden).first.is_hidden(), hidden
    assert page.locator(".ht-print-head").is_visible() and page.locator(".ht-chart svg").first.is_visible()


def test_the_script_of_tabler_is_fetched_only_by_pages_that_use_it(page: Any, address: str) -> None:
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))
    page.goto(f"{address}/gallery/", wait_until="networkidle")
    assert not any("tabler.min.js" in url for url in fetched)
    assert all(url.startswith((address, "data:")) for url in fetched)
    page.goto(f"{address}/tabler/", wait_until="networkidle")
    assert any("tabler.min.js" in url for url in fetched)
    page.click(".dropdown-toggle")
    page.locator(".dropdown-menu.show").wait_for(state="visible")
