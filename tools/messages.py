"""Messages to translate, found without GNU gettext: in Python by its syntax, in templates by Django's own reader.

`python tools/messages.py` prints the messages of src that locale/en does not translate yet.
"""

from __future__ import annotations

import ast
import gettext
import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "hientai"
SINGLE = {"_", "gettext", "gettext_lazy", "gettext_noop"}
PLURAL = {"ngettext", "ngettext_lazy"}
WITH_CONTEXT = {"pgettext", "pgettext_lazy"}
CALL = re.compile(r"(?<!\w)(?:n?gettext|pgettext|_)\(")


def _texts(arguments: list[ast.expr]) -> Iterator[str]:
    for argument in arguments:
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
            yield argument.value


def in_python(source: str) -> Iterator[str]:
    """Messages of calls to gettext and its kin, with a literal text."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name in SINGLE | PLURAL:
            yield from _texts(node.args[:1])
        elif name in WITH_CONTEXT:
            yield from _texts(node.args[1:2])


def in_template(source: str) -> Iterator[str]:
    """Messages of {% translate %}, {% blocktranslate %} and _() in a template."""
    from django.utils.translation.template import templatize

    written = templatize(source)
    for match in CALL.finditer(written):
        end = match.end()
        while (end := written.find(")", end) + 1) > 0:
            try:
                call = ast.unparse(ast.parse(written[match.start() : end], mode="eval"))
            except SyntaxError:
                continue  # the bracket belongs to the message
            yield from in_python(call)
            break


def wanted(package: Path) -> set[str]:
    """Every message of a source tree."""
    found: set[str] = set()
    for path in package.rglob("*.py"):
        found.update(in_python(path.read_text(encoding="utf-8")))
    for path in package.rglob("templates/**/*"):
        if path.suffix in (".html", ".txt"):
            found.update(in_template(path.read_text(encoding="utf-8")))
    return found - {""}


def translated(catalogue: Path) -> set[str]:
    """The messages that a compiled catalogue (.mo) translates; empty when there is none."""
    if not catalogue.exists():
        return set()
    with catalogue.open("rb") as file:
        messages = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
    keys = (key[0] if isinstance(key, tuple) else key for key, text in messages.items() if text)
    return {key.rsplit("\x04", 1)[-1] for key in keys if key}


def main() -> int:
    """Print what is missing; 0 when nothing is."""
    missing = sorted(wanted(PACKAGE) - translated(PACKAGE / "locale" / "en" / "LC_MESSAGES" / "django.mo"))
    print("\n".join(missing))
    print(f"{len(missing)} messages without English", file=sys.stderr)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
