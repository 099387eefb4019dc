"""How long the gap of everyone takes, with names: `python bench/gaps.py [--size province|region]`.

Runs on the database of HIENTAI_DATABASE_URL; builds the demo province there when it is empty. Prints the best and the
median of several runs, and the CPU time of this process, of: the gap of all officials with the names of those who lack
something, the heat map of the whole tree, the targets of the scheme, one official's gap.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date
from typing import Any

DATABASES = True


def set_up(size: str) -> None:
    """Django, and officials to ask about."""
    import django

    django.setup()
    from django.core.management import call_command

    from hientai.officials.models import Official

    call_command("migrate", verbosity=0, interactive=False)
    if not Official.objects.exists():
        from hientai.demo.build import build_demo

        print(f"building the demo ({size}) …", file=sys.stderr)
        build_demo(size)


def everyone_by_name(on: date) -> tuple[int, int]:
    """The gap of all with names: how many officials were asked about, how many lines of names came back."""
    from hientai.needs.queries.gaps import catalogue_on, gaps_of_population, standards_on
    from hientai.needs.queries.named import lacking_by_official
    from hientai.officials.queries.asking import everyone

    catalogue = catalogue_on(on)
    people = everyone()
    table = gaps_of_population(people, standards_on(on, catalogue), catalogue, on)
    return len(people), len(lacking_by_official(table))


def heat_map(on: date) -> int:
    """The matrix of the whole tree: how many rows."""
    from hientai.needs.queries.gaps import catalogue_on, gaps_of_population, standards_on
    from hientai.needs.queries.matrix import gap_matrix
    from hientai.officials.queries.asking import everyone
    from hientai.org.models import Unit

    catalogue = catalogue_on(on)
    table = gaps_of_population(everyone(), standards_on(on, catalogue), catalogue, on)
    return len(gap_matrix(table, Unit.objects.get(code="HG")))  # the root of the demo's own tree


def targets(on: date) -> int:
    """All targets of the first scheme measured: how many."""
    from hientai.officials.queries.criteria import load_catalogue
    from hientai.schemes.models import Scheme
    from hientai.schemes.queries.progress import standings, targets_of

    return len(standings(targets_of(Scheme.objects.order_by("pk")[0].pk), load_catalogue(), on))


def one_official(on: date) -> int:
    """One official's gap with the next training: how many requirements apply."""
    from hientai.needs.queries.official import official_gap
    from hientai.officials.models import Official

    gap = official_gap(Official.objects.order_by("pk")[50].pk, on)
    return len(gap.lines) if gap else 0


def measure(label: str, work: Callable[[], Any], runs: int) -> None:
    """Print the best and the median time of a few runs, and what the work gave."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        result = work()
    times, loads = [], []
    for _ in range(runs):
        started, burnt = time.perf_counter(), time.process_time()
        work()
        times.append(time.perf_counter() - started)
        loads.append(time.process_time() - burnt)
    print(
        f"{label:<34} best {min(times):7.3f} s  median {statistics.median(times):7.3f} s  "
        f"CPU here {min(loads):7.3f} s  {len(queries)} queries  result {result}"
    )


def main() -> None:
    """Measure on the database at hand."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", default="province", choices=("small", "province", "region"))
    parser.add_argument("--runs", type=int, default=5)
    arguments = parser.parse_args()
    set_up(arguments.size)
    from django.db import connection

    from hientai.base.clock import today

    on = today()
    print(f"{connection.vendor}, on {on:%d/%m/%Y}")
    measure("gap of everyone with names", lambda: everyone_by_name(on), arguments.runs)
    measure("heat map of the whole tree", lambda: heat_map(on), arguments.runs)
    measure("targets of the scheme", lambda: targets(on), arguments.runs)
    measure("gap of one official", lambda: one_official(on), arguments.runs)


if __name__ == "__main__":
    main()
