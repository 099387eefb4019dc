"""Operations: all or nothing, never without an act, never without saying who acts."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection, transaction

from hientai.base.actor import Actor
from hientai.base.audit.chain import verify_chain
from hientai.base.errors import AuditMissing, BadInput
from hientai.base.models import Act, CodeItem, RowChange
from hientai.base.operation import REGISTRY, act_key, note, operation, running

BY = Actor(name="Người kiểm thử", today=date(2026, 11, 24), unit_id=7, unit_name="Ban Tổ chức", request_id="abc")


def add(code: str) -> CodeItem:
    """A row of a code list, written behind the operations."""
    return CodeItem.objects.create(list_name="thử", code=code, label=code.upper())


@operation("test.add_item", "Thêm mục")
def add_item(*, by: Actor, code: str, reason: str = "") -> CodeItem:
    """This operation adds one item."""
    item = add(code)
    note(item, reason=reason, document="12-QĐ/TU", detail={"code": code, "pair": (1, 2)})
    return item


@operation("test.add_silently", "Thêm mà không ghi nhật ký")
def add_silently(*, by: Actor, code: str) -> CodeItem:
    """This operation forgets the audit."""
    return add(code)


@operation("test.add_many", "Thêm nhiều mục")
def add_many(*, by: Actor, codes: list[str], caught: bool = False) -> int:
    """This operation adds items through another operation and may go on after a refusal."""
    for code in codes:
        try:
            add_or_refuse(by=by, code=code)
        except BadInput:
            if not caught:
                raise
    note(None, label=f"{len(codes)} mục")
    return len(codes)


@operation("test.add_or_refuse", "Thêm hoặc từ chối")
def add_or_refuse(*, by: Actor, code: str) -> CodeItem:
    """This operation writes first and refuses afterwards."""
    item = add_item(by=by, code=code)
    if code.startswith("sai"):
        raise BadInput("Mã không hợp lệ.")
    note(item)
    return item


def codes() -> set[str]:
    """What is in the list."""
    return set(CodeItem.objects.filter(list_name="thử").values_list("code", flat=True))


@pytest.mark.django_db
def test_an_operation_leaves_its_effect_and_one_act_that_tells_who_what_why() -> None:
    item = add_item(by=BY, code="a", reason="bổ sung")
    act = Act.objects.get()
    assert (act.action, act.actor_name, act.acting_unit_name, act.request_id) == (
        "test.add_item", "Người kiểm thử", "Ban Tổ chức", "abc",
    )  # fmt: skip
    assert (act.subject_type, act.subject_id, act.subject_label) == ("base.codeitem", str(item.pk), "A")
    assert (act.reason, act.document, act.dated_on, act.detail["pair"]) == (
        "bổ sung", "12-QĐ/TU", date(2026, 11, 24), [1, 2],
    )  # fmt: skip
    assert list(verify_chain(with_changes=True)) == []


@pytest.mark.django_db
def test_without_an_act_everything_is_rolled_back() -> None:
    with pytest.raises(AuditMissing):
        add_silently(by=BY, code="a")
    assert codes() == set()
    assert not Act.objects.exists() and not RowChange.objects.filter(table_name="base_codeitem").exists()


@pytest.mark.django_db
def test_a_refusal_leaves_nothing() -> None:
    with pytest.raises(BadInput):
        add_or_refuse(by=BY, code="sai")
    assert codes() == set() and not Act.objects.exists()


@pytest.mark.django_db
def test_nested_operations_share_the_transaction_and_the_key() -> None:
    add_many(by=BY, codes=["a", "b"])
    assert codes() == {"a", "b"}
    acts = Act.objects.order_by("id")
    assert [act.action for act in acts] == [
        "test.add_item", "test.add_or_refuse", "test.add_item", "test.add_or_refuse", "test.add_many",
    ]  # fmt: skip
    assert len({act.key for act in acts}) == 1
    assert {change.act_key for change in RowChange.objects.all()} == {acts[0].key}
    assert list(verify_chain(with_changes=True)) == []


@pytest.mark.django_db
def test_a_refusal_in_the_middle_takes_the_whole_operation_back() -> None:
    with pytest.raises(BadInput):
        add_many(by=BY, codes=["a", "sai", "b"])
    assert codes() == set() and not Act.objects.exists()


@pytest.mark.django_db
def test_a_caught_refusal_leaves_neither_its_rows_nor_its_acts() -> None:
    add_many(by=BY, codes=["a", "sai", "b"], caught=True)
    assert codes() == {"a", "b"}
    assert not Act.objects.filter(subject_label="SAI").exists()
    assert list(verify_chain(with_changes=True)) == []


@pytest.mark.django_db
def test_a_nested_operation_without_an_act_is_an_error_too() -> None:
    @operation("test.wrap", "Bọc")
    def wrap(*, by: Actor) -> None:
        """This operation notes an act of its own, its part does not."""
        note(None, label="bọc")
        add_silently(by=by, code="a")

    try:
        with pytest.raises(AuditMissing, match="test.add_silently"):
            wrap(by=BY)
    finally:
        del REGISTRY["test.wrap"]
    assert codes() == set() and not Act.objects.exists()


@pytest.mark.django_db
def test_what_follows_in_the_callers_transaction_is_not_the_operations() -> None:
    with transaction.atomic():
        add_item(by=BY, code="a")
        add("b")
        add_item(by=BY, code="c")
    keys = list(RowChange.objects.filter(table_name="base_codeitem").order_by("id").values_list("act_key", flat=True))
    first, second = Act.objects.order_by("id")
    assert keys == [first.key, None, second.key]
    assert list(verify_chain(with_changes=True)) == []


@pytest.mark.django_db
def test_the_callers_rollback_takes_the_act_back() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        add_item(by=BY, code="a")
        raise ZeroDivisionError
    assert codes() == set() and not Act.objects.exists()
    add_item(by=BY, code="b")
    assert list(verify_chain(with_changes=True)) == []


@pytest.mark.parametrize(
    "call", [lambda: add_item(BY, "a"), lambda: add_item(code="a"), lambda: add_item(by="tôi", code="a")]
)  # type: ignore[misc,call-arg,arg-type]  # noqa: E501
def test_operations_take_keywords_only_and_an_actor(call: object) -> None:
    with pytest.raises(TypeError):
        call()  # type: ignore[operator]


def test_noting_outside_an_operation_is_an_error() -> None:
    with pytest.raises(AuditMissing):
        note(None)
    assert running() is None and act_key() is None


@pytest.mark.django_db
def test_a_detail_that_is_not_json_takes_everything_back() -> None:
    @operation("test.odd_detail", "Chi tiết lạ")
    def odd(*, by: Actor) -> None:
        """This operation notes a detail that cannot be kept."""
        note(add("a"), detail={"day": date(2026, 1, 1)})

    try:
        with pytest.raises(TypeError):
            odd(by=BY)
    finally:
        del REGISTRY["test.odd_detail"]
    assert codes() == set() and not Act.objects.exists()


@pytest.mark.django_db
def test_numbers_as_keys_and_fractions_keep_the_chain_whole() -> None:
    @operation("test.figures", "Số liệu")
    def figures(*, by: Actor) -> None:
        """This operation notes figures whose text could change on the way through the database."""
        note(None, label="số liệu", detail={10: "mười", 9: "chín", "share": 0.1, "many": 10**12, "deep": {2: 1.5}})

    try:
        figures(by=BY)
    finally:
        del REGISTRY["test.figures"]
    assert list(verify_chain(with_changes=True)) == []


@pytest.mark.django_db
def test_the_number_of_statements_does_not_grow_with_the_acts() -> None:
    @operation("test.note_many", "Ghi nhiều hành vi")
    def note_many(*, by: Actor, count: int) -> None:
        """This operation notes many acts."""
        for number in range(count):
            note(None, label=str(number))

    def statements(count: int) -> int:
        before = len(connection.queries_log)
        note_many(by=BY, count=count)
        return len(connection.queries_log) - before

    connection.force_debug_cursor = True
    try:
        statements(1)
        assert statements(1) == statements(40)
    finally:
        connection.force_debug_cursor = False
        del REGISTRY["test.note_many"]


@pytest.fixture(autouse=True, scope="module")
def leave_the_registry_as_it_was() -> object:
    """The operations of this file are no operations of the product."""
    yield
    for name in [name for name in REGISTRY if name.startswith("test.")]:
        del REGISTRY[name]
