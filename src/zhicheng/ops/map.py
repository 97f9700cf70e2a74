"""``zhicheng map``: what the notice says and where it lives, the glossary, and the route, written from the code.

``--check`` writes nothing and names what is out of date. No database is needed.
"""

from __future__ import annotations

import argparse
import ast
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from functools import cache
from itertools import zip_longest
from pathlib import Path, PurePosixPath
from typing import Any

import django

from zhicheng.policy import coverage, facts, finding, route, seats
from zhicheng.policy.finding import Source
from zhicheng.policy.load import load
from zhicheng.policy.notice import Notice, Rule, StationKind

from . import requirements

ROOT = Path(__file__).resolve().parents[3]
DOCS, NOTICE = ROOT / "docs", "2023-xuchang"
INVENTORY = DOCS / "requirements.toml"
WEB, TEMPLATES = "src/zhicheng/web/", "src/zhicheng/web/templates/"
POLICY, OPS = "src/zhicheng/policy/", "src/zhicheng/ops/"
# These name rules only to speak of them.
NOT_USERS = (
    "src/zhicheng/ops/map.py", "src/zhicheng/ops/requirements.py", "src/zhicheng/policy/needed.py", "tests/test_map.py",
    "tests/notices/test_needed.py",
)  # fmt: skip
ENUMS = (seats.Role, seats.Duty, finding.Says, finding.Remedy, route.Ruling, route.Ends, route.Waits)
MADE = "Made by `make map`; do not edit."
FEW = 4  # tests of one requirement that are listed
MANY = 8  # pages of one rule that are still listed one by one
ALIKE = ("series", "says", "appraises")  # words in s that are no plural
_FROM_POLICY = re.compile(r"^\s*from (\.+|zhicheng\.policy\b\.?)([\w.]*) import (\([^)]*\)|[^\n]+)", re.MULTILINE)

Node = tuple[str, str]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The one flag of the verb."""
    parser.add_argument("--check", action="store_true", help="只核对，不改文件；过期的逐一列出，退出码1")


def run(arguments: argparse.Namespace) -> int:
    """Exit 1 when ``--check`` finds a document out of date, 2 when the notice does not load."""
    django.setup()
    notice = load(ROOT / "notices" / NOTICE)
    if not isinstance(notice, Notice):
        for complaint in notice:
            print(complaint)
        return 2
    made = {"map.md": the_map(notice), "glossary.md": the_glossary(), "route.md": the_route(notice)}
    stale = [(n, text, old) for n, text in made.items() if (old := _kept(DOCS / n)) != text]
    for name, text, old in stale:
        if arguments.check:
            print(f"docs/{name} 已过期，请运行 make map。{_first_difference(old, text)}")
        else:
            (DOCS / name).write_text(text, encoding="utf-8")
            print(f"已写 docs/{name}")
    unanswered = requirements.unanswered(requirements.read(INVENTORY), _asked(sources()))
    for line in unanswered:
        print(line)
    return 1 if (arguments.check and stale) or unanswered else 0


def _kept(path: Path) -> str:
    return path.read_text("utf-8") if path.exists() else ""


def _first_difference(old: str, new: str) -> str:
    """The first line that differs, as it is and as it should be."""
    pairs = zip_longest(old.splitlines(), new.splitlines(), fillvalue="")
    for number, (is_, should) in enumerate(pairs, 1):
        if is_ != should:
            return f"\n  第{number}行\n  - {is_}\n  + {should}"
    return ""


# ───── who names what ─────


def sources() -> dict[str, str]:
    """Every Python file and template of the product and of the tests, by its path from the root."""
    out = {}
    for folder, pattern in (("src", "*.py"), ("src", "*.html"), ("tests", "*.py"), ("notices", "cases/*.toml")):
        for path in sorted((ROOT / folder).rglob(pattern)):
            name = path.relative_to(ROOT).as_posix()
            if "/migrations/" not in name and name not in NOT_USERS:
                out[name] = path.read_text("utf-8")
    return out


def users(ids: Iterable[str], files: Mapping[str, str]) -> dict[str, list[str]]:
    """Which files name each id as a whole quoted word."""
    wanted = set(ids)
    out: dict[str, list[str]] = defaultdict(list)
    for name, text in files.items():
        for found in sorted(set(re.findall(r"[\"']([a-z][a-z0-9_]+)[\"']", text)) & wanted):
            out[found].append(name)
    return out


def named_by_rules(notice: Notice) -> dict[str, list[str]]:
    """Which other rules hand on to a rule by naming it in their ``params``."""
    out: dict[str, list[str]] = defaultdict(list)
    for rule in notice.rules.values():
        for key in ("period", "ages"):
            if (other := rule.params.get(key)) in notice.rules:
                out[str(other)].append(rule.id)
    return out


def unused(notice: Notice) -> tuple[str, ...]:
    """The rules that no file of ``src`` names, neither directly nor through a rule that is named there.

    A file of ``policy`` that only ``policy`` and ``ops`` import is written ahead of its pages and does not count.
    """
    product = {name: text for name, text in _asked(sources()).items() if name.startswith("src/")}
    named, through = users(notice.rules, product), named_by_rules(notice)
    return tuple(id for id in notice.rules if not named.get(id) and not any(named.get(o) for o in through.get(id, ())))


def _asked(files: Mapping[str, str]) -> dict[str, str]:
    """The files without those of ``policy`` that are written ahead of their pages."""
    ahead = _ahead(files)
    return {name: text for name, text in files.items() if name not in ahead}


def _ahead(files: Mapping[str, str]) -> frozenset[str]:
    """The files of ``policy`` that no file outside ``policy`` and ``ops`` reaches by imports."""
    of_policy = {name: text for name, text in files.items() if name.startswith(POLICY)}
    asking = [t for n, t in files.items() if n.startswith("src/") and not n.startswith((POLICY, OPS))]
    reached: set[str] = set()
    left = {name for text in asking for name in _imported(text, of_policy)}
    while left:
        reached |= left
        left = {n for name in left for n in _imported(of_policy[name], of_policy, name)} - reached
    return frozenset(n for n in of_policy.keys() - reached if not n.endswith("/__init__.py"))


def _imported(text: str, of_policy: Mapping[str, str], by: str = "") -> set[str]:
    """The files of ``policy`` that a text names in full or imports; ``by`` is the file of ``policy`` that it is, from
    which its dots are counted."""
    out = {f"{POLICY}{name.replace('.', '/')}.py" for name in re.findall(r"zhicheng\.policy\.(\w+(?:\.\w+)*)", text)}
    for start, path, block in _FROM_POLICY.findall(text):
        by_dots = start.startswith(".")
        if by_dots and not by:
            continue
        folder = PurePosixPath(by).parents[len(start) - 1] if by_dots else PurePosixPath(POLICY)
        module = folder.joinpath(*path.split("."))
        out |= {f"{module}.py"} | {f"{module / word}.py" for word in re.findall(r"\w+", block)}
    return out & of_policy.keys()


# ───── pages ─────


def pages() -> dict[Node, list[str]]:
    """The addresses that each view answers, by its file and name."""
    from django.urls import URLPattern, get_resolver

    out: dict[Node, list[str]] = defaultdict(list)

    def walk(patterns: Iterable[Any], prefix: str) -> None:
        for one in patterns:
            here = f"{prefix}{one.pattern}"
            if isinstance(one, URLPattern):
                if one.callback.__module__.startswith("zhicheng."):
                    out[_file_of(one.callback.__module__), one.callback.__name__].append(here)
            else:
                walk(one.url_patterns, here)

    walk(get_resolver().url_patterns, "/")
    return out


def _file_of(module: str) -> str:
    return f"src/{module.replace('.', '/')}.py"


class Reach:
    """What a view uses inside ``web``: functions and constants by name, and templates by their path."""

    def __init__(self, files: Mapping[str, str]) -> None:
        self.edges: dict[Node, set[Node]] = defaultdict(set)
        self.words: dict[Node, str] = {}
        for name, text in files.items():
            if name.startswith(TEMPLATES):
                self._template(name, text, files)
            elif name.startswith(WEB):
                self._module(name, text, files)

    def _template(self, name: str, text: str, files: Mapping[str, str]) -> None:
        node = (name, "")
        self.words[node] = text
        self.edges[node] = {(TEMPLATES + t, "") for t in _templates_in(text) if TEMPLATES + t in files}

    def _module(self, name: str, text: str, files: Mapping[str, str]) -> None:
        tree = ast.parse(text)
        known = _imports(tree, files)
        for statement in tree.body:
            for own in _names_of(statement):
                known[own] = (name, own)
        for statement in tree.body:
            part = ast.get_source_segment(text, statement) or ""
            used = {(TEMPLATES + t, "") for t in _templates_in(part) if TEMPLATES + t in files}
            for one in ast.walk(statement):
                if isinstance(one, ast.Name) and one.id in known:
                    used.add(known[one.id])
                elif isinstance(one, ast.Attribute) and isinstance(one.value, ast.Name) and one.value.id in known:
                    used.add((known[one.value.id][0], one.attr))
            for own in _names_of(statement):
                self.words[name, own] = part
                self.edges[name, own] |= used - {(name, own)}

    def views_of(self, id: str, views: Iterable[Node]) -> list[Node]:
        """The views that come to a quoted id."""
        quoted = re.compile(rf"[\"']{re.escape(id)}[\"']")
        holding = {node for node, text in self.words.items() if quoted.search(text)}
        return [view for view in views if holding & self._from(view)] if holding else []

    @cache  # noqa: B019  one short-lived object
    def _from(self, start: Node) -> frozenset[Node]:
        seen, left = {start}, [start]
        while left:
            for following in self.edges.get(left.pop(), set()) - seen:
                seen.add(following)
                left.append(following)
        return frozenset(seen)


def _templates_in(text: str) -> set[str]:
    return set(re.findall(r"[\"']([\w/]+\.html)[\"']", text))


def _imports(tree: ast.Module, files: Mapping[str, str]) -> dict[str, Node]:
    """The names that a module takes from other modules of ``web``."""
    out: dict[str, Node] = {}
    for statement in tree.body:
        if isinstance(statement, ast.ImportFrom) and statement.module and not statement.level:
            for taken in statement.names:
                module, name = _file_of(f"{statement.module}.{taken.name}"), taken.asname or taken.name
                if module.startswith(WEB) and module in files:
                    out[name] = (module, "")
                elif (where := _file_of(statement.module)).startswith(WEB) and where in files:
                    out[name] = (where, taken.name)
    return out


def _names_of(statement: ast.stmt) -> list[str]:
    match statement:
        case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
            return [name]
        case ast.Assign(targets=targets):
            return [t.id for t in targets if isinstance(t, ast.Name)]
        case ast.AnnAssign(target=ast.Name(id=id)):
            return [id]
    return []


# ───── the map ─────


def _short(names: Iterable[str]) -> str:
    return "<br>".join(f"`{n.removeprefix('src/zhicheng/')}`" for n in names) or "—"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "/")


def _shown(value: Any) -> str:
    return f"{value:%Y-%m-%d %H:%M}" if isinstance(value, datetime) else value.isoformat()


def the_map(notice: Notice) -> str:
    """Clause → what quotes it → where it is asked → page → test; then requirement → where it is met."""
    files = sources()
    writer = _Map(notice, files)
    lines = [f"# Map of {notice.number}", "", MADE, ""]
    lines += [
        "Each clause, sentence by sentence, with what quotes it; then its rules, materials, stations, dates,",
        "committees, reasons and texts, and the files that name the rule. A sentence that nothing quotes is a",
        "complaint of `zhicheng notice check`. *Code* is everything under `src/zhicheng` that names the id in quotes;",
        "*Pages* are the addresses whose view, helper or template names it (what a page reaches through an action",
        "stands under *Code* only). Rules of `notices/standing/` come last.",
        "",
        "`†`: the id is also that of a material, text, station or fact, so some of the files may mean that.",
        "",
    ]
    for id, clause in notice.clauses.items():
        lines += [f"## {clause.heading}", "", *writer.clause(id)]
    lines += ["## Standing rules and house rules", "", *writer.rules(writer.standing), ""]
    idle = unused(notice)
    lines += ["## Rules that no code names", ""]
    lines += [f"{len(idle)} of {len(notice.rules)}. The data is there and checked; nothing asks for it yet.", ""]
    lines += ["| Rule | Clause | Title |", "|---|---|---|"]
    for rule in (notice.rules[id] for id in idle):
        where = rule.source.clause or _cell(rule.source.document)
        lines.append(f"| `{rule.id}` | {where} | {_cell(rule.title)} |")
    lines += ["", "## Requirements of the domain", "", *_requirements(files)]
    return "\n".join(lines) + "\n"


def _requirements(files: Mapping[str, str]) -> list[str]:
    """Requirement → what answers for it → the tests that ask it; a regulation or a gap (R, G, P) only by its id."""
    inventory, by, promised = requirements.read(INVENTORY), requirements.named(files), requirements.promises(files)
    tests = requirements.tests_of(files, {id: promised.get(id, set()) for id in {*by, *inventory}})
    lines = ["| Requirement | Says | Code | Tests |", "|---|---|---|---|"]
    for id in sorted({*by, *inventory}, key=requirements.order):
        wanted = inventory.get(id)
        code = _short(n for n in by.get(id, ()) if n.startswith("src/"))
        said = _cell(wanted.says) if wanted else ""
        lines.append(
            f"| {id} | {said} | {f'later: {wanted.later}' if wanted and wanted.later else code} | {_few(tests[id])} |"
        )
    return lines


def _few(names: Sequence[str]) -> str:
    """The first tests; the rest would only make the document change with every test."""
    return _short(names[:FEW]) + ("<br>…" if len(names) > FEW else "")


class _Map:
    """Writes the part of a clause; finds who uses what once for all of them."""

    def __init__(self, notice: Notice, files: Mapping[str, str]) -> None:
        self.notice = notice
        self.used, self.through = users(notice.rules, files), named_by_rules(notice)
        self.reach, self.pages = Reach(files), pages()
        others = {m.id for m in notice.materials} | set(notice.texts) | {s.id for s in notice.stations}
        self.shared = others | {f.name for kind in _dataclasses() for f in fields(kind)}
        self.sentences = coverage.sentences(notice)
        self.standing = [r for r in notice.rules.values() if not (r.source.says and r.source.clause in notice.clauses)]

    def clause(self, id: str) -> list[str]:
        """Everything that quotes a clause."""
        notice = self.notice
        rules = [r for r in notice.rules.values() if r.source.clause == id and r not in self.standing]
        lines = self._sentences(id)
        lines += [*self.rules(rules), ""] if rules else []
        texts = self._texts(id)
        listed = {
            "Materials": [f"{m.name} `{m.id}`" for m in notice.materials if m.source.clause == id],
            "Stations": [f"{s.name} `{s.id}`" for s in notice.stations if s.source.clause == id],
            "Dates": self._dates(rules, id),
            "Committees": [f"{c.name} `{c.id}`" for c in notice.committees.values() if c.source.clause == id],
            "Reasons of a letter": [f"{d.title} `{d.id}`" for d in notice.defects.values() if d.source.clause == id],
            "Texts": texts,
        }
        for what, items in listed.items():
            if items:
                lines.append(f"- **{what}**: {_cell('; '.join(items))}")
        return lines if not lines[-1] else [*lines, ""]

    def _sentences(self, id: str) -> list[str]:
        """The clause's own words, each sentence beside whoever answers for it."""
        lines = ["| Sentence | Answered by |", "|---|---|"]
        for sentence in self.sentences[id]:
            by = [
                f"{c.kind}: {_cell(c.words)}" if c.kind == "people" else f"{c.kind} `{c.id}`" for c in sentence.claims
            ]
            lines.append(f"| {_cell(sentence.text)} | {'<br>'.join(dict.fromkeys(by))} |")
        return [*lines, ""]

    def rules(self, rules: Sequence[Rule]) -> list[str]:
        """The table of some rules and their users."""
        lines = ["| Rule | Says | Code | Pages | Tests |", "|---|---|---|---|---|"]
        for rule in rules:
            names = self.used.get(rule.id, [])
            tests = [n for n in names if n.startswith("tests/")]
            code = _short(n for n in names if n not in tests)
            if also := self.through.get(rule.id):
                through = ", ".join(f"`{a}`" for a in also)
                code = f"{'' if code == '—' else code + '<br>'}through {through}"
            mark = " †" if rule.id in self.shared else ""
            words = _cell(rule.source.words or rule.title)
            lines.append(f"| `{rule.id}`{mark} | {words} | {code} | {self._pages(rule.id)} | {_short(tests)} |")
        return lines

    def _pages(self, id: str) -> str:
        found = [page for view in self.reach.views_of(id, self.pages) for page in self.pages[view]]
        return _short(found) if len(found) <= MANY else f"{len(found)} pages, `{found[0]}` among them"

    def _dates(self, rules: Iterable[Rule], id: str) -> list[str]:
        out = []
        for rule in rules:
            out += [f"`{rule.id}.{k}` {_shown(v)}" for k, v in rule.params.items() if isinstance(v, date)]
            if isinstance(window := rule.params.get("window"), str):
                out.append(f"`{rule.id}` ends with the window `{window}`")
        out += [f"{s.name} ends with the window `{s.window}`" for s in self.notice.stations
                if s.window and s.source.clause == id]  # fmt: skip
        if id == "附件":
            out.append(f"windows of the calendar ({self.notice.calendar_note}), see [route](route.md)")
        return out

    def _texts(self, id: str) -> list[str]:
        """The texts that stand under a clause; the loaded notice no longer says which, so the sheet is asked."""
        sheet = tomllib.loads((ROOT / "notices" / NOTICE / "notice.toml").read_text("utf-8"))
        return [f"{t['name']} `{name}`" for name, t in sheet.get("texts", {}).items() if t["clause"] == id]


# ───── the glossary ─────


def _dataclasses() -> list[Any]:
    return [v for _, v in sorted(vars(facts).items()) if isinstance(v, type) and is_dataclass(v)]


def terms() -> Iterator[tuple[str, str]]:
    """Chinese and its name in the code: tables and columns, words of the enums, facts of a dossier."""
    from django.apps import apps

    for model in apps.get_models():
        if not model.__module__.startswith("zhicheng."):
            continue
        yield str(model._meta.verbose_name), model.__name__
        for column in model._meta.fields:
            if not (said := str(column.verbose_name)).isascii():
                yield said, f"{model.__name__}.{column.name}"
    for kind in ENUMS:
        for member in kind:
            yield str(getattr(member, "words", member.value)), f"{kind.__name__}.{member.name}"
    for part in _dataclasses():
        for f in fields(part):
            if label := f.metadata.get("label"):
                yield str(label), f"{part.__name__}.{f.name}"


def english(name: str) -> str:
    """The English word of a name in the code: its last part in lower case, singular, without a mark of its type."""
    last = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name.rpartition(".")[2]).lower()
    words = re.sub(r"^(is|has)_", "", last).split("_")
    end = words[-1]
    if end in ALIKE:
        pass
    elif end.endswith("ies"):
        words[-1] = f"{end[:-3]}y"
    elif end.endswith("s") and not end.endswith(("ss", "us", "is")):
        words[-1] = end[:-1]
    return " ".join(words)


def the_glossary() -> str:
    """One Chinese term a line with its English word and its names in the code; then what has two words."""
    by_term: dict[str, set[str]] = defaultdict(set)
    for chinese, name in terms():
        by_term[chinese].add(name)
    lines = ["# Glossary", "", MADE, "", "Chinese terms of the interface and the words that the code has for them.", ""]
    lines += ["| Term | English | In the code |", "|---|---|---|"]
    unsettled = []
    for term in sorted(by_term):
        words = sorted({english(n) for n in by_term[term]})
        lines.append(f"| {term} | {', '.join(words)} | {', '.join(f'`{n}`' for n in sorted(by_term[term]))} |")
        if len(words) > 1:
            unsettled.append(term)
    lines += ["", "## To settle", "", f"{len(unsettled)} of {len(by_term)} terms have more than one English word.", ""]
    lines += ["| Term | Words |", "|---|---|"]
    for term in unsettled:
        names: dict[str, list[str]] = defaultdict(list)
        for name in sorted(by_term[term]):
            names[english(name)].append(f"`{name}`")
        shown = "; ".join(f"**{word}** {', '.join(names[word])}" for word in sorted(names))
        lines.append(f"| {term} | {shown} |")
    return "\n".join(lines) + "\n"


# ───── the route ─────


def _condition(station: StationKind) -> str:
    def words(value: Any) -> str:
        return " or ".join(map(str, value)) if isinstance(value, list | tuple) else str(value).lower()

    return ", ".join(f"{k} = {words(v)}" for k, v in station.when.items())


def _basis(source: Source) -> str:
    return f"{source.clause} “{source.says}”" if source.says else f"{source.ours} ({source.sureness})"


def the_route(notice: Notice) -> str:
    """The stations of the notice as a diagram and a table, and the windows that end them."""
    stations = notice.stations
    lines = [f"# Route of {notice.number}", "", MADE, "", "```mermaid", "flowchart LR", "  filling[填报]"]
    lines += [f"  {s.id}[{s.name}]" for s in stations]
    lines += ["  done[各级审核结束]"]
    for index in range(-1, len(stations)):
        start = "filling" if index < 0 else stations[index].id
        for following in stations[index + 1 :]:
            label = f"|{_condition(following)}|" if following.when else ""
            lines.append(f"  {start} -->{label} {following.id}")
            if not following.when:
                break
        else:
            lines.append(f"  {start} --> done")
    lines += [f"  {s.id} -. 一次告知 .-> filling" for s in stations if s.returns]
    lines += ["```", "", "An arrow with a condition is taken when it holds; the next one when it does not.", ""]
    lines += [
        "| Station | Seat | Office duty | Window | What it does | May return | When |",
        "|---|---|---|---|---|---|---|",
    ]
    for s in stations:
        seat, duty = seats.Role(s.seat), seats.Duty(s.office)
        pace = f" ({s.norm_working_days} working days)" if s.norm_working_days else ""
        lines.append(
            f"| {s.name} `{s.id}` | {seat.words} `{s.seat}` | {duty.words} `{s.office}` | `{s.window}`{pace} "
            f"| {_cell(_basis(s.source))} | {'yes' if s.returns else 'no'} | {_condition(s) or 'always'} |"
        )
    lines += [
        "",
        "The working days are the office's own pace, shown to it and never a legal limit. A corrected dossier",
    ]
    lines += ["goes back to the station that returned it; changed files are compared again by the unit first.", ""]
    return "\n".join([*lines, *_windows(notice)]) + "\n"


def _windows(notice: Notice) -> list[str]:
    """The windows of the open committees: each the first instant that is too late."""
    by_windows: dict[tuple[tuple[str, datetime], ...], list[str]] = defaultdict(list)
    for committee in notice.committees.values():
        if committee.is_open:
            by_windows[tuple(committee.windows.items())].append(committee.name)
    names = list(dict.fromkeys(name for windows in by_windows for name, _ in windows))
    lines = ["## Windows", "", f"{notice.calendar_note}. Each moment is the first that is too late.", ""]
    lines += [f"| Committees | {' | '.join(f'`{n}`' for n in names)} |", "|---" * (len(names) + 1) + "|"]
    for windows, committees in by_windows.items():
        moments = dict(windows)
        cells = [_shown(moments[n]) if n in moments else "—" for n in names]
        lines.append(f"| {'<br>'.join(committees)} | {' | '.join(cells)} |")
    return lines
