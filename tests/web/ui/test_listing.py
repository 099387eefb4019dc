"""A declared list: what it asks the database, what it shows, where its links lead, whom a selection reaches."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import parse_qs

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db.models import F
from django.http import HttpRequest, QueryDict
from django.test import RequestFactory

from hientai.web.ui.listing import (
    BulkAction,
    Column,
    Filter,
    FilterKind,
    ListSpec,
    build_page,
    export_table,
    read_state,
    render_list,
    selected_rows,
)

pytestmark = pytest.mark.django_db


def spec(**changes: Any) -> ListSpec:
    """A list over a table that every installation has; its rows stand in for people."""
    declared: dict[str, Any] = {
        "key": "people",
        "page_size": 10,
        "default_sort": "name",
        "search": lambda rows, words: rows.filter(model__icontains=words),
        "columns": (
            Column(key="name", label="Họ và tên", value="model", lead=True, fixed=True, sort=("model",)),
            Column(key="unit", label="Đơn vị", value="app_label", sort=(F("app_label").asc(), "model")),
            Column(key="size", label="Cỡ", value=lambda row: len(row.model), numeric=True, default=False),
        ),
        "filters": (
            Filter(
                key="unit",
                label="Đơn vị",
                choices=[("so", "Sở <Nội vụ>"), ("xa", "Xã")],
                apply=lambda rows, value: rows.filter(app_label=value),
            ),
            Filter(
                key="born",
                label="Sinh từ",
                kind=FilterKind.DATE,
                apply=lambda rows, value: rows if value < dt.date(2000, 1, 1) else rows.none(),
            ),
        ),
        "bulk_actions": (BulkAction(key="nominate", label="Đề cử", url="/de-cu/"),),
    }
    return ListSpec(**(declared | changes))


def fill(count: int) -> Any:
    ContentType.objects.all().delete()
    ContentType.objects.bulk_create(
        ContentType(app_label=("so", "xa")[i % 2], model=f"person{i:03d}") for i in range(count)
    )
    return ContentType.objects.all()


def get(query: str = "", **headers: str) -> HttpRequest:
    return RequestFactory().get(f"/can-bo/{query}", headers=headers)


def state(query: str, declared: ListSpec | None = None) -> Any:
    return read_state(declared or spec(), QueryDict(query))


@pytest.mark.parametrize("count", [1, 100])
def test_a_list_costs_three_queries_whatever_its_length(count: int, django_assert_num_queries: Any) -> None:
    rows = fill(count)
    with django_assert_num_queries(3):
        response = render_list(get("?q=person&unit=so"), spec(), rows)
    assert "person000" in response.content.decode()


def test_the_pages_together_hold_every_row_once_in_both_directions() -> None:
    rows = fill(37)
    for order in ("unit", "-unit"):
        seen = [
            row.pk for page in (1, 2, 3, 4) for row in build_page(state(f"sort={order}&page={page}"), rows, "/").items
        ]
        assert len(seen) == len(set(seen)) == 37
    upward = [row.pk for row in state("sort=unit").order(rows)]
    downward = [row.pk for row in state("sort=-unit").order(rows)]
    assert upward == downward[::-1]


def test_a_page_beyond_the_end_becomes_the_last_one() -> None:
    page = build_page(state("page=99"), fill(25), "/")
    assert (page.state.page, page.first, page.last, page.total) == (3, 21, 25, 25)


def test_a_value_that_cannot_be_understood_narrows_nothing_and_is_shown_as_wrong() -> None:
    page = build_page(state("unit=ban&born=31/02/1984"), fill(4), "/")
    assert page.total == 4
    assert [(chip.label, chip.is_wrong) for chip in page.chips] == [("Đơn vị", True), ("Sinh từ", True)]


def test_dates_are_read_as_typed_here_and_as_browsers_send_them() -> None:
    assert (
        state("born=03/05/1990").asked["born"].value
        == state("born=1990-05-03").asked["born"].value
        == dt.date(1990, 5, 3)
    )


def test_each_chip_drops_its_own_condition_and_starts_at_page_one() -> None:
    page = build_page(state("q=person&unit=so&page=2&sort=-name"), fill(40), "/")
    words, unit = page.chips
    assert parse_qs(words.url[1:]) == {"unit": ["so"], "sort": ["-name"]}
    assert parse_qs(unit.url[1:]) == {"q": ["person"], "sort": ["-name"]}
    assert parse_qs(page.cleared_url[1:]) == {"sort": ["-name"]}


def test_a_heading_turns_the_order_around() -> None:
    page = build_page(state("q=person"), fill(3), "/")
    name, unit = page.headings
    assert (name.direction, parse_qs(name.url[1:])["sort"]) == ("ascending", ["-name"])
    assert (unit.direction, parse_qs(unit.url[1:])["sort"]) == ("", ["unit"])


def test_columns_are_chosen_but_the_fixed_one_stays() -> None:
    shown = [column.key for column in state("col=size&col=nonsense").shown_columns()]
    assert shown == ["name", "size"]


def test_parameters_of_the_page_travel_with_the_links() -> None:
    kept = read_state(spec(), QueryDict("ngay=31/12/2025&other=1"), keep=("ngay",))
    assert parse_qs(kept.address(page=2)[1:]) == {"ngay": ["31/12/2025"], "page": ["2"]}


def test_htmx_gets_the_list_alone_and_the_clean_address_to_remember() -> None:
    rows = fill(3)
    part = render_list(get("?q=&unit=so&born=", **{"HX-Request": "true"}), spec(), rows)
    assert b"<html" not in part.content and b'id="list-people"' in part.content
    assert part["HX-Push-Url"] == "/can-bo/?unit=so"
    for headers in (
        {},
        {"HX-Request": "true", "HX-Request-Type": "full"},
        {"HX-Request": "true", "HX-Boosted": "true"},
    ):
        whole = render_list(get("", **headers), spec(), rows, extra={"title": "Cán bộ"})
        assert b"<html" in whole.content and "HX-Request" in whole["Vary"]


def test_labels_from_the_data_cannot_carry_markup() -> None:
    html = render_list(get("?unit=so"), spec(), fill(2)).content.decode()
    assert "Sở &lt;Nội vụ&gt;" in html and "Sở <Nội vụ>" not in html


def test_a_forged_key_outside_the_scope_selects_nothing() -> None:
    fill(6)
    scope = ContentType.objects.filter(app_label="so")
    outside = ContentType.objects.filter(app_label="xa").values_list("pk", flat=True)[0]
    inside = scope.values_list("pk", flat=True)[0]
    posted = RequestFactory().post("/de-cu/", {"selected": [str(outside), str(inside), "x' OR 1=1"]})
    assert [row.pk for row in selected_rows(posted, spec(), scope)] == [inside]


def test_everything_that_matches_is_selected_by_its_query_within_the_scope() -> None:
    rows = fill(30)
    posted = RequestFactory().post("/de-cu/", {"everything": "1", "query": "unit=so&page=2", "selected": ["1"]})
    assert selected_rows(posted, spec(), rows).count() == 15


def test_an_export_holds_what_is_shown_as_plain_values_in_its_order() -> None:
    table = export_table(get("?unit=xa&sort=-name&col=size"), spec(), fill(7))
    assert table.headings == ("Họ và tên", "Cỡ")
    assert list(table.rows) == [("person005", 9), ("person003", 9), ("person001", 9)]


def test_an_empty_list_says_whether_the_conditions_are_to_blame() -> None:
    rows = fill(2)
    assert "Không có dòng nào khớp" in render_list(get("?q=zzz"), spec(), rows).content.decode()
    assert "Chưa có hồ sơ" in render_list(get(), spec(empty_title="Chưa có hồ sơ"), rows.none()).content.decode()


def test_a_wrong_declaration_is_refused_at_once() -> None:
    column = Column(key="name", label="Tên")
    with pytest.raises(ValueError, match="repeat"):
        ListSpec(key="x", columns=(column, column))
    with pytest.raises(ValueError, match="cannot sort"):
        ListSpec(key="x", columns=(column,), default_sort="name")
    with pytest.raises(ValueError, match="reserved"):
        ListSpec(key="x", columns=(column,), filters=(Filter(key="page", label="", apply=lambda rows, value: rows),))
