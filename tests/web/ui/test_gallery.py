"""The gallery shows every part, and is the page on which their markup is judged."""

from __future__ import annotations

from collections import Counter
from html.parser import HTMLParser

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from hientai.web.ui.gallery import show_gallery


class Judge(HTMLParser):
    """Collects what a screen reader depends on."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: Counter[str] = Counter()
        self.labelled: set[str] = set()
        self.controls: list[dict[str, str]] = []
        self.headings: list[int] = []
        self.attributes: Counter[str] = Counter()
        self._in_label = 0
        self.duties: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.attributes.update(list(found))
        if found.get("id"):
            self.ids[found["id"]] += 1
        if tag == "label":
            self._in_label += 1
            self.labelled.add(found.get("for", ""))
        if tag in ("input", "select", "textarea") and found.get("type") != "hidden":
            self.controls.append(found | {"inside": str(self._in_label)})
        if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
            self.headings.append(int(tag[1]))
        if tag == "img" and "alt" not in found:
            self.duties.append("an image without alt")

    def handle_endtag(self, tag: str) -> None:
        if tag == "label":
            self._in_label -= 1


@pytest.fixture(scope="module")
def judged() -> Judge:
    request = RequestFactory().get("/he-thong/thu-vien-giao-dien/?q=nguyet")
    request.user = AnonymousUser()
    response = show_gallery(request)
    assert response.status_code == 200
    judge = Judge()
    judge.feed(response.content.decode())
    return judge


def test_every_control_has_a_name(judged: Judge) -> None:
    nameless = [
        control
        for control in judged.controls
        if control.get("id") not in judged.labelled and control["inside"] == "0" and not control.get("aria-label")
    ]
    assert nameless == []


def test_no_id_is_given_twice(judged: Judge) -> None:
    assert [name for name, count in judged.ids.items() if count > 1] == []


def test_headings_start_with_one_title_and_skip_no_level(judged: Judge) -> None:
    assert judged.headings.count(1) == 1
    assert all(after - before <= 1 for before, after in zip(judged.headings, judged.headings[1:], strict=False))


def test_images_have_alternatives_and_nothing_is_styled_in_line(judged: Judge) -> None:
    assert judged.duties == [] and judged.attributes["style"] == 0


def test_the_sample_list_answers_to_search() -> None:
    request = RequestFactory().get("/he-thong/thu-vien-giao-dien/?q=nguyet", headers={"HX-Request": "true"})
    html = show_gallery(request).content.decode()
    assert "<strong>20</strong> cán bộ" in html and "<mark>Nguyệt</mark>" in html
