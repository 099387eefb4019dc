"""`hientai`: one command, one module per subcommand.

A subcommand module of this package offers ``register(subparsers)``, which adds its parser and sets
``handler`` (a function of the parsed arguments that returns an exit code) as the parser's default. A module that
needs Django says ``NEEDS_DJANGO = True``; Django is then set up just before the handler runs, so that planning on
files starts without it. Exit codes: 0 all went well, 1 refused or something to correct, 2 wrong usage,
70 an unexpected error, 130 interrupted.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.metadata import version
from importlib.util import find_spec
from types import ModuleType

OK, REFUSED, USAGE, UNEXPECTED, INTERRUPTED = 0, 1, 2, 70, 130

# The order is that of the help text. A module that is not there is not listed.
MODULES = (
    "serve", "worker", "init", "demo", "template", "import_file", "export_file", "targets", "gaps", "search", "units",
    "check", "verify_audit", "report", "user", "backup", "plan", "seats", "forecast", "timetable", "bench",
)  # fmt: skip

Handler = Callable[[argparse.Namespace], int]


def command_of(module_name: str) -> str:
    """The command that a module offers: `import_file` offers `import`, since `import` is a keyword."""
    return module_name.removesuffix("_file").replace("_", "-")


def find_modules(argv: Sequence[str] = ()) -> list[ModuleType]:
    """The subcommand modules that exist, in the order of the help text.

    When ``argv`` names a command only its module is loaded: solvers and Django are slow to import.
    """
    present = [name for name in MODULES if find_spec(f"hientai.console.{name}") is not None]
    wanted = next((word for word in argv if not word.startswith("-")), None)
    chosen = [name for name in present if command_of(name) == wanted]
    return [_load(f"hientai.console.{name}") for name in chosen or present]


def _load(name: str) -> ModuleType:
    try:
        return import_module(name)
    except Exception as error:
        # A module that imports models at its top can only be read once the rooms are loaded.
        if type(error).__name__ not in ("AppRegistryNotReady", "ImproperlyConfigured"):
            raise
        set_up_django()
        return import_module(name)


def build_parser(modules: Sequence[ModuleType]) -> argparse.ArgumentParser:
    """The whole command line; each subcommand's parser remembers its module."""
    parser = argparse.ArgumentParser(
        prog="hientai", description="Hiền Tài: đào tạo, bồi dưỡng cán bộ — lập kế hoạch, thực hiện, chứng minh kết quả."
    )
    parser.add_argument("--version", action="version", version=f"hientai {version('hientai')}")
    parser.add_argument("--debug", action="store_true", help="in toàn bộ vết lỗi khi có lỗi bất ngờ")
    subparsers = parser.add_subparsers(dest="command", metavar="LỆNH", title="các lệnh")
    for module in modules:
        known = set(subparsers.choices)
        module.register(subparsers)
        for name in set(subparsers.choices) - known:
            subparsers.choices[name].set_defaults(_module=module)
    return parser


def set_up_django() -> None:
    """Load the settings and the rooms."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hientai.config.settings")
    import django

    django.setup()


def _domain_errors() -> tuple[type[Exception], ...]:
    # Handlers without Django cannot raise these, and need not pay for the import.
    loaded = sys.modules.get("hientai.base.errors")
    return (loaded.DomainError,) if loaded is not None else ()


def report_refusal(error: Exception, *, as_json: bool) -> None:
    """Say in Vietnamese why something was refused: on stderr, and as JSON on stdout when that was asked for."""
    message, fields = str(error), dict(getattr(error, "fields", {}))
    print(f"Không thực hiện được: {message}", file=sys.stderr)
    for name, reason in fields.items():
        print(f"  {name}: {reason}", file=sys.stderr)
    if as_json:
        print(json.dumps({"ok": False, "error": message, "fields": fields}, ensure_ascii=False))


def run(arguments: argparse.Namespace) -> int:
    """Run the chosen handler and turn what happens into an exit code."""
    handler: Handler = arguments.handler
    try:
        if getattr(arguments._module, "NEEDS_DJANGO", False):
            set_up_django()
        return handler(arguments)
    except KeyboardInterrupt:
        print("Đã dừng theo yêu cầu.", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of our output went away (`hientai … | head`): nothing is wrong with the work.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    except Exception as error:
        if isinstance(error, _domain_errors()):
            report_refusal(error, as_json=getattr(arguments, "json", False) is True)
            return REFUSED
        if arguments.debug or os.environ.get("HIENTAI_DEBUG") == "1":
            traceback.print_exc()
        else:
            print(f"Lỗi bất ngờ: {type(error).__name__}: {error}", file=sys.stderr)
            print("Chạy lại với `hientai --debug …` để xem chi tiết.", file=sys.stderr)
        return UNEXPECTED


def main(argv: Sequence[str] | None = None) -> int:
    """Entry point of the `hientai` script."""
    words = list(sys.argv[1:] if argv is None else argv)
    parser = build_parser(find_modules(words))
    arguments = parser.parse_args(words)
    if arguments.command is None:
        parser.print_help()
        return OK
    if not hasattr(arguments, "handler"):
        # A group such as `hientai plan` without its own subcommand: show what it offers.
        parser.parse_args([arguments.command, "--help"])
    return run(arguments)


if __name__ == "__main__":
    sys.exit(main())
