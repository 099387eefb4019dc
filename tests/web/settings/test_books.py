"""Code lists and legal tables are data: edited with a reason, audited, refused when wrong."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from hientai.access.codes import Role
from hientai.base.actor import Actor
from hientai.base.errors import BadInput
from hientai.base.jobs.queue import HANDLERS
from hientai.base.models import Act, CodeItem, Job, RowChange
from hientai.base.records import is_reference, save_record
from hientai.console.worker import load_handlers
from hientai.officials.models import Official, RetirementRule, SuccessionLimit, Title
from hientai.web.settings.books import REFRESH_KIND
from hientai.web.settings.tables import BOOKS, INTERNAL_LISTS, LIST_LABELS, code_lists
from tests.access.conftest import World
from tests.web.settings.conftest import Browser

pytestmark = pytest.mark.usefixtures("reference")


def values_of(form: object) -> dict[str, object]:
    """What a browser would send back of a form as it was shown."""
    sent = {}
    for field in form:  # type: ignore[attr-defined]
        value = field.value()
        if isinstance(value, date):
            value = f"{value:%d/%m/%Y}"
        if value is not None and value is not False and value != "":
            sent[field.name] = value
    return sent


@pytest.mark.parametrize("slug", [*BOOKS, "ma-ethnic-group", "ma-political-theory"])
def test_every_table_is_listed_and_every_row_has_its_form(signed_in: Browser, slug: str) -> None:
    client = signed_in(Role.COMMISSION_OFFICER)
    listed = client.get(reverse("web:book", args=[slug]))
    assert listed.status_code == 200
    row = listed.context["list"].rows[0] if hasattr(listed.context["list"], "rows") else None
    pk = row.key if row is not None and hasattr(row, "key") else listed.context["book"].rows().first().pk
    assert client.get(reverse("web:book_edit", args=[slug, pk])).status_code == 200
    assert client.get(reverse("web:book_add", args=[slug])).status_code == 200


def test_every_list_has_a_vietnamese_name_and_the_programs_own_are_hidden(signed_in: Browser) -> None:
    stored = set(CodeItem.objects.values_list("list_name", flat=True)) - set(INTERNAL_LISTS)
    assert stored <= set(LIST_LABELS) and {row["list_name"] for row in code_lists()} == stored
    CodeItem.objects.create(list_name="installation", code="today", label="2022-01-10")
    client = signed_in(Role.ADMINISTRATOR)
    assert client.get(reverse("web:book", args=["ma-installation"])).status_code == 404
    assert client.get(reverse("web:book", args=["ma-khong-co"])).status_code == 404
    assert client.get(reverse("web:book", args=["khong-co"])).status_code == 404


def test_a_value_is_ended_and_marked_with_reason_and_document(signed_in: Browser) -> None:
    client = signed_in(Role.COMMISSION_OFFICER)
    item = CodeItem.objects.filter(list_name="political_theory").latest("rank")
    url = reverse("web:book_edit", args=["ma-political-theory", item.pk])
    sent = values_of(client.get(url).context["form"]) | {
        "valid_until": "01/07/2025", "needs_confirmation": "on", "legal_basis": "57-QĐ/TW", "reason": "quy định mới",
        "document": "57-QĐ/TW ngày 08/02/2022",
    }  # fmt: skip
    answer = client.post(url, sent)
    assert answer.status_code == 302, answer.context["form"].errors
    item.refresh_from_db()
    assert (item.valid_until, item.needs_confirmation, item.legal_basis) == (date(2025, 7, 1), True, "57-QĐ/TW")
    act = Act.objects.get(action="base.save_record")
    assert (act.reason, act.document, act.subject_id) == ("quy định mới", "57-QĐ/TW ngày 08/02/2022", str(item.pk))
    change = RowChange.objects.get(act_key=act.key)
    assert set(change.diff) == {"valid_until", "needs_confirmation", "legal_basis"}


def test_a_change_needs_a_reason_and_must_change_something(signed_in: Browser) -> None:
    client = signed_in(Role.COMMISSION_OFFICER)
    item = CodeItem.objects.filter(list_name="religion").first()
    assert item is not None
    url = reverse("web:book_edit", args=["ma-religion", item.pk])
    sent = values_of(client.get(url).context["form"])
    assert client.post(url, sent | {"label": "Khác", "reason": ""}).status_code == 422
    answer = client.post(url, sent | {"reason": "thử"})
    assert answer.status_code == 422 and "Chưa có thay đổi" in answer.content.decode()
    assert not Act.objects.filter(action="base.save_record").exists()


def test_a_new_value_belongs_to_its_list_and_comes_once(signed_in: Browser) -> None:
    client = signed_in(Role.COMMISSION_OFFICER)
    url = reverse("web:book_add", args=["ma-religion"])
    sent = {"code": "MOI", "label": "Đạo mới", "rank": "0", "sort_order": "99", "valid_from": "01/01/2020",
            "reason": "bổ sung"}  # fmt: skip
    assert client.post(url, sent).status_code == 302
    assert CodeItem.objects.get(code="MOI").list_name == "religion"
    assert client.post(url, sent | {"label": "Trùng"}).status_code == 422
    assert CodeItem.objects.filter(code="MOI").count() == 1


def test_a_row_of_another_list_is_not_found(signed_in: Browser) -> None:
    other = CodeItem.objects.filter(list_name="ethnic_group").first()
    assert other is not None
    answer = signed_in(Role.COMMISSION_OFFICER).get(reverse("web:book_edit", args=["ma-religion", other.pk]))
    assert answer.status_code == 404


def test_editing_the_retirement_table_asks_the_worker_to_work_it_out_anew(signed_in: Browser, world: World) -> None:
    client = signed_in(Role.COMMISSION_OFFICER)
    rule = RetirementRule.objects.filter(sex="F").latest("born_from")
    url = reverse("web:book_edit", args=["tuoi-nghi-huu", rule.pk])
    sent = values_of(client.get(url).context["form"]) | {"age_years": "61", "reason": "thử", "age_months": "0"}
    assert client.post(url, sent).status_code == 302
    job = Job.objects.get(kind=REFRESH_KIND)
    load_handlers()
    assert job.kind in HANDLERS


def test_a_title_and_a_limit_are_saved(signed_in: Browser) -> None:
    client = signed_in(Role.COMMISSION_OFFICER)
    title, limit = Title.objects.order_by("pk").last(), SuccessionLimit.objects.first()
    assert title is not None and limit is not None
    for slug, row, change in (
        ("chuc-danh", title, {"label": "Tên khác"}),
        ("gioi-han-quy-hoach", limit, {"value": "7"}),
    ):
        url = reverse("web:book_edit", args=[slug, row.pk])
        answer = client.post(url, values_of(client.get(url).context["form"]) | change | {"reason": "thử"})
        assert answer.status_code == 302, answer.context["form"].errors
    title.refresh_from_db()
    limit.refresh_from_db()
    assert title.label == "Tên khác" and limit.value == 7


@pytest.mark.parametrize("role", [Role.UNIT_HR, Role.LEADER, Role.INSPECTOR, Role.SCHOOL_STAFF])
def test_others_may_not_edit(signed_in: Browser, role: str) -> None:
    assert signed_in(role).get(reverse("web:book", args=["chuc-danh"])).status_code == 403


def test_people_are_never_saved_this_way(world: World) -> None:
    by = Actor.system("Kiểm thử", date(2022, 1, 1))
    person = world.people["A", "HI"]
    assert not is_reference(Official) and is_reference(CodeItem)
    with pytest.raises(TypeError):
        save_record(by=by, model=Official, values={"full_name": "Lén"}, pk=person.pk, reason="lén")
    with pytest.raises(BadInput, match="không còn"):
        save_record(by=by, model=CodeItem, values={"label": "x"}, pk=10**9, reason="x")
    with pytest.raises(BadInput) as refusal:
        save_record(by=by, model=CodeItem, values={"list_name": "x", "code": "", "label": "x"}, reason="x")
    assert "code" in refusal.value.fields
