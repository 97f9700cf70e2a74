"""Forms drawn from the schema of a dossier: one field a fact, its Chinese name, its code table, its kind.

They only show; what was typed goes to the actions as it is, and what these refuse comes back beside the field.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import MISSING, fields
from datetime import date
from typing import Any

from django import forms
from django.forms.utils import ErrorDict, ErrorList

from zhicheng.policy.finding import Refusal
from zhicheng.policy.notice import Notice
from zhicheng.policy.schema import hints, optional

LONG = frozenset({"summary", "content", "note"})
HINTS = {"email": "email", "phone": "tel"}


class Shown(forms.Form):
    """An unbound form that can still tell what was refused."""

    use_required_attribute = False

    def tell(self, refusals: Iterable[Refusal], place: str) -> tuple[Refusal, ...]:
        """Put each refusal beside its field; those that belong to none are given back."""
        told, rest = ErrorDict(), []
        for refusal in refusals:
            name = refusal.place.removeprefix(place + ".").replace("contract.", "contract_")
            if refusal.place.startswith(place + ".") and name in self.fields:
                told.setdefault(name, ErrorList()).append(f"{refusal.what}。{refusal.mend}")
            else:
                rest.append(refusal)
        self._errors = told
        return tuple(rest)


def form_for(
    of: type,
    names: Sequence[str],
    notice: Notice,
    values: Mapping[str, Any],
    *,
    prefix: str = "",
    only: Mapping[str, Sequence[tuple[str, str]]] | None = None,
    labels: Mapping[str, str] | None = None,
    helps: Mapping[str, str] | None = None,
) -> Shown:
    """The form of some facts of a dataclass; ``only`` gives the choices of a field instead of its whole table."""
    form = Shown(auto_id=f"{prefix or 'f'}-%s", initial={n: _shown(values.get(n)) for n in names})
    known = {f.name: f for f in fields(of)}
    for name in names:
        f = known[name.removeprefix("contract_")] if name not in known else known[name]
        kind, may_be_null = optional(hints(of)[f.name])
        label = (labels or {}).get(name) or str(f.metadata.get("label") or name)
        required = f.default is MISSING and f.default_factory is MISSING and not may_be_null
        choices = (only or {}).get(name) or _choices(f.metadata.get("codes"), notice)
        form.fields[name] = _field(name, kind, label, required, choices, (helps or {}).get(name, ""))
    return form


def _field(
    name: str, kind: Any, label: str, required: bool, choices: Sequence[tuple[str, Any]], help: str
) -> forms.Field:
    given: dict[str, Any] = {"label": label, "required": required, "help_text": help}
    if kind is bool:
        return forms.BooleanField(**(given | {"required": False}))
    if choices:
        return forms.ChoiceField(**given, choices=[("", "请选择"), *choices], widget=forms.Select())
    if kind is date:
        return forms.CharField(**given, widget=forms.DateInput({"type": "date"}))
    if kind is int:
        return forms.CharField(**given, widget=forms.TextInput({"inputmode": "numeric", "maxlength": "4"}))
    if name in LONG:
        return forms.CharField(**given, widget=forms.Textarea({"rows": 8 if name == "summary" else 3}))
    return forms.CharField(**given, widget=forms.TextInput({"type": HINTS.get(name, "text")}))


def _choices(table: Any, notice: Notice) -> Sequence[tuple[str, Any]]:
    if not table or table == "committee":
        return ()
    codes = notice.codes.get(str(table), {})
    if table == "specialty":
        return specialties(notice)
    return tuple(codes.items())


def specialties(notice: Notice) -> Sequence[tuple[str, Any]]:
    """Specialties grouped by series."""
    groups: dict[str, list[tuple[str, str]]] = {}
    belongs = notice.codes.get("specialty_series", {})
    for code, name in notice.codes.get("specialty", {}).items():
        groups.setdefault(notice.name_of("series", belongs.get(code, "")) or "其他", []).append((code, name))
    return tuple(groups.items())


def titles(notice: Notice, series: str, level: str) -> Sequence[tuple[str, str]]:
    """The titles of a series and level; all of them while either is open."""
    table = notice.codes.get("title", {})
    chosen = {k: v for k, v in table.items() if (not series or k.startswith(series + "/")) and k.endswith(level)}
    names = dict.fromkeys(n for v in (chosen or table).values() for n in v.split("、"))
    return tuple((n, n) for n in names)


def _shown(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def typed(post: Mapping[str, Any], names: Iterable[str], booleans: Iterable[str] = ()) -> dict[str, Any]:
    """What was typed into the fields of a form; an unticked box is a plain no."""
    ticks = set(booleans)
    return {n: (n in post) if n in ticks else post[n] for n in names if n in post or n in ticks}
