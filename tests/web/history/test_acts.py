"""The history desk: who may read what, masked by privacy class, scoped by subtree, field by field."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hientai.access.codes import Role
from hientai.access.models import User
from hientai.access.operations.accounts import log_read
from hientai.base.actor import Actor
from hientai.base.models import Act, CodeItem, ReadEntry
from hientai.base.privacy import MASK
from hientai.base.records import save_record
from hientai.officials.models import Official
from hientai.officials.operations.registry import record_leaving
from tests.access.conftest import TODAY, World
from tests.web.history.conftest import Browser


@pytest.fixture
def left(world: World) -> Act:
    """The act of an official of A leaving, done by an officer of unit A."""
    by = Actor(name="Lò Thị Hoa", today=TODAY, unit_id=world.units["A"].pk, unit_name="Đơn vị A")
    person = world.people["A", "HI"]
    record_leaving(by=by, official=person, status="moved", left_on=date(2022, 1, 5), document="12-QĐ/HU")
    return Act.objects.get(actor_name="Lò Thị Hoa", document="12-QĐ/HU")


def page_of(client: Client, name: str, *args: object, **query: str) -> str:
    """The text of a page that opens."""
    answer = client.get(reverse(f"web:{name}", args=args), query)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


@pytest.mark.parametrize("name", ["history", "reading_log", "verify_audit", "unsigned_changes"])
@pytest.mark.parametrize("role", [Role.UNIT_HR, Role.LEADER, Role.COMMISSION_OFFICER, Role.LEARNER])
def test_others_may_not_enter(signed_in: Browser, name: str, role: str) -> None:
    assert signed_in(role).get(reverse(f"web:{name}")).status_code == 403


def test_an_act_tells_who_why_and_what_changed(signed_in: Browser, left: Act) -> None:
    client = signed_in(Role.INSPECTOR)
    listed = page_of(client, "history")
    assert "Lò Thị Hoa" in listed and "Đơn vị A" in listed and "12-QĐ/HU" in listed
    page = page_of(client, "act", left.pk)
    assert "Lò Thị Hoa" in page and left.hash in page
    assert "Tình trạng công tác" in page and "<del>Đang công tác</del>" in page and "<ins>Chuyển đi</ins>" in page
    assert "<ins>05/01/2022</ins>" in page


@pytest.mark.parametrize(
    ("query", "found"),
    [({"who": "hoa"}, True), ({"who": "khác"}, False), ({"q": "12-QĐ"}, True), ({"q": "Cán bộ A HI"}, True),
     ({"from": "2020-01-01"}, True), ({"to": "2020-01-01"}, False), ({"type": "access.user"}, False)],
)  # fmt: skip
def test_filters(signed_in: Browser, left: Act, query: dict[str, str], found: bool) -> None:
    page = page_of(signed_in(Role.INSPECTOR), "history", **query)
    assert (reverse("web:act", args=[left.pk]) in page) is found


def test_the_action_filter_offers_every_operation_by_its_title(signed_in: Browser, left: Act) -> None:
    client = signed_in(Role.INSPECTOR)
    page = page_of(client, "history", action=left.action)
    assert reverse("web:act", args=[left.pk]) in page
    assert "Đổi mật khẩu" in page and "Sắp xếp" in page or "Thành lập" in page


def test_an_inspector_of_another_branch_finds_nothing(signed_in: Browser, left: Act) -> None:
    there, here = signed_in(Role.INSPECTOR, "B"), signed_in(Role.INSPECTOR, "A")
    assert reverse("web:act", args=[left.pk]) not in page_of(there, "history")
    assert there.get(reverse("web:act", args=[left.pk])).status_code == 404
    assert (
        there.get(reverse("web:verify_audit")).status_code
        == there.get(reverse("web:unsigned_changes")).status_code
        == 404
    )
    assert reverse("web:act", args=[left.pk]) in page_of(here, "history")


def test_the_administrator_sees_the_act_but_neither_names_nor_values(
    signed_in: Browser, left: Act, world: World
) -> None:
    client = signed_in(Role.ADMINISTRATOR)
    name = world.people["A", "HI"].full_name
    for page in (page_of(client, "history"), page_of(client, "act", left.pk)):
        assert name not in page and MASK in page and "Lò Thị Hoa" in page
    assert "Chuyển đi" not in page_of(client, "act", left.pk)
    assert reverse("web:act", args=[left.pk]) not in page_of(client, "history", q=name), "searching is reading too"
    assert (
        client.get(reverse("web:history_of", args=["officials.official", world.people["A", "HI"].pk])).status_code
        == 404
    )


@pytest.mark.parametrize(
    ("role", "sensitive", "identity"),
    [(Role.INSPECTOR, True, False), (Role.COMMISSION_OFFICER, True, True), (Role.SCHOOL_STAFF, False, False)],
)
def test_values_are_masked_by_privacy_class(
    signed_in: Browser, world: World, role: str, sensitive: bool, identity: bool
) -> None:
    person = world.people["A", "HI"]
    Official.objects.filter(pk=person.pk).update(religion="Đạo Mới", phone="0999888777", native_place="Quê Mới")
    page = page_of(signed_in(role), "history_of", "officials.official", person.pk)
    assert "Quê Mới" in page
    assert ("Đạo Mới" in page) is sensitive and ("0999888777" in page) is identity
    assert (MASK in page) is not (sensitive and identity)


def test_the_history_of_a_person_holds_posts_too_and_what_nobody_signed(
    signed_in: Browser, left: Act, world: World
) -> None:
    person = world.people["A", "HI"]
    Official.objects.filter(pk=person.pk).update(note="sửa lén")
    page = page_of(signed_in(Role.INSPECTOR), "history_of", "officials.official", person.pk)
    assert "Chức vụ đảm nhiệm" in page and "không ai ký" in page and "sửa lén" in page and "12-QĐ/HU" in page
    assert world.people["B", "HI"].full_name not in page


def test_the_history_of_a_person_outside_is_not_found(signed_in: Browser, world: World) -> None:
    url = reverse("web:history_of", args=["officials.official", world.people["A", "HI"].pk])
    assert signed_in(Role.UNIT_HR, "B").get(url).status_code == 404
    assert signed_in(Role.UNIT_HR, "A").get(url).status_code == 200


NOWHERE = [
    ("officials.official", "999999"), ("officials.khong", "1"), ("auth.permission", "1"), ("sessions.session", "1"),
    ("x", "1"), ("officials.official", "abc"),
]  # fmt: skip


@pytest.mark.parametrize("address", NOWHERE)
def test_the_history_of_nothing_is_not_found(signed_in: Browser, address: tuple[str, str]) -> None:
    assert signed_in(Role.INSPECTOR).get(reverse("web:history_of", args=address)).status_code == 404


def test_the_history_of_a_code_is_open_to_who_edits_codes(signed_in: Browser, world: World) -> None:
    item = save_record(
        by=world.by, model=CodeItem, values={"list_name": "x", "code": "A", "label": "Một"}, reason="bổ sung"
    )
    save_record(by=world.by, model=CodeItem, values={"label": "Hai"}, pk=item.pk, reason="sửa tên", document="3-HD/BTC")
    page = page_of(signed_in(Role.COMMISSION_OFFICER), "history_of", "base.codeitem", item.pk)
    assert "<del>Một</del>" in page and "<ins>Hai</ins>" in page and "3-HD/BTC" in page
    assert signed_in(Role.LEARNER).get(reverse("web:history_of", args=["base.codeitem", item.pk])).status_code == 403


def test_raw_sql_is_shown_as_signed_by_nobody(signed_in: Browser, world: World) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE officials_official SET note = 'lén' WHERE code = 'A-HI'")
    assert "lén" in page_of(signed_in(Role.INSPECTOR), "unsigned_changes")
    hidden = page_of(signed_in(Role.ADMINISTRATOR), "unsigned_changes")
    assert "<ins>lén</ins>" not in hidden and MASK in hidden


def test_the_reading_log_tells_who_read_what_and_is_scoped(signed_in: Browser, world: World) -> None:
    reader = User.objects.create(username="doc", full_name="Người đọc", unit=world.units["A"])
    by = Actor(name="Người đọc", today=TODAY, user_id=reader.pk, unit_id=world.units["A"].pk, unit_name="Đơn vị A")
    log_read(by=by, at=Act.objects.latest("pk").at, kind="export", subject_type="officials.official",
             subject_label="Danh sách 4 người", rows=4, reason="báo cáo quý", copy_number="HT-7")  # fmt: skip
    page = page_of(signed_in(Role.INSPECTOR), "reading_log")
    assert "Người đọc" in page and "báo cáo quý" in page and "HT-7" in page and "Danh sách 4 người" in page
    assert "HT-7" not in page_of(signed_in(Role.INSPECTOR, "B"), "reading_log")
    masked = page_of(signed_in(Role.ADMINISTRATOR), "reading_log")
    assert "HT-7" in masked and "Danh sách 4 người" not in masked
    assert ReadEntry.objects.count() == 1, "reading the log is no reading of people"


@pytest.mark.parametrize("name", ["history", "reading_log"])
def test_lists_cost_the_same_for_few_and_many(signed_in: Browser, world: World, name: str) -> None:
    client = signed_in(Role.INSPECTOR)

    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            page_of(client, name)
        return len(seen)

    def more(number: int) -> None:
        values = {"list_name": "x", "code": str(number), "label": "x"}
        save_record(by=world.by, model=CodeItem, values=values, reason="x")
        at = Act.objects.latest("pk").at
        log_read(by=world.by, at=at, kind="dossier", subject_type="officials.official", subject_label="x")

    more(0)
    cost()
    few = cost()
    for number in range(1, 30):
        more(number)
    assert cost() == few <= 15


def test_an_acts_page_costs_the_same_for_one_change_and_many(signed_in: Browser, world: World) -> None:
    from hientai.officials.operations.standing import refresh_standing

    client = signed_in(Role.INSPECTOR)

    def cost(people: list[int]) -> int:
        Official.objects.filter(pk__in=people).update(current_unit=None, current_tier=None)
        refresh_standing(by=world.by, official_ids=people)
        url = reverse("web:act", args=[Act.objects.latest("pk").pk])
        with CaptureQueriesContext(connection) as seen:
            assert client.get(url).status_code == 200
        return len(seen)

    ids = [person.pk for person in world.people.values()]
    cost(ids[:1])
    assert cost(ids[:1]) == cost(ids) <= 15
