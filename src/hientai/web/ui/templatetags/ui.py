"""Template library ``ui``: figures, dates, icons, addresses and small state marks."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from typing import Any

from django import template
from django.http import QueryDict
from django.template.context import Context
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from hientai.base.clock import today
from hientai.web.ui import formats
from hientai.web.ui.icons import ICONS
from hientai.web.ui.verdicts import verdict_face

register = template.Library()


@register.filter
def vi_date(value: object) -> str:
    """``19/05/2026``; a datetime is shown in local time without its hour."""
    if isinstance(value, dt.datetime):
        value = timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return formats.write_date(value) if isinstance(value, dt.date) else formats.write_partial_date(value)


@register.filter
def vi_moment(value: dt.datetime | None) -> str:
    """``14:05 19/05/2026`` in local time."""
    if value is not None and timezone.is_aware(value):
        value = timezone.localtime(value)
    return formats.write_moment(value)


@register.filter
def partial_date(value: object) -> str:
    """``2010``, ``05/2010`` or ``19/05/2010``, as much as is known."""
    return formats.write_partial_date(value)


@register.filter
def vi_number(value: object, places: int | None = None) -> str:
    """``1.234.567,5``; the argument fixes the decimals."""
    return formats.write_number(value, places)


@register.filter
def vi_share(value: object, places: int = 2) -> str:
    """``0.4375`` → ``43,75%``."""
    return formats.write_share(value, places)


@register.filter
def money(value: object) -> str:
    """``1250000`` → ``1.250.000 ₫``."""
    return formats.write_money(value)


@register.filter
def display(value: object) -> SafeString:
    """Any value in its usual form; nothing becomes a grey dash."""
    return formats.display(value)


@register.filter
def initials(name: object) -> str:
    """Two letters for an avatar: the first of the middle part and of the given name, as people are called here."""
    words = str(name or "").split()
    return "".join(word[0] for word in words[-2:]).upper()


def _fold(text: str) -> tuple[str, list[int]]:
    """Return the text without marks and case, and for each folded character the index it came from."""
    folded: list[str] = []
    origin: list[int] = []
    for index, char in enumerate(text):
        plain = "d" if char in "đĐ" else unicodedata.normalize("NFD", char)
        for piece in plain:
            if not unicodedata.combining(piece):
                folded.append(piece.lower())
                origin.append(index)
    return "".join(folded), origin


@register.filter
def highlight(text: object, words: str) -> SafeString:
    """Wrap each searched word in ``<mark>``, whether or not it was typed with its diacritics."""
    source = unicodedata.normalize("NFC", str(text))
    terms = [_fold(unicodedata.normalize("NFC", word))[0] for word in str(words or "").split()]
    terms = [term for term in terms if term]
    if not terms:
        return SafeString(conditional_escape(source))
    folded, origin = _fold(source)
    pattern = "|".join(re.escape(term) for term in sorted(terms, key=len, reverse=True))
    pieces: list[str] = []
    done = 0
    for found in re.finditer(pattern, folded):
        start, end = origin[found.start()], origin[found.end() - 1] + 1
        if start < done:
            continue
        pieces += [escape(source[done:start]), "<mark>", escape(source[start:end]), "</mark>"]
        done = end
    return mark_safe("".join(pieces) + escape(source[done:]))  # noqa: S308


@register.simple_tag(takes_context=True)
def querystring_with(context: Context, **changes: object) -> str:
    """Return ``?…`` of the current address with parameters replaced; ``None`` or empty removes one, a list sets all."""
    request = context.get("request")
    query = request.GET.copy() if request is not None else QueryDict(mutable=True)
    for key, value in changes.items():
        if value is None or value == "":
            query.pop(key, None)
        elif isinstance(value, list | tuple):
            query.setlist(key, [str(item) for item in value])
        else:
            query[key] = str(value)
    return f"?{query.urlencode()}" if query else "?"


@register.simple_tag(takes_context=True)
def hidden_inputs(context: Context, *leave_out: str) -> SafeString:
    """Return the current GET parameters as hidden fields, so that a GET form keeps what it does not ask."""
    request = context.get("request")
    if request is None:
        return SafeString("")
    fields = [
        format_html('<input type="hidden" name="{}" value="{}">', key, value)
        for key, values in request.GET.lists()
        for value in values
        if key not in leave_out
    ]
    return mark_safe("".join(fields))  # noqa: S308


@register.simple_tag
def icon(name: str, label: str = "", css: str = "") -> SafeString:
    """Return an icon of the sprite. With ``label`` it is announced, otherwise hidden from screen readers.

    A name that ``icons.py`` does not declare becomes a point: a missing drawing must not take a page down; a test
    walks every template and names the unknown ones.
    """
    if name not in ICONS:
        name = "point"
    classes = f"ht-icon {css}".strip()
    address = f"{static('ui/icons.svg')}#{name}"
    if label:
        return format_html(
            '<svg class="{}" role="img" aria-label="{}"><use href="{}"></use></svg>', classes, label, address
        )
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}"></use></svg>', classes, address)


@register.simple_tag
def badge(text: object, kind: str = "", icon_name: str = "") -> SafeString:
    """Return a status mark; ``kind`` is ``ok``, ``warn``, ``bad``, ``info``, ``brand`` or empty."""
    css = f"ht-badge ht-badge--{kind}" if kind else "ht-badge"
    return format_html('<span class="{}">{}{}</span>', css, icon(icon_name) if icon_name else "", text)


@register.simple_tag
def verdict(code: str, text: str = "") -> SafeString:
    """Return the mark of a verdict: ``met``, ``missing``, ``owed``, ``unconfirmed``; ``text`` replaces its words."""
    face = verdict_face(code)
    return format_html(
        '<span class="ht-badge ht-verdict--{}">{}{}</span>', face.code, icon(face.icon), text or face.label
    )


@register.simple_tag
def delta(value: Any, unit: str = "", good: str = "up", places: int | None = None) -> SafeString:
    """Return a signed change, e.g. ``+63 người``; ``good`` is the welcome direction: ``up``, ``down`` or ``none``."""
    if value is None:
        return SafeString("")
    rising, falling = value > 0, value < 0
    tone = ""
    if good != "none" and (rising or falling):
        tone = " ht-delta--good" if rising == (good == "up") else " ht-delta--bad"
    sign = "+" if rising else ""
    arrow = icon("trending-up") if rising else icon("trending-down") if falling else ""
    words = _("không đổi") if not (rising or falling) else f"{sign}{formats.write_number(value, places)} {unit}".strip()
    return format_html('<span class="ht-delta{}">{} {}</span>', tone, arrow, words)


@register.filter
def is_past(day: object) -> bool:
    """Whether an "as of" day lies before today: the page then shows history and says so."""
    return isinstance(day, dt.date) and day < today()


@register.simple_tag(takes_context=True)
def block_again(context: Context, name: str) -> str:
    """Render a block a second time, e.g. the page title as the heading; a page then states it once."""
    blocks = context.render_context.get(BLOCK_CONTEXT_KEY)
    block = blocks.get_block(name) if blocks is not None else None
    return SafeString(block.nodelist.render(context).strip()) if block is not None else SafeString("")
