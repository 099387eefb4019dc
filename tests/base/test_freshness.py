"""A kept figure may be shown only while nothing has changed: what changes the mark and what does not."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import connection

from hientai.access.models import User
from hientai.access.operations.accounts import create_user, record_sign_in
from hientai.base.actor import Actor
from hientai.base.audit.freshness import kept, last_change
from hientai.officials.models import Official
from hientai.officials.operations.registry import OfficialRow, save_officials

pytestmark = pytest.mark.django_db
BY = Actor.system("Kiểm thử", date(2022, 1, 10), source="test")


def save(name: str) -> None:
    """Enter or change one official."""
    save_officials(by=BY, rows=[OfficialRow("CB1", name, "M", "1980-05-12")])


def test_an_operation_changes_the_mark() -> None:
    save("Nguyễn Văn An")
    before = last_change()
    assert last_change() == before
    save("Nguyễn Văn Ân")
    assert last_change() != before


def test_a_change_past_every_operation_changes_the_mark() -> None:
    save("Nguyễn Văn An")
    before = last_change()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE officials_official SET full_name = 'Khác' WHERE code = 'CB1'")
    assert Official.objects.get().full_name == "Khác"
    assert last_change() != before


def test_signing_in_does_not() -> None:
    save("Nguyễn Văn An")
    create_user(by=BY, username="an", full_name="An", password="mat-khau-dai-1442")
    before = last_change()
    user = User.objects.get()
    record_sign_in(by=BY, user=user, succeeded=True, at=datetime(2022, 1, 10, tzinfo=UTC))
    assert last_change() == before


def test_a_figure_is_measured_again_only_after_a_change() -> None:
    measured: list[int] = []

    def count() -> int:
        measured.append(Official.objects.count())
        return measured[-1]

    assert [kept("officials", count), kept("officials", count)] == [0, 0] and len(measured) == 1
    save("Nguyễn Văn An")
    assert kept("officials", count) == 1
    assert kept("others", count) == 1 and len(measured) == 3
