"""NoOverlap: no way of writing lets two periods of one key overlap, on either database."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.db.migrations import AddConstraint, AlterField, RemoveConstraint
from django.db.migrations.state import ProjectState

from hientai.base.audit.triggers import install
from hientai.base.constraints import NoOverlap
from hientai.org.models import Unit, UnitVersion

pytestmark = pytest.mark.django_db


def day(year: int) -> date:
    """New year's day."""
    return date(year, 1, 1)


def make_unit(code: str) -> Unit:
    """A unit without versions."""
    return Unit.objects.create(
        code=code, name=code, kind="SO_NGANH", sector="state", level="province", path=code, valid_from=day(2000),
        search_key=code,
    )  # fmt: skip


def version(unit: Unit, start: int, end: int | None) -> UnitVersion:
    """An unsaved version from the first year until before the second."""
    return UnitVersion(
        unit=unit, valid_from=day(start), valid_until=day(end) if end else None, name="Tên", kind="SO_NGANH",
        sector="state", level="province",
    )  # fmt: skip


def check(row: UnitVersion) -> None:
    """What a form asks before saving; the links that only events fill are left out."""
    row.full_clean(exclude=["parent", "opened_by", "closed_by"])


@pytest.fixture
def unit() -> Unit:
    """A unit with the periods 2010–2015 and 2020 onwards."""
    made = make_unit("000001")
    version(made, 2010, 2015).save()
    version(made, 2020, None).save()
    return made


OVERLAPPING = [(2005, 2011), (2014, 2016), (2011, 2012), (2005, 2030), (2010, 2015), (2019, None), (2005, None),
               (2025, 2026), (2030, None)]  # fmt: skip
APART = [(2000, 2010), (2015, 2020), (2016, 2017)]


@pytest.mark.parametrize(("start", "end"), OVERLAPPING)
def test_an_overlap_is_refused_by_the_database_and_by_the_form(unit: Unit, start: int, end: int | None) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        version(unit, start, end).save()
    with pytest.raises(IntegrityError), transaction.atomic():
        UnitVersion.objects.bulk_create([version(unit, start, end)])
    with pytest.raises(ValidationError, match="chồng"):
        check(version(unit, start, end))


@pytest.mark.parametrize(("start", "end"), APART)
def test_periods_that_only_touch_are_welcome(unit: Unit, start: int, end: int | None) -> None:
    fresh = version(unit, start, end)
    check(fresh)
    fresh.save()
    assert UnitVersion.objects.filter(unit=unit).count() == 3


def test_other_keys_do_not_mind(unit: Unit) -> None:
    other = version(make_unit("000002"), 2005, 2030)
    check(other)
    other.save()


@pytest.mark.parametrize("change", [{"valid_until": day(2021)}, {"valid_until": None}, {"valid_until": day(2020)}])
def test_an_update_is_watched_too(unit: Unit, change: dict[str, Any]) -> None:
    first = UnitVersion.objects.filter(unit=unit).earliest("valid_from")
    allowed = change["valid_until"] == day(2020)
    for attempt in ("save", "update"):
        try:
            with transaction.atomic():
                if attempt == "save":
                    UnitVersion(**{**vars_of(first), **change}).save(force_update=True)
                else:
                    UnitVersion.objects.filter(pk=first.pk).update(**change)
        except IntegrityError:
            assert not allowed, attempt
        else:
            assert allowed, attempt


def vars_of(row: UnitVersion) -> dict[str, Any]:
    """The values of a row by column."""
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def test_saving_the_same_row_again_is_no_overlap_with_itself(unit: Unit) -> None:
    row = UnitVersion.objects.filter(unit=unit).latest("valid_from")
    row.name = "Tên mới"
    check(row)
    row.save()
    assert UnitVersion.objects.get(pk=row.pk).name == "Tên mới"


def test_a_row_cannot_be_given_to_a_unit_whose_time_is_taken(unit: Unit) -> None:
    other = version(make_unit("000003"), 2012, 2013)
    other.save()
    with pytest.raises(IntegrityError), transaction.atomic():
        UnitVersion.objects.filter(pk=other.pk).update(unit=unit)


def test_the_constraint_is_written_into_migrations_and_compared() -> None:
    one = NoOverlap(name="x", keys=("unit",))
    path, args, kwargs = one.deconstruct()
    assert path == "hientai.base.constraints.NoOverlap" and args == ()
    assert NoOverlap(**kwargs) == one and hash(NoOverlap(**kwargs)) == hash(one)
    assert NoOverlap(name="x", keys=("event",)) != one


def test_a_form_without_the_key_is_not_asked(unit: Unit) -> None:
    version(unit, 2011, 2012).full_clean(exclude=["unit", "parent", "opened_by", "closed_by"])


def migrate(operation: Any) -> None:
    """Carry out one migration operation on the tables as they are."""
    before = ProjectState.from_apps(apps)
    after = before.clone()
    operation.state_forwards("org", after)
    with connection.schema_editor() as editor:
        operation.database_forwards("org", editor, before, after)


def is_refused(unit: Unit) -> bool:
    """True when a version inside 2010–2015 cannot be saved."""
    try:
        with transaction.atomic():
            version(unit, 2012, 2013).save()
            transaction.set_rollback(True)
    except IntegrityError:
        return True
    return False


@pytest.mark.django_db(transaction=True)
def test_migrations_drop_it_add_it_and_carry_it_through_a_remade_table() -> None:
    unit = make_unit("000009")
    version(unit, 2010, 2015).save()
    constraint = next(c for c in UnitVersion._meta.constraints if isinstance(c, NoOverlap))
    remove, add = RemoveConstraint("unitversion", constraint.name), AddConstraint("unitversion", constraint)
    before = ProjectState.from_apps(apps)
    without = before.clone()
    remove.state_forwards("org", without)
    assert is_refused(unit)
    with connection.schema_editor() as editor:
        remove.database_forwards("org", editor, before, without)
    assert not is_refused(unit)
    with connection.schema_editor() as editor:
        add.database_forwards("org", editor, without, before)
    assert is_refused(unit)
    migrate(AlterField("unitversion", "name", models.CharField("tên", max_length=299)))
    assert is_refused(unit)
    migrate(AlterField("unitversion", "name", models.CharField("tên", max_length=300)))
    install()  # as after every migration: the audit's own triggers go with a remade table
