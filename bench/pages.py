"""How fast pages are: `python bench/pages.py [--size region] [--json]`, or `make bench ARGS=pages`.

Each page is asked for by a signed-in commission officer through Django's test client, in this process: all of the
product's work (middleware, queries, templates), without the network. Times are wall-clock milliseconds after two warm
requests, and as ratios to the sign-in page, the most trivial one, measured in between on the same machine.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bench._region import prepare

DATABASES = True
AIMS = {"person": 30.0, "list": 100.0}
MOST_QUERIES = 25
USER = "bantochuc"


@dataclass(frozen=True, slots=True)
class Page:
    """What is asked for: a name, an address, what aim it has ("person", "list" or none), and as which user."""

    name: str
    url: str
    aim: str = ""


def pages() -> list[Page]:
    """The pages measured, about people and units picked by rule: the officer's own province, a district, a commune."""
    from django.urls import reverse

    from hientai.officials.models import Official, Population
    from hientai.org.models import Unit

    people, pools, units = reverse("web:people"), reverse("web:pools"), reverse("web:units")
    district = Unit.objects.get(code="HG-026-HU")
    whole = Unit.objects.get(code="HG")
    official = Official.objects.filter(current_unit=district).order_by("pk").first()
    assert official is not None
    found = [Page("dashboard", reverse("web:home")), Page("people", people, "list")]
    found += [
        Page(f"people, {name}", f"{people}?{query}", "list")
        for name, query in (
            ("page 2", "page=2"), ("last page", "page=99999"), ("by unit", f"unit={district.code}"),
            ("by province", f"unit={whole.code}"), ("by tier", "tier=PROVINCE_STANDING"), ("by level", "level=commune"),
            ("search dat", "q=dat"), ("search nguyen van", "q=nguyen+van"), ("search nobody", "q=xyzxyz"),
            ("sorted by retirement", "sort=retires"), ("sorted by birth, last first", "sort=-birth"),
            ("retiring in 12 months", "retiring=12"), ("as of 30/06/2019", "ngay=30/06/2019"),
        )
    ]  # fmt: skip
    found += [
        Page(f"people, population {code}", f"{people}?population={code}", "list")
        for code in Population.objects.order_by("code").values_list("code", flat=True)[:3]
    ]
    found += [
        Page("person", reverse("web:person", args=[official.pk]), "person"),
        Page("pools", pools, "list"), Page("pools, search dat", f"{pools}?q=dat", "list"),
        Page("units", units, "list"), Page("units, search thanh uy", f"{units}?q=thanh+uy", "list"),
        Page("unit", reverse("web:unit", args=[district.pk]), "list"),
        Page("unit, whole province", reverse("web:unit", args=[whole.pk]), "list"),
    ]  # fmt: skip
    return found


@dataclass(frozen=True, slots=True)
class Measured:
    """One page's figures: milliseconds, processor milliseconds of this process, queries, bytes sent (gzip)."""

    page: Page
    status: int
    p50: float
    p95: float
    cpu: float
    queries: int
    kilobytes: float

    def misses(self) -> str:
        """What falls short of the aims, in words."""
        out = []
        aim = AIMS.get(self.page.aim)
        reached = self.p50 if self.page.aim == "person" else self.p95
        if aim and reached > aim:
            out.append(f"> {aim:.0f} ms")
        if self.queries > MOST_QUERIES:
            out.append(f"> {MOST_QUERIES} queries")
        return ", ".join(out)


def timed(ask: Callable[[], Any], repeats: int, seconds: float) -> tuple[list[float], list[float]]:
    """Wall and processor milliseconds of each of up to ``repeats`` calls, at least five, within about ``seconds``."""
    wall, cpu, started = [], [], time.perf_counter()
    while len(wall) < repeats and (len(wall) < 5 or time.perf_counter() - started < seconds):
        before, used = time.perf_counter(), time.process_time()
        ask()
        wall.append((time.perf_counter() - before) * 1000)
        cpu.append((time.process_time() - used) * 1000)
    return wall, cpu


def measure(client: Any, page: Page, repeats: int, seconds: float) -> Measured:
    """Ask for the page warm, then count its queries."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for _ in range(2):
        response = client.get(page.url)
    wall, cpu = timed(lambda: client.get(page.url), repeats, seconds)
    with CaptureQueriesContext(connection) as queries:
        client.get(page.url)
    p95 = statistics.quantiles(wall, n=20, method="inclusive")[-1]
    sent = len(gzip.compress(response.content, 6)) / 1024
    return Measured(
        page, response.status_code, statistics.median(wall), p95, statistics.median(cpu), len(queries), sent
    )


def run(size: str, repeats: int, seconds: float, only: str) -> dict[str, Any]:
    """Measure all pages; returns what is printed as JSON."""
    engine = prepare(size)
    from django.test import Client

    from hientai.access.models import User
    from hientai.officials.models import Official, TrainingRecord

    client, anonymous = Client(), Client()
    client.force_login(User.objects.get(username=USER))
    asked = [page for page in pages() if only in page.name]
    trivial, rows = [], []
    for page in asked:
        wall, _ = timed(lambda: anonymous.get("/dang-nhap/"), 10, 1.0)
        trivial += wall
        rows.append(measure(client, page, repeats, seconds))
    base = statistics.median(trivial)
    return {
        "engine": engine, "size": size, "officials": Official.objects.count(),
        "training_records": TrainingRecord.objects.count(), "repeats": repeats, "sign_in_ms": round(base, 2),
        "pages": [
            {"page": m.page.name, "status": m.status, "p50_ms": round(m.p50, 1), "p95_ms": round(m.p95, 1),
             "cpu_ms": round(m.cpu, 1), "ratio": round(m.p50 / base, 1), "queries": m.queries,
             "kilobytes": round(m.kilobytes, 1), "misses": m.misses()}
            for m in rows
        ],
    }  # fmt: skip


def table(result: dict[str, Any]) -> str:
    """The result as a Markdown table."""
    lines = [
        f"{result['engine']}, {result['officials']:,} officials, {result['training_records']:,} training records; "
        f"sign-in page {result['sign_in_ms']} ms",
        "",
        "| Page | p50 ms | p95 ms | CPU ms | × sign-in | queries | kB gzip | misses |",
        "|---|---:|---:|---:|---:|---:|---:|---|",
    ]
    for row in result["pages"]:
        wrong = "" if row["status"] == 200 else f" (status {row['status']})"
        lines.append(
            f"| {row['page']}{wrong} | {row['p50_ms']} | {row['p95_ms']} | {row['cpu_ms']} | {row['ratio']} "
            f"| {row['queries']} | {row['kilobytes']} | {row['misses']} |"
        )
    return "\n".join(lines)


def main() -> int:
    """Measure and print; exit code 1 when a page does not answer 200."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", default=os.environ.get("HIENTAI_BENCH_SIZE", "region"))
    parser.add_argument("--repeats", type=int, default=30, help="requests per page")
    parser.add_argument("--seconds", type=float, default=5.0, help="at most about this long per page")
    parser.add_argument("--only", default="", help="only pages whose name holds this")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    result = run(arguments.size, arguments.repeats, arguments.seconds, arguments.only)
    print(json.dumps(result, ensure_ascii=False, indent=1) if arguments.json else table(result))
    return 0 if all(row["status"] == 200 for row in result["pages"]) else 1


if __name__ == "__main__":
    sys.exit(main())
