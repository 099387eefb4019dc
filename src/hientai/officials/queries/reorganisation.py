"""What people hold at units that a plan ends: posts, pool entries, rights, accounts."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from hientai.access.models import Grant, User
from hientai.officials.models import Appointment, Official, SuccessionEntry
from hientai.org.codes import ItemKind
from hientai.org.queries.reorganisations import Item, PlanShape


def people_items(shape: PlanShape) -> list[Item]:
    """Everything of people that needs a place when the plan is carried out; five queries, none when nothing ends."""
    if not shape.asks or shape.on is None:
        return []
    ids, on = list(shape.unit_ids), shape.on
    return [*_posts(ids, on), *_bare(ids, on), *_pools(ids, on), *_grants(ids, on), *_accounts(ids)]


def open_posts(unit_ids: list[int], on: date) -> Q:
    """Posts at these units that are held on the day or begin after it."""
    return Q(unit_id__in=unit_ids) & (Q(valid_until=None) | Q(valid_until__gt=on))


def _posts(ids: list[int], on: date) -> list[Item]:
    rows = Appointment.objects.filter(open_posts(ids, on), official__merged_into=None).select_related(
        "official", "title", "unit"
    )
    return [
        Item(ItemKind.APPOINTMENT, a.pk, f"{a.official.full_name} – {a.title.label}", a.title.label, a.unit.name,
             a.official_id)
        for a in rows.order_by("unit__sort_order", "unit__sort_key", "-title__rank", "official__name_key")
    ]  # fmt: skip


def _bare(ids: list[int], on: date) -> list[Item]:
    """Officials counted at a unit without a post held anywhere on the day."""
    holding = Appointment.objects.filter(Q(valid_until=None) | Q(valid_until__gt=on)).values("official_id")
    people = Official.objects.working().filter(current_unit_id__in=ids).exclude(pk__in=holding)
    return [
        Item(ItemKind.PERSON, p.pk, p.full_name, "Không giữ chức vụ", str(p.current_unit), p.pk)
        for p in people.select_related("current_unit").order_by("name_key")
    ]


def _pools(ids: list[int], on: date) -> list[Item]:
    rows = SuccessionEntry.objects.filter(Q(exited_on=None) | Q(exited_on__gt=on), unit_id__in=ids)
    rows = rows.filter(official__merged_into=None).select_related("official", "title", "unit", "term")
    return [
        Item(ItemKind.SUCCESSION, e.pk, f"{e.official.full_name} – {e.title.label}", f"{e.title.label}, {e.term.label}",
             e.unit.name, e.official_id)
        for e in rows.order_by("unit__sort_key", "official__name_key")
    ]  # fmt: skip


def _grants(ids: list[int], on: date) -> list[Item]:
    rows = Grant.objects.filter(Q(valid_until=None) | Q(valid_until__gt=on), unit_id__in=ids)
    return [
        Item(ItemKind.GRANT, g.pk, f"{g.user.full_name} – {g.get_role_display()}", g.get_role_display(), g.unit.name)
        for g in rows.select_related("user", "unit").order_by("unit__sort_key", "id")
    ]


def _accounts(ids: list[int]) -> list[Item]:
    users = User.objects.filter(unit_id__in=ids, is_active=True).select_related("unit")
    return [Item(ItemKind.ACCOUNT, u.pk, u.full_name, "Tài khoản", u.unit.name if u.unit else "") for u in users]
