"""The chain of acts: each carries the hash of the one before, so that a removed or altered act shows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import Exists, OuterRef

from hientai.base.operation import Running

GENESIS = "0" * 64


def _digest(content: dict[str, Any]) -> str:
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def changes_digest(key: str) -> tuple[int, str]:
    """How many row changes belong to this act key, and the SHA-256 over them in order of their ids."""
    from hientai.base.models import RowChange

    sha = hashlib.sha256()
    count = 0
    rows = RowChange.objects.filter(act_key=key).order_by("id").values_list("table_name", "row_id", "op", "diff")
    for table, row, op, diff in rows.iterator(chunk_size=5000):
        text = "" if diff is None else json.dumps(diff, ensure_ascii=False, sort_keys=True)
        sha.update(f"{table}|{row}|{op}|{text}\n".encode())
        count += 1
    return count, sha.hexdigest()


def append_acts(current: Running) -> None:
    """Write the acts of the operation that is ending, chained to the last one, under the lock of the chain's head."""
    from hientai.base.models import Act, AuditHead

    head, _ = AuditHead.objects.select_for_update().get_or_create(pk=1, defaults={"hash": GENESIS})
    count, digest = changes_digest(current.key)
    previous = head.hash
    acts = []
    now = datetime.now(UTC)
    for draft in current.acts:
        act = Act(
            key=current.key,
            at=now,
            actor_user_id=current.by.user_id,
            actor_name=current.by.name,
            acting_unit_id=current.by.unit_id,
            acting_unit_name=current.by.unit_name,
            source=current.by.source,
            request_id=current.by.request_id,
            dated_on=current.by.today,
            action=draft.action,
            subject_type=draft.subject_type,
            subject_id=draft.subject_id,
            subject_label=draft.subject_label,
            reason=draft.reason,
            document=draft.document,
            detail=draft.detail,
            changes_count=count,
            changes_digest=digest,
            previous_hash=previous,
        )
        act.hash = previous = _digest(act_content(act))
        acts.append(act)
    Act.objects.bulk_create(acts)
    AuditHead.objects.filter(pk=1).update(hash=previous)


def act_content(act: Any) -> dict[str, Any]:
    """What the hash of an act covers: everything but the hash itself and the row's number."""
    names = [f.attname for f in act._meta.concrete_fields if f.attname not in ("id", "hash")]
    content = {name: getattr(act, name) for name in names}
    content["at"] = act.at.astimezone(UTC).isoformat()
    content["dated_on"] = act.dated_on.isoformat()
    return content


@dataclass(frozen=True, slots=True)
class BrokenLink:
    """A place where the chain does not hold: the act's id (0: no act is left to point at) and what is wrong with it."""

    act_id: int
    problem: str


def verify_chain(*, with_changes: bool = False) -> Iterator[BrokenLink]:
    """Walk all acts in order and yield every place where the chain or (if asked) the row changes do not hold.

    Found: an act altered, removed (in the middle or at the end) or slipped in; and, with the changes, a row change
    altered, removed, added to an act afterwards, or carrying the key of an act that is not there.
    """
    from hientai.base.models import Act, AuditHead

    previous = GENESIS
    checked: set[str] = set()
    for act in Act.objects.order_by("id").iterator(chunk_size=2000):
        if act.previous_hash != previous:
            yield BrokenLink(act.pk, "không nối với hành vi liền trước (có hành vi bị xóa, chèn hoặc sửa)")
        if _digest(act_content(act)) != act.hash:
            yield BrokenLink(act.pk, "nội dung đã bị sửa")
        if with_changes and act.key not in checked:
            checked.add(act.key)
            if changes_digest(act.key) != (act.changes_count, act.changes_digest):
                yield BrokenLink(act.pk, "các thay đổi dòng dữ liệu không khớp")
        previous = act.hash
    head = AuditHead.objects.filter(pk=1).first()
    if (head.hash if head else GENESIS) != previous:
        yield BrokenLink(0, "cuối chuỗi không khớp: thiếu hành vi ở cuối, hoặc đầu mối của chuỗi bị sửa")
    if with_changes:
        yield from _strays()


def _strays() -> Iterator[BrokenLink]:
    from hientai.base.models import Act, RowChange

    known = Act.objects.filter(key=OuterRef("act_key"))
    strays = RowChange.objects.exclude(act_key=None).filter(~Exists(known)).order_by("act_key")
    for key in strays.values_list("act_key", flat=True).distinct():
        yield BrokenLink(0, f"có thay đổi dữ liệu mang khóa {key} mà không có hành vi nào")


def changes_without_act() -> int:
    """How many row changes were made behind the operations (raw SQL, a shell): recorded, but nobody signed them."""
    from hientai.base.models import RowChange

    return RowChange.objects.filter(act_key=None).count()
