"""The template library: addresses, icons, marks, fields."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django import forms
from django.template import Context, RequestContext, Template, engines
from django.template.loader import render_to_string
from django.test import RequestFactory

from hientai.web.ui.templatetags.ui import delta, highlight, icon, initials, verdict


def render(source: str, query: str = "", **context: Any) -> str:
    request = RequestFactory().get(f"/x/{query}")
    return Template("{% load ui %}" + source).render(RequestContext(request, context))


def test_a_link_changes_one_parameter_and_keeps_the_others() -> None:
    written = render("{% querystring_with sort='-name' page=None %}", "?q=An&page=3&unit=1&unit=2")
    assert written == "?q=An&amp;unit=1&amp;unit=2&amp;sort=-name"


def test_hidden_fields_carry_what_a_form_does_not_ask_and_escape_it() -> None:
    written = render("{% hidden_inputs 'page' %}", '?q="><script>&page=2')
    assert 'name="q" value="&quot;&gt;&lt;script&gt;"' in written
    assert "page" not in written


@pytest.mark.parametrize(
    ("text", "words", "marked"),
    [
        ("Đặng Thuỳ Trâm", "dang tram", "<mark>Đặng</mark> Thuỳ <mark>Trâm</mark>"),
        ("Nguyễn An", "nguyễn", "<mark>Nguyễn</mark> An"),
        ("A & B", "b", "A &amp; <mark>B</mark>"),
        ("Lò A Páo", "", "Lò A Páo"),
        ("Nguyê\u0303n", "nguyen", "<mark>Nguyễn</mark>"),
    ],
)
def test_found_words_are_marked_with_or_without_diacritics(text: str, words: str, marked: str) -> None:
    assert highlight(text, words) == marked


def test_marking_never_opens_a_way_for_markup() -> None:
    assert "<script>" not in highlight("<script>alert</script>", "script")


def test_an_icon_is_silent_unless_it_has_a_label() -> None:
    assert 'aria-hidden="true"' in icon("home")
    assert 'aria-label="Trang trước"' in icon("chevron-left", "Trang trước")
    assert icon("no-such-icon").endswith('#point"></use></svg>')


def test_a_change_says_its_direction_in_words_not_only_in_colour() -> None:
    assert "+63 người" in delta(63, "người") and "ht-delta--good" in delta(63, "người")
    assert "−12 ngày" in delta(-12, "ngày", "down") and "ht-delta--good" in delta(-12, "ngày", "down")
    assert "ht-delta--bad" in delta(-12, "người")
    assert "không đổi" in delta(0)


def test_a_verdict_always_carries_words() -> None:
    assert "Thiếu" in verdict("missing") and "Nợ đến 31/12/2026" in verdict("owed", "Nợ đến 31/12/2026")
    with pytest.raises(KeyError):
        verdict("perhaps")


def test_people_are_called_by_the_last_two_parts_of_their_name() -> None:
    assert [initials("Nguyễn Thị Minh Nguyệt"), initials("Vừ"), initials(None)] == ["MN", "V", ""]


def test_the_title_of_a_page_becomes_its_heading() -> None:
    page = engines["django"].from_string(
        '{% extends "base.html" %}{% block title %}Cán bộ {{ name }}{% endblock %}{% block content %}x{% endblock %}'
    )
    html = page.render({"name": "<An>"}, RequestFactory().get("/"))
    assert "<title>Cán bộ &lt;An&gt; · Hiền Tài</title>" in html
    assert "<h1>Cán bộ &lt;An&gt;</h1>" in html


class OneField(forms.Form):
    name = forms.CharField(label="Họ và tên", help_text="Như trong căn cước.")


def test_a_field_ties_label_help_and_error_to_its_control() -> None:
    html = render_to_string("ui/field.html", {"field": OneField({"name": ""})["name"]})
    assert '<label class="ht-field__label" for="id_name">' in html
    described = re.search(r'aria-describedby="([^"]+)"', html)
    assert described is not None
    for target in described.group(1).split():
        assert f'id="{target}"' in html
    assert 'aria-invalid="true"' in html


def test_a_job_asks_again_only_while_it_runs() -> None:
    def part(state: str) -> str:
        job = {"label": "Nhập", "state": state, "done": 3, "total": 9, "poll_url": "/viec/1/"}
        return render_to_string("ui/progress.html", {"progress": job})

    assert 'hx-trigger="every 2s"' in part("running") and 'max="9" value="3"' in part("running")
    assert "hx-get" not in part("done") and "hx-get" not in part("failed")


def test_context_free_pages_of_errors_render() -> None:
    for code in (400, 403, 404, 500):
        assert "Hiền Tài" in Template(f'{{% include "{code}.html" %}}').render(Context({}))
