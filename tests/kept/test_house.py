"""The house keeps its rules: no path of a machine, no registry's host, no signals, a docstring for every module."""

from __future__ import annotations

import ast
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
TRACKED = [
    ROOT / name
    for name in subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split(
        "\n"
    )
    if name
]
TEXTS = {p: p.read_text("utf-8") for p in TRACKED if p.suffix not in (".png", ".ttf") and p.exists()}
PYTHON = {p: t for p, t in TEXTS.items() if p.suffix == ".py"}
PRODUCT = {p: t for p, t in PYTHON.items() if (ROOT / "src") in p.parents and "migrations" not in p.parts}


def test_no_path_of_a_machine_and_no_registry_host_is_committed():
    wanted = ["/" + w for w in ("work/", "home/", "root/", "Users/")]
    wanted += ["py" + "pi.org", "python" + "hosted", "npm" + "js.", "tsing" + "hua.edu"]
    found = [f"{p.relative_to(ROOT)}: {w}" for p, text in TEXTS.items() for w in wanted if w in text]
    assert found == []


def test_no_signal_is_sent_or_heard():
    heard = ("post_save", "pre_save", "m2m_changed", "post_delete", "@receiver")
    assert [str(p) for p, text in PRODUCT.items() for word in heard if word in text] == []


def test_every_module_that_does_something_says_what():
    silent = [
        str(p.relative_to(ROOT))
        for p, text in PRODUCT.items()
        if len(text.splitlines()) > 12
        and p.name not in ("models.py", "urls.py", "apps.py")
        and not ast.get_docstring(ast.parse(text))
    ]
    assert silent == []


def test_an_action_is_told_who_and_when():
    without = []
    for path, text in PRODUCT.items():
        if "actions" not in path.stem and "actions" not in path.parent.name:
            continue
        for node in ast.parse(text).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                marked = any("atomic" in ast.unparse(d) for d in node.decorator_list)
                names = {a.arg for a in (*node.args.args, *node.args.kwonlyargs)}
                if marked and "at" not in names and node.name not in ("move_demo_clock", "set_demo_clock"):
                    without.append(f"{path.name}:{node.name}")
    assert without == []


def test_nothing_reads_the_machines_clock_but_one_door():
    readers = [
        str(p.relative_to(ROOT))
        for p, text in PRODUCT.items()
        if ("datetime.now(" in text or "timezone.now(" in text or "date.today(" in text) and "ops" not in p.parts
    ]
    assert readers == ["src/zhicheng/year/queries.py"]


def test_no_number_of_the_notice_stands_in_python():
    strict = {p: t for p, t in PRODUCT.items() if "ops" not in p.parts}
    words = ("许职改办〔", "豫人社", "副高级职称评审委员会")
    assert [f"{p.name}: {w}" for p, t in strict.items() for w in words if w in t] == []
