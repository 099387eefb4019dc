"""Every message that people see in Vietnamese exists in English too."""

from __future__ import annotations

import gettext
import io
import re

import pytest

from tests.house.discovery import ROOT
from tests.house.test_guards import tool

messages = tool("messages")
Message = messages.Message
CATALOGUE = messages.read(messages.CATALOGUE.read_text(encoding="utf-8"))


def test_english_is_complete() -> None:
    translated = {message for message, texts in CATALOGUE.items() if all(texts)}
    assert messages.wanted(ROOT / "src" / "hientai") - translated == set(), "translate them in locale/en, make i18n"


def test_the_compiled_catalogue_is_that_of_the_text() -> None:
    assert messages.CATALOGUE.with_suffix(".mo").read_bytes() == messages.compiled(CATALOGUE), "run `make i18n`"


@pytest.mark.parametrize("message", CATALOGUE, ids=lambda message: message.text[:40])
def test_placeholders_survive_translation(message: object) -> None:
    def placeholders(text: str) -> set[str]:
        return set(re.findall(r"%\(\w+\)[sd]|\{\w*\}|%[sd]", text))

    for text in CATALOGUE[message]:
        assert placeholders(text) == placeholders(message.text)  # type: ignore[attr-defined]


def test_messages_are_found_in_python() -> None:
    source = "_('một'); ngettext('%d người', '%d ng', n); pgettext('ctx', 'hai'); _(name); other('ba'); f\"{_('bốn')}\""
    found = {Message("một"), Message("%d người", plural="%d ng"), Message("hai", context="ctx"), Message("bốn")}
    assert set(messages.in_python(source)) == found


def test_messages_are_found_in_templates() -> None:
    source = """{% load i18n %}{% translate "Cán bộ (nữ)" %}{% translate 'a "b"' as x %}{{ _("ba (3)") }}
    {% blocktranslate count n=rows %}{{ n }} dòng{% plural %}{{ n }} dong{% endblocktranslate %}<p>chữ thường</p>"""
    found = {Message("Cán bộ (nữ)"), Message('a "b"'), Message("ba (3)"), Message("%(n)s dòng", plural="%(n)s dong")}
    assert set(messages.in_template(source)) == found


def test_a_catalogue_is_read_as_it_was_written_and_compiles_for_gettext() -> None:
    known = {
        Message('nói "có"\n'): ('say "yes"\n',),
        Message("%d dòng", plural="%d dòng"): ("%d row", "%d rows"),
        Message("Nam", context="giới tính"): ("Male",),
        Message("chưa dịch"): ("",),
    }
    assert messages.read(messages.write(known)) == known
    english = gettext.GNUTranslations(io.BytesIO(messages.compiled(known)))
    assert english.gettext('nói "có"\n') == 'say "yes"\n'
    assert english.ngettext("%d dòng", "%d dòng", 2) == "%d rows"
    assert english.pgettext("giới tính", "Nam") == "Male"
    assert english.gettext("chưa dịch") == "chưa dịch"
