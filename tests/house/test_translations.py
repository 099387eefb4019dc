"""Every message that people see in Vietnamese exists in English too."""

from __future__ import annotations

import pytest

from tests.house.discovery import ROOT
from tests.house.test_guards import tool

messages = tool("messages")
CATALOGUE = ROOT / "src" / "hientai" / "locale" / "en" / "LC_MESSAGES" / "django.mo"


@pytest.mark.skipif(not CATALOGUE.exists(), reason="English is not begun: make i18n")
def test_english_is_complete() -> None:
    assert messages.wanted(ROOT / "src" / "hientai") - messages.translated(CATALOGUE) == set()


def test_messages_are_found_in_python() -> None:
    source = "_('một'); ngettext('%d người', '%d người', n); pgettext('ctx', 'hai'); _(name); other('ba')"
    assert set(messages.in_python(source)) == {"một", "%d người", "hai"}


def test_messages_are_found_in_templates() -> None:
    source = """{% load i18n %}{% translate "Cán bộ (nữ)" %}{% translate 'a "b"' as x %}{{ _("ba (3)") }}
    {% blocktranslate count n=rows %}{{ n }} dòng{% plural %}{{ n }} dòng{% endblocktranslate %}<p>chữ thường</p>"""
    assert set(messages.in_template(source)) == {"Cán bộ (nữ)", 'a "b"', "ba (3)", "%(n)s dòng"}
