"""Every model speaks Vietnamese, is in the glossary, says how private each field is, and points down the stairs."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import models
from django.test.utils import isolate_apps

from hientai.base.privacy import Privacy, privacy_of
from tests.house.discovery import FLOORS, ROOT, own_models

MODELS = own_models()
# Words that are Vietnamese although no letter carries a mark, and names that stay as they are.
PLAIN_WORDS = {"email", "url", "ip", "json", "xem", "vai", "quy mô", "tham gia", "khoa", "phong trào"}
# The audit and the jobs know the user who acted (with the name frozen beside it): the one exemption of the stairs.
MAY_POINT_AT_THE_USER = {"base", "org"}


def is_vietnamese(text: object) -> bool:
    """True when a name carries a Vietnamese letter, or is one of the few words that carry none."""
    words = str(text)
    return any(ord(letter) > 127 for letter in words) or words.lower() in PLAIN_WORDS


def written_fields(model: Any) -> list[Any]:
    """The fields that somebody wrote: no automatic key, no reverse side."""
    return [field for field in model._meta.get_fields() if field.concrete and not field.auto_created]


def faults_of_names(model: Any) -> list[str]:
    """Names that are missing, made up by Django, or not Vietnamese."""
    faults = []
    if "verbose_name" not in model._meta.original_attrs or not is_vietnamese(model._meta.verbose_name):
        faults.append("the model has no Vietnamese verbose_name")
    inherited = {"password", "last_login", "is_superuser"}
    for field in written_fields(model):
        given = getattr(field, "_verbose_name", None)
        if field.name not in inherited and (given is None or not is_vietnamese(given)):
            faults.append(f"{field.name} has no Vietnamese verbose_name")
    if not (model.__doc__ or "").strip() or re.match(rf"{model.__name__}\(.*\)$", model.__doc__ or ""):
        faults.append("the model has no docstring")
    return faults


def faults_of_privacy(model: Any) -> list[str]:
    """Fields without a privacy class, and classes for fields that do not exist."""
    names = {field.name for field in written_fields(model)}
    faults = [f"{name} has no privacy class" for name in names if not isinstance(privacy_of(model, name), Privacy)]
    known = names | {"*", "id", model._meta.pk.name}
    declared = getattr(model, "privacy", {})
    return faults + [f"privacy names {name}, which is no field" for name in declared if name not in known]


def faults_of_stairs(model: Any) -> list[str]:
    """Foreign keys that climb the stairs, or that add an attribute to a model of another room."""
    faults = []
    own = model._meta.app_label
    for field in written_fields(model):
        if not field.is_relation or field.related_model is None:
            continue
        other = field.related_model._meta.app_label
        if other not in FLOORS or own not in FLOORS or other == own:
            continue
        exempt = own in MAY_POINT_AT_THE_USER and field.related_model._meta.label == "access.User"
        if FLOORS[other] >= FLOORS[own] and not exempt:
            faults.append(f"{field.name} points up the stairs, at {other}")
        if not field.remote_field.hidden:  # Django rewrites the "+" of many-to-many fields
            faults.append(f'{field.name} crosses rooms without related_name="+"')
    return faults


def glossary_terms() -> set[str]:
    """The code terms that the glossary explains: the first cell of a row, in backticks."""
    text = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    return set(re.findall(r"^\| `([A-Za-z]+)` \|", text, flags=re.MULTILINE))


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_model_has_vietnamese_names(model: Any) -> None:
    assert faults_of_names(model) == []


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_field_has_a_privacy_class(model: Any) -> None:
    assert faults_of_privacy(model) == []


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_foreign_keys_point_down_the_stairs(model: Any) -> None:
    assert faults_of_stairs(model) == []


def test_every_model_is_in_the_glossary() -> None:
    assert {model.__name__ for model in MODELS} - glossary_terms() == set()


def test_the_walk_finds_models() -> None:
    assert {"base.Act", "org.Unit"} <= {model._meta.label for model in MODELS}


@isolate_apps("hientai.org", "hientai.officials")
def test_a_careless_model_is_caught() -> None:
    class Person(models.Model):
        name = models.CharField(max_length=10)

        class Meta:
            app_label = "officials"

    class Room(models.Model):
        privacy = {"*": Privacy.INTERNAL, "ghost": Privacy.INTERNAL}

        holder = models.ForeignKey(Person, models.CASCADE, verbose_name="người giữ")

        class Meta:
            app_label = "org"
            verbose_name = "phòng"

    assert len(faults_of_names(Person)) == 3
    assert faults_of_privacy(Person) == ["name has no privacy class"]
    assert faults_of_privacy(Room) == ["privacy names ghost, which is no field"]
    assert faults_of_stairs(Room) == [
        "holder points up the stairs, at officials",
        'holder crosses rooms without related_name="+"',
    ]
