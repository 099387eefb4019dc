"""Facts about posts, management tier, succession pools, qualifications, ratings and training."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from hientai.base.codelists import CodeBook
from hientai.base.criteria.catalogue import Fact, Parameter
from hientai.base.periods import add_months, format_date
from hientai.officials.codes import CODE_LIST_OF, QualificationKind, TrainingKind, TrainingResult
from hientai.officials.models import Appointment, Qualification, Rating, SuccessionEntry, TrainingRecord
from hientai.officials.queries.dossier import Dossier, Learnt, Planned, PostHeld
from hientai.org.codes import Level, Sector

Params = Mapping[str, Any]
Options = tuple[tuple[str, str], ...]


def tier(tiers: Options) -> Fact[Dossier]:
    """Diện quản lý: diện cao nhất trong các chức vụ đang giữ."""
    blank = Parameter("in", "Diện quản lý", "choices", tiers, required=True)

    def compile_(p: Params, on: date) -> Q:
        # Ranks are those stamped on the posts, not those of the list today: what is decided stays decided.
        held = Appointment.objects.held(on)
        higher = held.filter(official_id=OuterRef("official_id"), tier_rank__gt=OuterRef("tier_rank"))
        return Q(pk__in=held.filter(~Exists(higher), tier__code__in=p["in"]).values("official_id"))

    def highest(d: Dossier, on: date) -> list[PostHeld]:
        posts = d.posts_on(on)
        top = max((post.tier_rank for post in posts), default=0)
        return [post for post in posts if post.tier_rank == top]

    def test(d: Dossier, p: Params, on: date) -> bool:
        return any(post.tier_code in p["in"] for post in highest(d, on))

    def evidence(d: Dossier, p: Params, on: date) -> str:
        top = highest(d, on)
        named = dict.fromkeys(blank.label_of(post.tier_code) for post in top if post.tier_code)
        return "; ".join(named) or ("chưa rõ diện quản lý" if top else "không giữ chức vụ")

    return Fact("tier", "Diện quản lý", (blank,), lambda p: f"thuộc {blank.labels(p['in'])}", compile_, test, evidence)


FLAGS = (("leader", "lãnh đạo, quản lý"), ("committee", "cấp ủy viên"), ("key", "chủ chốt"))


def post(titles: Options, unit_kinds: Options, unit_paths: Mapping[str, str], units: Options) -> Fact[Dossier]:
    """Đang giữ một chức vụ thỏa tất cả các điều đã nêu (cùng một chức vụ)."""
    blanks = (
        Parameter("levels", "Cấp", "choices", tuple(Level.choices)),
        Parameter("sectors", "Khối", "choices", tuple(Sector.choices)),
        Parameter("titles", "Chức danh", "choices", titles),
        Parameter("unit_kinds", "Loại hình đơn vị", "choices", unit_kinds),
        Parameter("units", "Thuộc đơn vị (cả cấp dưới)", "choices", units),
        Parameter("leader", "Lãnh đạo, quản lý", "bool"),
        Parameter("committee", "Cấp ủy viên", "bool"),
        Parameter("key", "Chủ chốt", "bool"),
        Parameter("min_months", "Giữ chức vụ đủ (tháng)", "int", maximum=600),
    )

    def evidence(d: Dossier, p: Params, on: date) -> str:
        held = d.posts_on(on)
        best = next((x for x in held if _post_fits(x, p, unit_paths, on)), held[0] if held else None)
        return f"{best.title_label}, từ {format_date(best.since)}" if best else "không giữ chức vụ"

    return Fact(
        "post",
        "Chức vụ đang giữ",
        blanks,
        lambda p: _explain_post(p, {b.name: b for b in blanks}),
        lambda p, on: Q(pk__in=_posts_asked(p, unit_paths, on).values("official_id")),
        lambda d, p, on: any(_post_fits(held, p, unit_paths, on) for held in d.posts_on(on)),
        evidence,
    )


def _explain_post(p: Params, blanks: Mapping[str, Parameter]) -> str:
    out = "đang giữ chức vụ " + " ".join(text for name, text in FLAGS if p.get(name))
    out = out.rstrip() + "".join(f" không phải {text}" for name, text in FLAGS if p.get(name) is False)
    words = {"titles": "", "levels": "", "sectors": "khối ", "unit_kinds": "ở loại hình ", "units": "thuộc "}
    for name, word in words.items():
        if p.get(name):
            out += f" {word}{blanks[name].labels(p[name], proper=name in ('titles', 'units'))}"
    return out + (f" đủ {p['min_months']} tháng" if p.get("min_months") else "")


def _posts_asked(p: Params, unit_paths: Mapping[str, str], on: date) -> QuerySet[Appointment]:
    held: QuerySet[Appointment] = Appointment.objects.held(on)
    for name, column in (
        ("levels", "level__in"),
        ("sectors", "sector__in"),
        ("titles", "title__code__in"),
        ("unit_kinds", "unit__kind__in"),
        ("leader", "title__is_leader"),
        ("committee", "title__is_committee"),
        ("key", "title__is_key"),
    ):
        if p.get(name) not in (None, []):
            held = held.filter(**{column: p[name]})
    if p.get("min_months"):
        held = held.filter(valid_from__lte=add_months(on, -p["min_months"]))
    if p.get("units"):
        here = Q(pk__in=[])
        for code in p["units"]:
            path = unit_paths.get(code, "?")
            here |= Q(unit__path__gte=path, unit__path__lt=path + "z")
        held = held.filter(here)
    return held


def _post_fits(held: PostHeld, p: Params, unit_paths: Mapping[str, str], on: date) -> bool:
    chosen = (
        (p.get("levels"), held.level),
        (p.get("sectors"), held.sector),
        (p.get("titles"), held.title),
        (p.get("unit_kinds"), held.unit_kind),
    )
    flags = ((p.get("leader"), held.is_leader), (p.get("committee"), held.is_committee), (p.get("key"), held.is_key))
    if any(wanted and value not in wanted for wanted, value in chosen):
        return False
    if any(wanted is not None and wanted != value for wanted, value in flags):
        return False
    if p.get("min_months") and held.since > add_months(on, -p["min_months"]):
        return False
    paths = [unit_paths.get(code, "?") for code in p.get("units") or []]
    return not paths or any(held.unit_path.startswith(path) for path in paths)


def pool(titles: Options, terms: Options) -> Fact[Dossier]:
    """Đang trong quy hoạch."""
    blanks = (
        Parameter("titles", "Chức danh quy hoạch", "choices", titles),
        Parameter("levels", "Cấp", "choices", tuple(Level.choices)),
        Parameter("terms", "Nhiệm kỳ", "choices", terms),
        Parameter("key", "Chức danh chủ chốt", "bool"),
    )

    def explain(p: Params) -> str:
        out = "đang trong quy hoạch"
        out += " chức danh chủ chốt" if p.get("key") else " chức danh không chủ chốt" if p.get("key") is False else ""
        for blank in blanks[:3]:
            if p.get(blank.name):
                out += " " + blank.labels(p[blank.name])
        return out

    def compile_(p: Params, on: date) -> Q:
        entries = SuccessionEntry.objects.held(on)
        for name, column in (
            ("titles", "title__code__in"),
            ("levels", "title__level__in"),
            ("terms", "term__code__in"),
            ("key", "title__is_key"),
        ):
            if p.get(name) not in (None, []):
                entries = entries.filter(**{column: p[name]})
        return Q(pk__in=entries.values("official_id"))

    def fits(entry: Planned, p: Params, on: date) -> bool:
        if entry.since > on or (entry.until is not None and entry.until <= on):
            return False
        if p.get("key") is not None and entry.is_key != p["key"]:
            return False
        pairs = ((p.get("titles"), entry.title), (p.get("levels"), entry.level), (p.get("terms"), entry.term))
        return not any(wanted and value not in wanted for wanted, value in pairs)

    def evidence(d: Dossier, p: Params, on: date) -> str:
        held = [e for e in d.planned if e.since <= on and (e.until is None or e.until > on)]
        labels = dict(titles)
        return "; ".join(labels.get(e.title, e.title) for e in held) or "không trong quy hoạch"

    return Fact(
        "pool",
        "Trong quy hoạch",
        blanks,
        explain,
        compile_,
        lambda d, p, on: any(fits(entry, p, on) for entry in d.planned),
        evidence,
    )


def qualification(book: CodeBook) -> Fact[Dossier]:
    """Có trình độ từ một bậc trở lên trên một thang."""
    levels: Options = tuple(
        (f"{kind}:{code}", f"{label}") for kind, name in CODE_LIST_OF.items() for code, label in book.options(name)
    )
    kind_blank = Parameter("kind", "Loại trình độ", "choice", tuple(QualificationKind.choices), required=True)
    level_blank = Parameter("min", "Từ bậc", "choice", tuple((k.split(":")[1], v) for k, v in levels), required=True)

    def rank(p: Params) -> int:
        return book.rank(CODE_LIST_OF[p["kind"]], p["min"])

    def explain(p: Params) -> str:
        label = book.label(CODE_LIST_OF[p["kind"]], p["min"])
        return f"có trình độ {kind_blank.label_of(p['kind']).lower()} từ {label[:1].lower() + label[1:]} trở lên"

    def fault(p: Params) -> str | None:
        if p["min"] in book.lists.get(CODE_LIST_OF[p["kind"]], {}):
            return None
        return f"Trình độ «{kind_blank.label_of(p['kind'])}» không có bậc «{level_blank.label_of(p['min'])}»."

    def compile_(p: Params, on: date) -> Q:
        rows = Qualification.objects.filter(kind=p["kind"], rank__gte=rank(p), obtained_on__lte=on).filter(
            Q(valid_until=None) | Q(valid_until__gt=on)
        )
        return Q(pk__in=rows.values("official_id"))

    def valid(d: Dossier, p: Params, on: date) -> list[Learnt]:
        return [x for x in d.learnt if x.kind == p["kind"] and x.since <= on and (x.until is None or x.until > on)]

    def evidence(d: Dossier, p: Params, on: date) -> str:
        best = max(valid(d, p, on), key=lambda x: x.rank, default=None)
        if best is None:
            return "chưa có trong hồ sơ"
        return f"{book.label(CODE_LIST_OF[p['kind']], best.code)}, từ {format_date(best.since)}"

    return Fact(
        "qualification",
        "Trình độ",
        (kind_blank, level_blank),
        explain,
        compile_,
        lambda d, p, on: any(x.rank >= rank(p) for x in valid(d, p, on)),
        evidence,
        fault,
    )


def rating(book: CodeBook) -> Fact[Dossier]:
    """Xếp loại từ một mức trở lên trong n năm liền trước năm xét."""
    blanks = (
        Parameter("years", "Số năm liền trước", "int", required=True, minimum=1, maximum=10),
        Parameter("min", "Từ mức", "choice", book.options("rating_rank"), required=True),
        Parameter("scheme", "Loại đánh giá", "choice", (("official", "Cán bộ, công chức"), ("party", "Đảng viên"))),
    )

    def years(p: Params, on: date) -> range:
        return range(on.year - p["years"], on.year)

    def compile_(p: Params, on: date) -> Q:
        condition = Q()
        for year in years(p, on):
            rows = Rating.objects.filter(
                scheme=p.get("scheme", "official"), year=year, rank__gte=book.rank("rating_rank", p["min"])
            )
            condition &= Q(pk__in=rows.values("official_id"))
        return condition

    def test(d: Dossier, p: Params, on: date) -> bool:
        least = book.rank("rating_rank", p["min"])
        return all(d.ratings.get((p.get("scheme", "official"), y), -1) >= least for y in years(p, on))

    def evidence(d: Dossier, p: Params, on: date) -> str:
        by_rank = {c.rank: c.label for c in book.lists.get("rating_rank", {}).values()}
        found = [(y, d.ratings.get((p.get("scheme", "official"), y))) for y in years(p, on)]
        return "; ".join(f"{y}: {by_rank.get(r, '?') if r is not None else 'chưa có'}" for y, r in found)

    return Fact(
        "rating",
        "Xếp loại hằng năm",
        blanks,
        lambda p: f"{p['years']} năm liền trước xếp loại từ «{blanks[1].label_of(p['min']).lower()}» trở lên",
        compile_,
        test,
        evidence,
    )


def training(subjects: Options) -> Fact[Dossier]:
    """Đã hoàn thành một lớp thuộc các loại đã nêu."""
    blanks = (
        Parameter("subjects", "Loại lớp", "choices", subjects),
        Parameter("kind", "Đào tạo hay bồi dưỡng", "choice", tuple(TrainingKind.choices)),
        Parameter("programmes", "Mã chương trình", "choices"),
        Parameter("within_months", "Trong vòng (tháng)", "int", minimum=1, maximum=600),
        Parameter("since_year", "Từ đầu năm", "int", minimum=1945, maximum=2100),
        Parameter("same_year", "Trong năm xét", "bool"),
    )

    def since(p: Params, on: date) -> date | None:
        if p.get("same_year"):
            return date(on.year, 1, 1)
        if p.get("since_year"):
            return date(p["since_year"], 1, 1)
        return add_months(on, -p["within_months"]) if p.get("within_months") else None

    def explain(p: Params) -> str:
        kind = blanks[1].label_of(p["kind"]).lower() if p.get("kind") else "lớp"
        out = f"đã hoàn thành {kind}"
        out += f" «{blanks[0].labels(p['subjects'], proper=True)}»" if p.get("subjects") else ""
        out += f" theo chương trình {', '.join(p['programmes'])}" if p.get("programmes") else ""
        if p.get("same_year"):
            return out + " trong năm xét"
        if p.get("since_year"):
            return out + f" từ đầu năm {p['since_year']}"
        return out + (f" trong {p['within_months']} tháng gần đây" if p.get("within_months") else "")

    def compile_(p: Params, on: date) -> Q:
        rows = TrainingRecord.objects.filter(result=TrainingResult.COMPLETED, ends_on__lte=on)
        for name, column in (("subjects", "subject__in"), ("kind", "kind"), ("programmes", "programme_code__in")):
            if p.get(name):
                rows = rows.filter(**{column: p[name]})
        start = since(p, on)
        if start is not None:
            rows = rows.filter(ends_on__gte=start)
        return Q(pk__in=rows.values("official_id"))

    def matching(d: Dossier, p: Params, on: date) -> list[date]:
        start = since(p, on)
        return [
            x.ends_on
            for x in d.attended
            if x.result == TrainingResult.COMPLETED
            and x.ends_on <= on
            and (start is None or x.ends_on >= start)
            and (not p.get("subjects") or x.subject in p["subjects"])
            and (not p.get("kind") or x.kind == p["kind"])
            and (not p.get("programmes") or x.programme_code in p["programmes"])
        ]

    def evidence(d: Dossier, p: Params, on: date) -> str:
        found = matching(d, p, on)
        return f"hoàn thành {format_date(found[-1])}" if found else "chưa có trong hồ sơ"

    return Fact("training", "Đã học", blanks, explain, compile_, lambda d, p, on: bool(matching(d, p, on)), evidence)
