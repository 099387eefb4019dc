"""The exact head counts of seed 002: which degree and which theory level each seat's holder has.

Source: the article's shares (domain.md §7.0). 384: 168 postgraduate, 216 university; all with advanced theory or
bachelor of politics. 2.943: 416 postgraduate, 2.453 university, 74 college or intermediate (the printed 14,13 + 83,35 +
2,54 make 100,02 %, so one of them is wrong); 862 advanced, 1.866 intermediate theory. 1.977: 34 / 1.583 / 360; 107
advanced, 1.650 intermediate theory.
"""

from __future__ import annotations

from random import Random

SHARES: dict[str, tuple[tuple[float, ...], tuple[float, ...]]] = {
    # group: (postgraduate, university, below), (advanced, intermediate, elementary or none)
    "standing": ((168 / 384, 216 / 384, 0.0), (1.0, 0.0, 0.0)),
    "central": ((1.0, 0.0, 0.0), (1.0, 0.0, 0.0)),
    "province_district": ((228 / 2539, 2237 / 2539, 74 / 2539), (458 / 2539, 1866 / 2539, 215 / 2539)),
    "commune": ((34 / 1977, 1583 / 1977, 360 / 1977), (107 / 1977, 1650 / 1977, 220 / 1977)),
}
DEGREES = (
    [["THAC_SI", 93], ["TIEN_SI", 4], ["CK1", 3]],
    [["DAI_HOC", 1]],
    [["TRUNG_CAP", 70], ["CAO_DANG", 30]],
)
THEORY = ([["CAO_CAP", 1]], [["TRUNG_CAP", 1]], [["SO_CAP", 80], ["CHUA", 20]])


def exact_counts(shares: tuple[float, ...], total: int) -> list[int]:
    """Whole numbers in these shares that add up to the total (largest remainders first)."""
    raw = [share * total for share in shares]
    counts = [int(x + 1e-9) for x in raw]
    order = sorted(range(len(raw)), key=lambda i: counts[i] - raw[i])
    for i in order[: total - sum(counts)]:
        counts[i] += 1
    return counts


def deal(groups: list[str], rng: Random) -> list[tuple[int, int]]:
    """For each seat (its group's name) a pair (degree class, theory class), exact per group, shuffled."""
    hands: list[tuple[int, int]] = [(0, 0)] * len(groups)
    for name, (degrees, theory) in SHARES.items():
        seats = [i for i, group in enumerate(groups) if group == name]
        pairs = []
        for shares in (degrees, theory):
            dealt = [k for k, n in enumerate(exact_counts(shares, len(seats))) for _ in range(n)]
            rng.shuffle(dealt)
            pairs.append(dealt)
        for seat, degree, level in zip(seats, *pairs, strict=True):
            hands[seat] = (degree, level)
    return hands
