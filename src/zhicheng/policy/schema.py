"""The form of a dossier, read off :mod:`zhicheng.policy.facts`: JSON Schema and the Chinese name of each place."""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from . import facts
from .facts import Appraisal, Bar, Dossier, Entrustment, GreenChannel, Quota
from .places import ROW_SECTIONS, SECTIONS, UNIT_FILES

DRAFT = "https://json-schema.org/draft/2020-12/schema"
UNIT = "unit"  # the table of a dossier file that holds what the employer and the register add

# The table `unit`: its fields are those of Facts that are neither the dossier nor a day of asking.
UNIT_FIELDS: dict[str, tuple[str, Any]] = {
    "recommended_on": ("单位推荐日期", date | None),
    "appraisals": ("年度考核", tuple[Appraisal, ...]),
    "written_proof": ("未进行年度考核的书面证明", bool),
    "green_channel_on_file": ("登记的绿色通道审批", GreenChannel | None),
    "bars": ("诚信档案记录", tuple[Bar, ...]),
    "entrustment": ("登记的委托代评函", Entrustment | None),
    "quota": ("登记的职数", Quota | None),
}
# Tables that list only what is near; elsewhere any code of the standard's form stands (GB/T 2260).
OPEN_TABLES = {"region": "[0-9]{6}"}
_PLAIN_LABELS = {
    "year": "年度",
    "grade": "等次",
    "digest": "摘要",
    "ground": "事由",
    "begins_on": "起",
    "ends_on": "止",
    "document_number": "文号",
}


@lru_cache(maxsize=64)
def hints(of: type) -> dict[str, Any]:
    """The resolved types of a dataclass's fields."""
    return get_type_hints(of, vars(facts))


def optional(kind: Any) -> tuple[Any, bool]:
    """A type without ``None``, and whether ``None`` was allowed."""
    if get_origin(kind) in (Union, types.UnionType):
        rest = [a for a in get_args(kind) if a is not type(None)]
        return rest[0], True
    return kind, False


def rows_of(kind: Any) -> Any:
    """The type of the rows of a ``tuple[Row, ...]``, ``None`` for anything else."""
    return get_args(kind)[0] if get_origin(kind) is tuple else None


def label(of: type, name: str) -> str:
    """The Chinese name of a field, or its own name when it has none."""
    for f in fields(of):
        if f.name == name:
            return str(f.metadata.get("label") or _PLAIN_LABELS.get(name, name))
    return name


def is_required(f: Field[Any]) -> bool:
    """Whether a file must state a field."""
    return f.default is MISSING and f.default_factory is MISSING


def json_schema(codes: Mapping[str, Mapping[str, str]] | None = None) -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of a dossier file; code tables become ``enum`` where they are given.

    The same file may hold ``schema`` (the version) and ``unit`` (what the employer and the register add).
    """
    defs: dict[str, Any] = {}
    whole = _object(Dossier, codes or {}, defs)
    whole["properties"] = {
        "schema": {"const": facts.SCHEMA, "title": "格式版本"},
        **whole["properties"],
        UNIT: {
            "title": "单位与登记簿提供的事实",
            "type": "object",
            "additionalProperties": False,
            "properties": {n: {"title": t, **_kind(k, codes or {}, defs)} for n, (t, k) in UNIT_FIELDS.items()},
        },
    }
    return {
        "$schema": DRAFT,
        "$id": f"urn:{facts.SCHEMA}",
        "title": "职称申报材料",
        "description": "一人一年一次申报的全部内容；规则只读这些。日期为ISO 8601。",
        **whole,
        "$defs": dict(sorted(defs.items())),
    }


def _object(of: type, codes: Mapping[str, Mapping[str, str]], defs: dict[str, Any]) -> dict[str, Any]:
    properties: dict[str, Any] = {}
    for f in fields(of):
        said = _kind(hints(of)[f.name], codes, defs)
        said = {"title": label(of, f.name), **said}
        table = f.metadata.get("codes")
        if table:
            said["description"] = f"代码表：{table}"
            known = codes.get(table)
            if known and table in OPEN_TABLES:
                said["anyOf"] = [{"enum": list(known)}, {"pattern": f"^{OPEN_TABLES[table]}$"}]
            elif known:
                said["enum"] = [*known, *([""] if f.default == "" and "" not in known else [])]
            if known:
                said["description"] += "（" + "；".join(f"{c} {n}" if c != n else c for c, n in known.items()) + "）"
        if f.metadata.get("personal"):
            said["x-personal"] = True
        properties[f.name] = said
    return {
        "type": "object",
        "additionalProperties": False,
        "required": [f.name for f in fields(of) if is_required(f)],
        "properties": properties,
    }


def _kind(kind: Any, codes: Mapping[str, Mapping[str, str]], defs: dict[str, Any]) -> dict[str, Any]:
    kind, may_be_null = optional(kind)
    row = rows_of(kind)
    if row is not None:
        return {"type": "array", "items": _kind(row, codes, defs)}
    if is_dataclass(kind) and isinstance(kind, type):
        if kind.__name__ not in defs:
            defs[kind.__name__] = {}
            defs[kind.__name__] = {"title": _title(kind), **_object(kind, codes, defs)}
        ref = {"$ref": f"#/$defs/{kind.__name__}"}
        return {"anyOf": [ref, {"type": "null"}]} if may_be_null else ref
    plain: dict[Any, dict[str, Any]] = {
        str: {"type": "string"},
        int: {"type": "integer"},
        bool: {"type": "boolean"},
        date: {"type": "string", "format": "date"},
        datetime: {"type": "string", "format": "date-time"},
    }
    said = dict(plain[kind])
    if may_be_null:
        said["type"] = [said["type"], "null"]
    return said


_NAMES = {
    "GreenChannel": "绿色通道审批",
    "Employer": "用人单位",
    "Contract": "聘用合同或劳动合同",
    "Basics": "基本信息",
    "Title": "现任职称",
    "OtherTitle": "其他职称",
    "Study": "学习经历",
    "Job": "工作经历",
    "Achievement": "业绩",
    "Application": "申报评委会",
    "Pledge": "承诺",
    "File": "材料",
    "Appraisal": "年度考核",
    "Bar": "诚信档案记录",
    "Quota": "职数",
}


def _title(of: type) -> str:
    return _NAMES.get(of.__name__, of.__name__)


def row_words(key: str) -> str:
    """A row by its key: 第3行 for the platform's own keys (``r3``), 第“k3”行 for others."""
    return f"第{key[1:]}行" if key[:1] == "r" and key[1:].isdigit() else f"第“{key}”行"


def place_words(place: str, material: Mapping[str, str] | None = None) -> str:
    """A place in Chinese: 工作经历 › k3 › 起. ``material`` names the slots of files."""
    first, *rest = place.split(".")
    out = [SECTIONS.get(first) or {"employer": "用人单位", UNIT_FILES: "单位附件"}.get(first) or label(Dossier, first)]
    of: Any = hints(Dossier).get(first)
    of = optional(of)[0] if of is not None else None
    row = rows_of(of) if of is not None else None
    if row is not None and first in ROW_SECTIONS and rest and rest[0] not in ("files", "changed_series"):
        if rest[0] == "+":
            out.append("新增一行")
            rest = rest[1:]
        if rest:
            out.append(row_words(rest[0]))
        rest, of = rest[1:], row
    while rest:
        if rest[0] == "files":
            slot = rest[1] if len(rest) > 1 else ""
            out.append((material or {}).get(slot, slot) or "文件")
            break
        if rest[0] == "changed_series":
            out.append("有转评经历")
            break
        out.append(label(of, rest[0]) if is_dataclass(of) and isinstance(of, type) else rest[0])
        of = optional(hints(of).get(rest[0]))[0] if is_dataclass(of) and isinstance(of, type) else None
        rest = rest[1:]
    return " › ".join(out)
