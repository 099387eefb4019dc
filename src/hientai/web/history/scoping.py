"""Who may read which part of the history: by subtree for the log, by the thing itself for the history of a thing."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import CharField, Q
from django.db.models.functions import Cast

from hientai.access.codes import Permission as P
from hientai.access.queries import Scope
from hientai.base.models import Act, ReadEntry
from hientai.base.privacy import Privacy, privacy_of
from hientai.base.records import is_reference
from hientai.officials.models import Official
from hientai.officials.queries.scope import visible_officials

RIGHT_FOR = {Privacy.PERSONAL: P.VIEW_PEOPLE, Privacy.SENSITIVE: P.VIEW_SENSITIVE, Privacy.IDENTITY: P.VIEW_IDENTITY}
EDITORS = (P.EDIT_PEOPLE, P.EDIT_CODES, P.EDIT_UNITS, P.EDIT_STANDARDS, P.EDIT_SCHEMES, P.MANAGE_ACCESS)


def sees_everything(held: Scope) -> bool:
    """True when the right to the audit is held over the whole installation."""
    return any(area.is_whole for area in held.areas_with(P.VIEW_AUDIT))


def visible_acts(held: Scope) -> Any:
    """Acts done by people of one's units, or done to officials one may see; all of them at the root."""
    if sees_everything(held):
        return Act.objects.all()
    people = visible_officials(held).annotate(text=Cast("pk", CharField())).values("text")
    return Act.objects.filter(
        Q(acting_unit_id__in=held.units(P.VIEW_AUDIT).values("pk"))
        | Q(subject_type="officials.official", subject_id__in=people)
    )


def visible_readings(held: Scope) -> Any:
    """The reading log of one's units' accounts; all of it at the root."""
    if sees_everything(held):
        return ReadEntry.objects.all()
    return ReadEntry.objects.filter(user__unit__in=held.units(P.VIEW_AUDIT))


def model_of(label: str) -> type[models.Model] | None:
    """The model of a label such as "officials.official", of our rooms only."""
    try:
        found = apps.get_model(label)
    except (LookupError, ValueError):
        return None
    return found if found.__module__.startswith("hientai.") else None


def official_of(row: models.Model) -> int | None:
    """The id of the official that a row is about, if any."""
    return row.pk if isinstance(row, Official) else getattr(row, "official_id", None)


def may_read_history_of(held: Scope, row: models.Model) -> bool:
    """People's rows follow the scope of people; reference data are open to editors; the rest needs VIEW_AUDIT."""
    official_id = official_of(row)
    if official_id is not None:
        return visible_officials(held).filter(pk=official_id).exists()
    if held.has(P.VIEW_AUDIT):
        return True
    return is_reference(type(row)) and any(held.has(p) for p in EDITORS)


def may_see_field(held: Scope, model: type[models.Model], field: str) -> bool:
    """Whether this reader may see values of this field; whatever hangs on a person tells about the person."""
    found = privacy_of(model, field) or Privacy.PERSONAL
    if found not in RIGHT_FOR and "official_id" in {f.attname for f in model._meta.concrete_fields}:
        found = Privacy.PERSONAL
    right = RIGHT_FOR.get(found)
    return right is None or held.has(right)


def may_see_label(held: Scope, label: str) -> bool:
    """Whether this reader may see what a subject is called: people's names need the right to see people."""
    model = model_of(label)
    if model is None or is_reference(model) or label == "access.user":
        return True
    return held.has(P.VIEW_PEOPLE)
