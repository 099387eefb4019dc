"""One audited way to save reference data (code lists, titles, legal tables); people have their own operations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models

from hientai.base.actor import Actor
from hientai.base.errors import BadInput
from hientai.base.operation import note, operation
from hientai.base.privacy import Privacy, privacy_of

Row = TypeVar("Row", bound=models.Model)
OPEN = {Privacy.PUBLIC, Privacy.INTERNAL}


def is_reference(model: type[models.Model]) -> bool:
    """True for a table without a word about people: only such tables may be saved without an operation of their own."""
    return all(privacy_of(model, field.name) in OPEN for field in model._meta.concrete_fields)


@operation("base.save_record", "Sửa dữ liệu dùng chung")
def save_record(
    *, by: Actor, model: type[Row], values: Mapping[str, Any], pk: int | None = None, reason: str, document: str = ""
) -> Row:
    """This operation adds a row of reference data (``pk`` None) or changes one, citing why.

    Raises BadInput with the errors by field, when nothing would change, and for a row that is gone; TypeError for a
    table that holds personal data.
    """
    if not is_reference(model):
        raise TypeError(f"{model._meta.label} holds personal data: it has operations of its own")
    row = model._default_manager.select_for_update().filter(pk=pk).first() if pk is not None else model()
    if row is None:
        raise BadInput("Dòng này không còn; hãy tải lại trang.")
    changed = [name for name, value in values.items() if pk is None or getattr(row, name) != value]
    if not changed:
        raise BadInput("Chưa có thay đổi nào để ghi.")
    for name in changed:
        setattr(row, name, values[name])
    try:
        row.full_clean()
    except ValidationError as error:
        raise _as_bad_input(error) from error
    row.save()
    note(row, reason=reason, document=document, detail={"is_new": pk is None, "fields": sorted(changed)})
    return row


def _as_bad_input(error: ValidationError) -> BadInput:
    fields = {name: " ".join(texts) for name, texts in error.message_dict.items() if name != NON_FIELD_ERRORS}
    general = " ".join(error.message_dict.get(NON_FIELD_ERRORS, []))
    return BadInput(general or "Có ô chưa đúng; xem bên dưới.", fields=fields)
