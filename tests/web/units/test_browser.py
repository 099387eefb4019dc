"""The tree in a real browser: a branch is fetched when it is opened, on a phone too, and no policy complains."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from hientai.org.models import Unit
from tests.web.units.conftest import signed_in


@pytest.mark.browser
def test_branch_opens_on_a_phone(
    transactional_db: None, live_server: Any, units: dict[str, Unit], chromium: Any
) -> None:
    from playwright.sync_api import expect

    cookie = signed_in(units, "commission_officer", "T").cookies["sessionid"].value
    context = chromium.new_context(viewport={"width": 390, "height": 844}, locale="vi-VN")
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.goto(live_server.url + reverse("web:units"))
    expect(page.get_by_text("Phòng Công chức")).to_have_count(0)
    page.locator("summary", has_text="Sở Nội vụ").locator("svg").click()
    expect(page.get_by_text("Phòng Công chức")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert complaints == []
    context.close()
