"""The command line: what it lists, how it refuses, what its exit codes mean."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from types import ModuleType

import pytest

from hientai.base.errors import BadInput
from hientai.console import main as console


def command_module(handler: console.Handler, **attributes: object) -> ModuleType:
    """A subcommand module `probe` whose handler is given."""

    def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
        parser = subparsers.add_parser("probe", help="thử")
        parser.add_argument("--json", action="store_true")
        parser.set_defaults(handler=handler)

    module = ModuleType("probe")
    vars(module).update(register=register, **attributes)
    return module


def run_probe(handler: console.Handler, *words: str) -> int:
    """Run the probe command with these words and return its exit code."""
    arguments = console.build_parser([command_module(handler)]).parse_args(list(words))
    return console.run(arguments)


def test_the_handlers_exit_code_is_the_commands() -> None:
    assert run_probe(lambda arguments: 0, "probe") == 0
    assert run_probe(lambda arguments: 1, "probe") == 1


def test_a_refusal_is_a_vietnamese_sentence_on_stderr_and_exit_code_1(capsys: pytest.CaptureFixture[str]) -> None:
    def refuse(arguments: argparse.Namespace) -> int:
        raise BadInput("Ngày 31/02/2026 không có trong lịch.", fields={"ngày": "sai"})

    assert run_probe(refuse, "probe") == console.REFUSED
    out, err = capsys.readouterr()
    assert out == ""
    assert "Ngày 31/02/2026 không có trong lịch." in err and "ngày: sai" in err


def test_a_refusal_is_also_json_when_asked(capsys: pytest.CaptureFixture[str]) -> None:
    def refuse(arguments: argparse.Namespace) -> int:
        raise BadInput("Không đọc được tệp.", fields={"tệp": "hỏng"})

    assert run_probe(refuse, "probe", "--json") == console.REFUSED
    told = json.loads(capsys.readouterr().out)
    assert told == {"ok": False, "error": "Không đọc được tệp.", "fields": {"tệp": "hỏng"}}


def test_an_unexpected_error_is_short_unless_debugging(capsys: pytest.CaptureFixture[str]) -> None:
    def fail(arguments: argparse.Namespace) -> int:
        raise ZeroDivisionError("chia cho 0")

    assert run_probe(fail, "probe") == console.UNEXPECTED
    assert "Traceback" not in capsys.readouterr().err
    assert run_probe(fail, "--debug", "probe") == console.UNEXPECTED
    assert "Traceback" in capsys.readouterr().err


def test_an_interrupt_is_told_apart() -> None:
    def interrupted(arguments: argparse.Namespace) -> int:
        raise KeyboardInterrupt

    assert run_probe(interrupted, "probe") == console.INTERRUPTED


def test_django_is_set_up_only_for_commands_that_need_it(monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[str] = []
    monkeypatch.setattr(console, "set_up_django", lambda: called.append("set up"))
    run_probe(lambda arguments: 0, "probe")
    assert called == []
    module = command_module(lambda arguments: len(called), NEEDS_DJANGO=True)
    assert console.run(console.build_parser([module]).parse_args(["probe"])) == 1


def test_planning_on_files_does_not_load_django() -> None:
    script = (
        "import sys; from hientai.console.main import main\n"
        "try: main(['timetable', '--help'])\nexcept SystemExit: pass\n"
        "print('django' in sys.modules, file=sys.stderr)"
    )
    result = subprocess.run([sys.executable, "-c", script], text=True, capture_output=True, check=True)
    assert result.stderr.strip() == "False"


def test_every_command_is_listed_once_with_a_line_of_help(capsys: pytest.CaptureFixture[str]) -> None:
    modules = console.find_modules()
    assert modules
    parser = console.build_parser(modules)
    listed = parser.format_help()
    for module in modules:
        name = console.command_of(module.__name__.rsplit(".", 1)[1])
        assert name in listed, f"{module.__name__} offers no command {name}"


@pytest.mark.parametrize("name", [module.__name__.rsplit(".", 1)[1] for module in console.find_modules()])
def test_every_command_has_help(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        console.main([console.command_of(name), "--help"])
    assert end.value.code == 0
    assert "usage: hientai" in capsys.readouterr().out


def test_version_and_no_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        console.main(["--version"])
    assert end.value.code == 0
    assert capsys.readouterr().out.startswith("hientai ")
    assert console.main([]) == console.OK


def test_an_unknown_command_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        console.main(["no-such-command"])
    assert end.value.code == console.USAGE
