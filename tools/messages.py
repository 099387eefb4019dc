"""Messages to translate: found, kept and compiled without GNU gettext (which does not see those inside f-strings).

The source speaks Vietnamese and needs no catalogue; `locale/en` translates it. `python tools/messages.py` adds new
messages to the catalogue with an empty translation, drops those no longer used, compiles it and prints what is missing.
"""

from __future__ import annotations

import ast
import re
import struct
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "hientai"
CATALOGUE = PACKAGE / "locale" / "en" / "LC_MESSAGES" / "django.po"
SINGLE = {"_", "gettext", "gettext_lazy", "gettext_noop"}
PLURAL = {"ngettext", "ngettext_lazy"}
WITH_CONTEXT = {"pgettext", "pgettext_lazy"}
CALL = re.compile(r"(?<!\w)(?:n?gettext|pgettext|_)\(")
HEADER = (
    "Project-Id-Version: hientai\nLanguage: en\nMIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\n"
    "Content-Transfer-Encoding: 8bit\nPlural-Forms: nplurals=2; plural=(n != 1);\n"
)


@dataclass(frozen=True, order=True, slots=True)
class Message:
    """A text of the source, with its plural or its context where it has one."""

    text: str
    plural: str = ""
    context: str = ""


Translations = Mapping[Message, tuple[str, ...]]


def _message(name: str, arguments: list[ast.expr]) -> Message | None:
    words = [one.value for one in arguments if isinstance(one, ast.Constant) and isinstance(one.value, str)]
    if name in SINGLE and words and words[0]:
        return Message(words[0])
    if name in PLURAL and len(words) >= 2:
        return Message(words[0], plural=words[1])
    if name in WITH_CONTEXT and len(words) >= 2:
        return Message(words[1], context=words[0])
    return None


def in_python(source: str) -> Iterator[Message]:
    """Messages of calls to gettext and its kin, with a literal text."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            message = _message(name, node.args)
            if message is not None:
                yield message


def in_template(source: str) -> Iterator[Message]:
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


def wanted(package: Path) -> set[Message]:
    """Every message of a source tree."""
    found: set[Message] = set()
    for path in package.rglob("*.py"):
        found.update(in_python(path.read_text(encoding="utf-8")))
    for path in package.rglob("templates/**/*"):
        if path.suffix in (".html", ".txt"):
            found.update(in_template(path.read_text(encoding="utf-8")))
    return found


def read(text: str) -> dict[Message, tuple[str, ...]]:
    """The messages of a catalogue (.po) and their translations; an empty string is not translated yet."""
    found: dict[Message, tuple[str, ...]] = {}
    for block in re.split(r"\n\s*\n", text):
        parts: dict[str, str] = {}
        keyword = ""
        for line in block.splitlines():
            match = re.match(r'(msgctxt|msgid_plural|msgid|msgstr(?:\[\d\])?)?\s*(".*")$', line)
            if match:
                keyword = match[1] or keyword
                parts[keyword] = parts.get(keyword, "") + ast.literal_eval(match[2])
        if parts.get("msgid"):
            message = Message(parts["msgid"], parts.get("msgid_plural", ""), parts.get("msgctxt", ""))
            found[message] = tuple(text for name, text in sorted(parts.items()) if name.startswith("msgstr"))
    return found


def write(translations: Translations) -> str:
    """The text of a catalogue, in the order of the messages, without dates or line numbers that would churn."""

    def quoted(text: str) -> str:
        escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
        return f'"{escaped}"'

    blocks = ['msgid ""\nmsgstr ""\n' + "\n".join(quoted(line) for line in HEADER.splitlines(keepends=True))]
    for message, texts in sorted(translations.items()):
        lines = [f"msgctxt {quoted(message.context)}"] if message.context else []
        lines.append(f"msgid {quoted(message.text)}")
        if message.plural:
            lines.append(f"msgid_plural {quoted(message.plural)}")
            lines += [f"msgstr[{number}] {quoted(text)}" for number, text in enumerate(texts)]
        else:
            lines.append(f"msgstr {quoted(texts[0])}")
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks) + "\n"


def compiled(translations: Translations) -> bytes:
    """The catalogue in the binary form (.mo) that Python's gettext reads."""
    entries = {b"": HEADER.encode()}
    for message, texts in translations.items():
        if all(texts):
            key = f"{message.context}\x04{message.text}" if message.context else message.text
            key += f"\0{message.plural}" if message.plural else ""
            entries[key.encode()] = "\0".join(texts).encode()
    keys = sorted(entries)
    start = 28 + 16 * len(keys)
    tables: list[bytes] = []
    body = b""
    for words in (keys, [entries[key] for key in keys]):
        for word in words:
            tables.append(struct.pack("<II", len(word), start + len(body)))
            body += word + b"\0"
    head = struct.pack("<IIIIIII", 0x950412DE, 0, len(keys), 28, 28 + 8 * len(keys), 0, start)
    return head + b"".join(tables) + body


def merged(messages: Iterable[Message], known: Translations) -> dict[Message, tuple[str, ...]]:
    """The catalogue of exactly these messages, with what was translated before."""
    return {message: known.get(message, ("", "") if message.plural else ("",)) for message in messages}


def main() -> int:
    """Update and compile the catalogue, print what lacks English; 0 when nothing does."""
    from django.conf import settings

    if not settings.configured:
        settings.configure()
    known = read(CATALOGUE.read_text(encoding="utf-8")) if CATALOGUE.exists() else {}
    translations = merged(wanted(PACKAGE), known)
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    CATALOGUE.write_text(write(translations), encoding="utf-8")
    CATALOGUE.with_suffix(".mo").write_bytes(compiled(translations))
    missing = sorted(message.text for message, texts in translations.items() if not all(texts))
    print("\n".join(missing))
    print(f"{len(translations)} messages, {len(missing)} without English", file=sys.stderr)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
