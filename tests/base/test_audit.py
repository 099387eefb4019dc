"""The audit finds what was tampered with, sees what went round the operations, and refuses to be rewritten."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from hientai.access.models import User
from hientai.access.operations.accounts import change_password, create_user
from hientai.base.actor import Actor
from hientai.base.audit.chain import changes_without_act, verify_chain
from hientai.base.audit.triggers import APPEND_ONLY, audited_models, install, lift_refusals
from hientai.base.models import Act, AuditHead, CodeItem, ReadEntry, RowChange
from hientai.base.operation import REGISTRY, note, operation
from hientai.base.privacy import MASK
from hientai.officials.models import ImportBatch

BY = Actor.system("Người kiểm thử", date(2026, 11, 24))
pytestmark = pytest.mark.django_db


@operation("test.set_label", "Đặt tên")
def set_label(*, by: Actor, code: str, label: str) -> CodeItem:
    """This operation creates or renames an item."""
    item, _ = CodeItem.objects.update_or_create(list_name="thử", code=code, defaults={"label": label})
    note(item, reason="đặt tên")
    return item


@pytest.fixture(autouse=True, scope="module")
def leave_the_registry_as_it_was() -> Iterator[None]:
    """The operation of this file is no operation of the product."""
    yield
    REGISTRY.pop("test.set_label", None)


@pytest.fixture
def three_acts() -> list[Act]:
    """Three acts: an item created, renamed, and another created."""
    set_label(by=BY, code="a", label="Một")
    set_label(by=BY, code="a", label="Hai")
    set_label(by=BY, code="b", label="Ba")
    return list(Act.objects.order_by("id"))


def run(sql: str, *values: object) -> None:
    """Raw SQL, as a person with the database's password would write it."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def problems(*, with_changes: bool = True) -> list[int]:
    """The acts at which the chain does not hold (0: at its end)."""
    return [link.act_id for link in verify_chain(with_changes=with_changes)]


def test_an_untouched_chain_holds(three_acts: list[Act]) -> None:
    assert problems() == []
    assert [act.previous_hash for act in three_acts[1:]] == [act.hash for act in three_acts[:-1]]
    assert AuditHead.objects.get(pk=1).hash == three_acts[-1].hash


@pytest.mark.parametrize(
    ("column", "value"),
    [("actor_name", "Kẻ khác"), ("reason", "lý do khác"), ("document", "99-QĐ/TU"), ("subject_label", "Khác"),
     ("dated_on", "2020-01-01"), ("action", "test.khac")],
)  # fmt: skip
def test_an_altered_act_is_found(three_acts: list[Act], column: str, value: str) -> None:
    lift_refusals()
    run(f"UPDATE base_act SET {column} = %s WHERE id = %s", value, three_acts[1].pk)
    assert problems(with_changes=False) == [three_acts[1].pk]


def test_an_altered_act_with_its_own_hash_made_anew_is_found_at_the_next(three_acts: list[Act]) -> None:
    lift_refusals()
    run("UPDATE base_act SET reason = 'khác', hash = %s WHERE id = %s", "f" * 64, three_acts[1].pk)
    assert problems(with_changes=False) == [three_acts[1].pk, three_acts[2].pk]


def test_a_removed_act_is_found_in_the_middle_and_at_the_end(three_acts: list[Act]) -> None:
    lift_refusals()
    with transaction.atomic():
        run("DELETE FROM base_act WHERE id = %s", three_acts[1].pk)
        assert problems(with_changes=False) == [three_acts[2].pk]
        transaction.set_rollback(True)
    run("DELETE FROM base_act WHERE id = %s", three_acts[2].pk)
    assert problems(with_changes=False) == [0]


def test_removing_everything_is_found(three_acts: list[Act]) -> None:
    lift_refusals()
    run("DELETE FROM base_act")
    assert problems(with_changes=False) == [0]


def test_removing_the_head_of_the_chain_is_found(three_acts: list[Act]) -> None:
    run("DELETE FROM base_audithead")
    assert problems(with_changes=False) == [0]


def test_an_altered_row_change_is_found(three_acts: list[Act]) -> None:
    lift_refusals()
    run("UPDATE base_rowchange SET diff = %s WHERE act_key = %s AND op = 'U'", '{"label": ["Một", "Mười"]}',
        three_acts[1].key)  # fmt: skip
    assert problems(with_changes=False) == []
    assert problems() == [three_acts[1].pk]


def test_a_removed_row_change_is_found(three_acts: list[Act]) -> None:
    lift_refusals()
    run("DELETE FROM base_rowchange WHERE act_key = %s", three_acts[2].key)
    assert problems() == [three_acts[2].pk]


def test_a_row_change_slipped_into_an_act_is_found(three_acts: list[Act]) -> None:
    change = RowChange.objects.filter(act_key=three_acts[0].key).get()
    RowChange.objects.create(act_key=change.act_key, at=change.at, table_name="base_codeitem", row_id="1", op="I")
    assert problems() == [three_acts[0].pk]


def test_a_row_change_with_the_key_of_no_act_is_found(three_acts: list[Act]) -> None:
    at = RowChange.objects.latest("id").at
    RowChange.objects.create(act_key="0" * 32, at=at, table_name="base_codeitem", row_id="1", op="I")
    found = list(verify_chain(with_changes=True))
    assert [link.act_id for link in found] == [0] and "0" * 32 in found[0].problem


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize("verb", ["UPDATE {} SET id = id + 1000", "DELETE FROM {}"])
def test_the_audit_refuses_to_be_rewritten(three_acts: list[Act], table: str, verb: str) -> None:
    ReadEntry.objects.create(at=three_acts[0].at, user_name="Người xem", kind="read", subject_type="officials.official")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        run(verb.format(table))


def test_the_audit_refuses_to_be_truncated(three_acts: list[Act]) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no TRUNCATE")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        run("TRUNCATE base_act, base_rowchange CASCADE")


def test_row_changes_hold_what_changed_and_nothing_else(three_acts: list[Act]) -> None:
    changes = RowChange.objects.filter(table_name="base_codeitem").order_by("id")
    assert [(change.op, change.diff) for change in changes] == [
        ("I", None), ("U", {"label": ["Một", "Hai"]}), ("I", None),
    ]  # fmt: skip
    assert [change.act_key for change in changes] == [act.key for act in three_acts]


def test_a_deleted_row_is_kept_whole(three_acts: list[Act]) -> None:
    CodeItem.objects.get(code="b").delete()
    kept = RowChange.objects.filter(op="D").get().diff
    assert (kept["code"], kept["label"], kept["list_name"], kept["valid_until"]) == ("b", "Ba", "thử", None)


def test_saving_without_a_change_leaves_no_row(three_acts: list[Act]) -> None:
    before = RowChange.objects.count()
    CodeItem.objects.get(code="a").save()
    assert RowChange.objects.count() == before


def test_bulk_and_raw_writes_are_seen_and_shown_as_signed_by_nobody(three_acts: list[Act]) -> None:
    assert changes_without_act() == 0
    CodeItem.objects.filter(list_name="thử").update(rank=5)
    run("UPDATE base_codeitem SET label = 'Lén' WHERE code = 'a'")
    CodeItem.objects.bulk_create([CodeItem(list_name="thử", code="c", label="C")])
    run("DELETE FROM base_codeitem WHERE code = 'b'")
    unsigned = RowChange.objects.filter(act_key=None).order_by("id")
    assert [change.op for change in unsigned] == ["U", "U", "U", "I", "D"]
    assert unsigned[2].diff == {"label": ["Hai", "Lén"]}
    assert changes_without_act() == 5
    assert problems() == []


def test_nulls_numbers_and_days_are_told_apart() -> None:
    item = CodeItem.objects.create(list_name="thử", code="x", label="X")
    CodeItem.objects.filter(pk=item.pk).update(valid_until=date(2026, 1, 1), rank=3, label="")
    diff = RowChange.objects.filter(op="U").get().diff
    assert diff == {"valid_until": [None, "2026-01-01"], "rank": [0, 3], "label": ["X", ""]}


def test_of_a_password_only_the_change_is_kept() -> None:
    user = create_user(by=BY, username="thu", full_name="Người thử", password="Mat-khau-dai-1")
    change_password(by=BY, user=user, password="Mat-khau-dai-2")
    diff = RowChange.objects.filter(table_name="access_user", op="U").get().diff
    assert diff["password"] == [MASK, MASK]
    run("DELETE FROM access_user WHERE id = %s", user.pk)
    kept = RowChange.objects.filter(table_name="access_user", op="D").get().diff
    assert kept["password"] == MASK and kept["username"] == "thu"
    assert User.objects.count() == 0


def test_files_stay_out_of_the_audit() -> None:
    batch = ImportBatch.objects.create(
        filename="a.xlsx", content=b"x" * 1000, content_hash="h", size=1000, uploaded_by_name="A", uploaded_on=BY.today
    )
    ImportBatch.objects.filter(pk=batch.pk).update(content=b"y" * 1000, size=7)
    batch.delete()
    update, removal = RowChange.objects.filter(table_name="officials_importbatch").exclude(op="I").order_by("id")
    assert update.diff == {"size": [1000, 7]}
    assert "content" not in removal.diff and removal.diff["filename"] == "a.xlsx"


def test_every_table_of_the_rooms_is_watched() -> None:
    assert install() == len(audited_models()) > 30
    if connection.vendor == "postgresql":
        sql = "SELECT DISTINCT event_object_table FROM information_schema.triggers WHERE trigger_name = 'hientai_audit'"
    else:
        sql = "SELECT DISTINCT tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'audit%%'"
    with connection.cursor() as cursor:
        cursor.execute(sql.replace("%%", "%"))
        watched = {row[0] for row in cursor.fetchall()}
    assert watched == {model._meta.db_table for model in audited_models()}
