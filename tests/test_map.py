"""What is written from the code is up to date, and every rule of the law has somebody who asks it."""

from __future__ import annotations

import pytest

from zhicheng import cli
from zhicheng.ops import map as mapping
from zhicheng.ops import requirements

DONE_WITHOUT_NAMING = {
    "user_name": "accounts log in by their own number; nothing refuses with this rule",
    "initial_password": "the middleware sends to the change of password; nothing refuses with this rule",
    "engineering_elsewhere": "the committee's own row quotes the clause",
    "one_notification": "the notice's own told_once and all_at_once are named instead",
    "provincial_policy": "refers to other law; there is nothing to ask",
    "paperless": "no page asks for what the platform has",
}


def test_the_documents_are_up_to_date(capsys):
    assert cli.main(["map", "--check"]) == 0, capsys.readouterr().out


def test_a_stale_document_is_named_with_its_first_difference_and_left_alone(tmp_path, monkeypatch, capsys):
    for name in ("map.md", "glossary.md", "route.md"):
        (tmp_path / name).write_bytes((mapping.DOCS / name).read_bytes())
    stale = (tmp_path / "route.md").read_text("utf-8").replace("flowchart LR", "flowchart TD")
    (tmp_path / "route.md").write_text(stale, "utf-8")
    (tmp_path / "glossary.md").unlink()
    monkeypatch.setattr(mapping, "DOCS", tmp_path)
    assert cli.main(["map", "--check"]) == 1
    said = capsys.readouterr().out
    assert "docs/route.md" in said
    assert "- flowchart TD" in said
    assert "+ flowchart LR" in said
    assert "docs/glossary.md" in said
    assert "docs/map.md" not in said
    assert (tmp_path / "route.md").read_text("utf-8") == stale
    assert not (tmp_path / "glossary.md").exists()
    assert cli.main(["map"]) == 0
    assert cli.main(["map", "--check"]) == 0


def test_every_rule_is_asked_in_the_product_or_listed_here_with_the_reason(notice):
    """Both lists are exact: a rule that finds a user loses its ``later``, a rule without one must say so."""
    later = {id for id, rule in notice.rules.items() if rule.later}
    assert not DONE_WITHOUT_NAMING.keys() & later
    assert later >= NAMED_AHEAD.keys()
    assert set(mapping.unused(notice)) == DONE_WITHOUT_NAMING.keys() | (later - NAMED_AHEAD.keys())


def test_policy_that_no_page_reaches_yet_does_not_count_as_asked():
    policy = "src/zhicheng/policy/"
    files = {
        f"{policy}near.py": "from .far import x\n",
        f"{policy}far.py": "from . import farther\n",
        f"{policy}farther.py": "from .below.deep import x\n",
        f"{policy}below/__init__.py": "",
        f"{policy}below/deep.py": "from . import deeper\nfrom .. import deepest\n",
        f"{policy}below/deeper.py": "",
        f"{policy}deepest.py": "",
        f"{policy}below/ahead.py": "from ..near import x\n",
        f"{policy}ahead.py": "from zhicheng.policy import near\n",
        "src/zhicheng/ops/verify.py": "from zhicheng.policy import ahead\n",
        "src/zhicheng/web/page.py": "from zhicheng.policy import (\n    near,\n)\n",
        "tests/test_ahead.py": "from zhicheng.policy import ahead\n",
    }
    assert mapping._ahead(files) == {f"{policy}ahead.py", f"{policy}below/ahead.py"}


def test_every_house_rule_is_asked_or_says_that_it_comes_later(notice):
    house = {id for id, rule in notice.rules.items() if rule.source.document.startswith("平台规定")}
    assert house
    later = {id for id in house if notice.rules[id].later}
    assert house & set(mapping.unused(notice)) == later - NAMED_AHEAD.keys()


def test_no_document_holds_a_path_of_this_machine():
    for name in ("map.md", "glossary.md", "route.md"):
        assert str(mapping.ROOT) not in (mapping.DOCS / name).read_text("utf-8")


def test_a_range_of_requirements_names_all_of_it():
    found = requirements.named({"a.py": "(S2.1-01 to S2.1-03, R-08)", "b.py": "S2.1-02; not AS2.1-04 nor S2.1-005"})
    assert found == {"R-08": ["a.py"], "S2.1-01": ["a.py"], "S2.1-02": ["a.py", "b.py"], "S2.1-03": ["a.py"]}


def test_a_page_is_found_through_helpers_imports_and_templates():
    web = "src/zhicheng/web/"
    files = {
        f"{web}one/view.py": "from zhicheng.web.shared import help\n\n"
        "def told(request):\n    return help.say(request)\n\n"
        "def shown(request):\n    return render(request, 'one/outer.html')\n\n"
        "def other(request):\n    return None\n",
        f"{web}shared/help.py": "def say(request):\n    return _rule(request)\n\n"
        "def _rule(request):\n    return request.notice.rule('told_once')\n",
        f"{web}templates/one/outer.html": '{% include "one/inner.html" %}',
        f"{web}templates/one/inner.html": '{{ notice.rule("all_at_once") }}',
    }
    views = [(f"{web}one/view.py", name) for name in ("told", "shown", "other")]
    reach = mapping.Reach(files)
    assert reach.views_of("told_once", views) == views[:1]
    assert reach.views_of("all_at_once", views) == views[1:2]
    assert reach.views_of("told", views) == []


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("Dossier.achievements", "achievement"),
        ("FormerTitle", "former title"),
        ("Role.HANDLER", "handler"),
        ("Organisation.is_appraising", "appraising"),
        ("Dossier.has_changed_series", "changed series"),
        ("Dossier.studies", "study"),
        ("Entry.address", "address"),
        ("Basics.political_status", "political status"),
    ],
)
def test_the_english_word_of_a_name_in_the_code(name, word):
    assert mapping.english(name) == word


NAMED_AHEAD = {
    "review_archives": "policy.meeting, beside what is asked; the archive asks it",
}
"""Rules that a file of ``policy`` names beside others that a page asks: still to come for whoever reads the notice."""

WANTED = {
    "S1.1-01": requirements.Requirement("S1.1-01", "一(一)", "works here"),
    "S1.1-02": requirements.Requirement("S1.1-02", "一(一)", "works long enough"),
    "S1.1-03": requirements.Requirement("S1.1-03", "一(一)", "has a contract", "issue 9"),
}


def test_a_requirement_that_nothing_answers_for_is_named_unless_it_is_listed_as_later():
    files = {"src/a.py": 'def stays():\n    """Long enough (S1.1-02)."""\n'}
    assert requirements.unanswered(WANTED, files) == ["S1.1-01 没有代码也没有测试：works here"]


def test_a_requirement_listed_as_later_is_named_once_something_answers_for_it():
    files = {"src/a.py": "# S1.1-01 to S1.1-03", "src/b.py": "# S9.9-01"}
    assert requirements.unanswered(WANTED, files) == [
        "S1.1-03 已有src/a.py，仍列为以后：issue 9",
        "S9.9-01 不在 docs/requirements.toml 中（src/b.py）",
    ]


def test_the_tests_of_a_requirement_are_found_through_what_promises_it():
    files = {
        "src/a.py": 'def months_with_employer():\n    """Six months (S1.1-02)."""\n',
        "tests/test_a.py": "assert months_with_employer(x)",
        "tests/test_b.py": "assert months(x)",
        "notices/y/cases/golden.toml": 'rule = "months_with_employer"',
    }
    promised = requirements.promises(files)
    assert promised == {"S1.1-02": {"months_with_employer"}}
    assert requirements.tests_of(files, promised) == {"S1.1-02": ["tests/test_a.py", "notices/y/cases/golden.toml"]}
