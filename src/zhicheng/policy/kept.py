"""What has been worked out of a frozen value, kept beside it for as long as it lives.

A notice in force and a sealed dossier never change, so what depends on one of them alone is worked out once: the
ways of a title, the files of a dossier as a set. Nothing that depends on both is ever kept: no answer is remembered.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import Field
from functools import cache, wraps
from typing import Any, ClassVar, TypeVar

A = TypeVar("A", bound="Kept")
B = TypeVar("B")
F = TypeVar("F", bound=Callable[..., Any])


class Kept:
    """A frozen value beside which something can be kept. It takes no part in equality, copies or pickles."""

    __slots__ = ("_kept", "_once")
    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]  # every Kept is a dataclass
    _kept: dict[Hashable, Any]
    _once: dict[Any, tuple[Any, Any]]


def kept(value: A, what: Hashable, work_out: Callable[[A], B]) -> B:
    """What ``work_out`` makes of a value, worked out when it is first asked for. Two threads at worst both do it."""
    try:
        beside = value._kept
    except AttributeError:
        if not isinstance(value, Kept):  # facts under watch: everything that is read is to be seen
            return work_out(value)
        beside = {}
        object.__setattr__(value, "_kept", beside)
    try:
        found: B = beside[what]
    except KeyError:
        found = beside[what] = work_out(value)
    return found


def sitting(value: A) -> A:
    """The same value for one judgement: what is marked :func:`once` is worked out once in it, and forgotten with it."""
    if not isinstance(value, Kept):  # facts under watch are asked by every rule anew
        return value
    same = _copy(value)
    try:
        object.__setattr__(same, "_kept", value._kept)
    except AttributeError:  # nothing is kept yet: let what will be kept outlive the sitting
        object.__setattr__(value, "_kept", {})
        object.__setattr__(same, "_kept", value._kept)
    object.__setattr__(same, "_once", {})
    return same


def _copy(value: A) -> A:
    """The same fields and nothing that is kept; what ``dataclasses.replace`` does, in half the time: no
    :class:`Kept` has a ``__post_init__``, and each has slots."""
    same = object.__new__(type(value))
    for get, put in _slots(type(value)):  # type: ignore[arg-type]  # mypy asks its instances
        put(same, get(value))
    return same


@cache
def _slots(of: Any) -> tuple[tuple[Callable[[Any], Any], Callable[[Any, Any], None]], ...]:
    members = [getattr(of, name) for name in of.__dataclass_fields__]
    return tuple((member.__get__, member.__set__) for member in members)


def once(function: F) -> F:
    """Marks what several rules ask of the same facts and notice; within a :func:`sitting` it is worked out once.

    Elsewhere the function is what it was. Asking for verdicts hands it round instead
    (:mod:`zhicheng.policy.verdict_form`).
    """

    @wraps(function)
    def asked(facts: Any, *notice: Any, **more: Any) -> Any:
        try:
            worked_out = facts._once
        except AttributeError:
            return function(facts, *notice, **more)
        if more or len(notice) != 1:
            return function(facts, *notice, **more)
        of, result = worked_out.get(function, (None, None))
        if of is not notice[0]:
            result = function(facts, *notice)
            worked_out[function] = notice[0], result
        return result

    asked.once = True  # type: ignore[attr-defined]
    return asked  # type: ignore[return-value]


def in_short(other: F) -> Callable[[F], F]:
    """Marks what answers just as another function does, that is quicker where nobody wants words: asking for verdicts
    works out the other, once."""

    def marked(function: F) -> F:
        function.once, function.__wrapped__ = True, other  # type: ignore[attr-defined]
        return function

    return marked


def once_lazily(function: F) -> F:
    """As :func:`once`, for what rules ask only in rare cases: asking for verdicts works it out where it is asked."""
    asked = once(function)
    asked.once = False  # type: ignore[attr-defined]
    return asked
