"""Old .xls files are read in a process of their own.

The cell reader reserves what a damaged .xls asks for, and a failed reservation ends the whole process, not just the
call. Random damage showed it within seconds; a worker or server must outlive such a file.
"""

from __future__ import annotations

import pickle
import subprocess
import sys

from hientai.base.errors import BadInput
from hientai.base.tabular.archive import DAMAGED
from hientai.base.tabular.model import Sheet

_MEMORY = 3 << 30  # bytes of address space the child may take
_SECONDS = 180


def read_apart(data: bytes) -> list[Sheet]:
    """The sheets of an .xls, read by a child process. Raises `BadInput` when it fails, dies or takes too long."""
    command = [sys.executable, "-m", "hientai.base.tabular.isolated"]
    try:
        child = subprocess.run(command, input=data, capture_output=True, timeout=_SECONDS, check=True)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        raise BadInput(DAMAGED) from error
    sheets: list[Sheet] = pickle.loads(child.stdout)
    return sheets


def main() -> None:
    """The child: an .xls on standard input, its pickled sheets on standard output."""
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except ImportError:  # not on Windows, where the memory of the machine is the limit
        pass
    from hientai.base.tabular.reading import xls_sheets

    sys.stdout.buffer.write(pickle.dumps(xls_sheets(sys.stdin.buffer.read())))


if __name__ == "__main__":
    main()
