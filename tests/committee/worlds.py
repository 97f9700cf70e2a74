"""What somebody sees who holds a database's files: every table, where each row lies, and the write-ahead log.

Two runs are compared as they are, but for what must differ: ciphertext, and on PostgreSQL the numbers that the server
deals out by itself (transactions, oids, positions in the log), which are replaced by their rank within the run.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

SEALED = "committee_box"
CONTEXT = 16


# ───── a database of one's own ─────


@contextmanager
def copies(folder: Path) -> Iterator[Any]:
    """A maker of copies of the present database; the connection stands in the last one made until the end."""
    before, made = connection.settings_dict["NAME"], []

    def copy(name: str) -> None:
        connection.close()
        if connection.vendor == "sqlite":
            target = folder / f"{name}.sqlite3"
            shutil.copyfile(before, target)
            connection.settings_dict["NAME"] = str(target)
        else:
            target = f"world_{name}"
            _administer(f"DROP DATABASE IF EXISTS {target}", f"CREATE DATABASE {target} TEMPLATE {before}")
            connection.settings_dict["NAME"] = target
        made.append(connection.settings_dict["NAME"])

    connection.ensure_connection()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    else:
        _administer(
            "ALTER SYSTEM SET wal_keep_size = '1GB'", "ALTER SYSTEM SET autovacuum = off", "SELECT pg_reload_conf()"
        )
    try:
        yield copy
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before
        if connection.vendor == "postgresql":
            _administer(*(f"DROP DATABASE IF EXISTS {name}" for name in made))


def _administer(*statements: str) -> None:
    import psycopg

    with psycopg.connect(settings.DATABASE_URL, autocommit=True) as server:
        for statement in statements:
            server.execute(statement)


def tables() -> list[str]:
    return sorted(connection.introspection.table_names())


# ───── what is seen ─────


def seen(log_from: Any) -> dict[str, Any]:
    """Everything there is to see, by what it is."""
    return _sqlite() if connection.vendor == "sqlite" else _postgresql(log_from)


def log_position() -> Any:
    """Where the log stands now."""
    if connection.vendor == "sqlite":
        return None
    with connection.cursor() as cursor:
        cursor.execute("CREATE EXTENSION IF NOT EXISTS pageinspect")
        cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_walinspect")
        cursor.execute("SELECT pg_current_wal_insert_lsn()::text")
        return cursor.fetchone()[0]


def stored() -> str:
    """The box as it lies in the table."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT papers FROM {SEALED}")
        return cursor.fetchone()[0]


def _sqlite() -> dict[str, Any]:
    name = Path(connection.settings_dict["NAME"])
    out: dict[str, Any] = {}
    with connection.cursor() as cursor:
        for table in tables():
            columns = "*" if table != SEALED else "ballot_id, length(papers)"
            try:
                cursor.execute(f'SELECT rowid, {columns} FROM "{table}"')
            except Exception:  # a table without rowid
                cursor.execute(f'SELECT {columns} FROM "{table}"')
            out[f"table {table}"] = cursor.fetchall()
        cursor.execute("SELECT name, path, pageno, pagetype, ncell, payload, unused FROM dbstat")
        out["pages"] = cursor.fetchall()
    log = Path(f"{name}-wal")
    out["file"], frames = name.read_bytes(), log.read_bytes() if log.exists() else b""
    size = int.from_bytes(frames[8:12], "big") if frames else 4096
    whole = [frames[n : n + 24 + size] for n in range(32, len(frames), 24 + size)]
    out["log order"] = [(f[:4], f[4:8]) for f in whole]  # page number; size of the database at a commit
    out["log"] = b"".join(f[24:] for f in whole)
    return out


def _postgresql(log_from: str) -> dict[str, Any]:
    out: dict[str, Any] = {}
    numbers: dict[str, set[int]] = {"xid": set()}
    heaps = {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT c.oid::regclass::text, c.relfilenode, c.relkind FROM pg_class c "
                       "JOIN pg_namespace n ON n.oid = c.relnamespace "
                       "WHERE n.nspname IN ('public', 'pg_toast') AND c.relkind IN ('r', 't', 'i')")  # fmt: skip
        found = cursor.fetchall()
        named = _names(cursor, [r[0] for r in found])
        relations = [r for r in found if not named[r[0]].startswith(("pg_", "information_schema"))]
        for relation, _, kind in relations:
            if kind == "i":
                continue
            columns = "*" if relation != SEALED else "ballot_id, length(papers)"
            if kind == "t":
                columns = "chunk_seq, length(chunk_data)"
            cursor.execute(f"SELECT ctid::text, xmin::text::bigint, xmax::text::bigint, {columns} FROM {relation}")
            heaps[f"table {named[relation]}"] = cursor.fetchall()
            cursor.execute(
                "SELECT b, lp, lp_off, lp_flags, lp_len, t_xmin::text::bigint, t_xmax::text::bigint, t_ctid::text, "
                "t_infomask & ~3840, t_hoff, t_data FROM "
                "generate_series(0, pg_relation_size(%s::regclass) / 8192 - 1) b, "
                "LATERAL heap_page_items(get_raw_page(%s, b::int)) ORDER BY 1, 2",
                [relation, relation],
            )  # fmt: skip
            sealed = relation == SEALED or kind == "t"
            show = len if sealed else bytes
            heaps[f"heap {named[relation]}"] = [
                (*r[:10], None if r[10] is None else show(r[10])) for r in cursor.fetchall()
            ]
        cursor.execute("SELECT pg_switch_wal()")  # what was written so far is flushed
        cursor.execute("SELECT pg_current_wal_flush_lsn()::text")
        log_to = cursor.fetchone()[0]
        out["log"] = _log(cursor, log_from, log_to, {node: named[relation] for relation, node, _ in relations})
    for key, rows in heaps.items():
        first, second = (1, 2) if key.startswith("table") else (5, 6)
        for row in rows:
            numbers["xid"] |= {n for n in (row[first], row[second]) if n}
    rank = {n: at for at, n in enumerate(sorted(numbers["xid"]), 1)} | {0: 0, None: None}
    for key, rows in heaps.items():
        first, second = (1, 2) if key.startswith("table") else (5, 6)
        out[key] = [
            tuple(rank[v] if at in (first, second) else v for at, v in enumerate(row)) for row in rows
        ]  # fmt: skip
    return out


def _names(cursor: Any, relations: list[str]) -> dict[str, str]:
    """A toast table and its index are named by their owner, not by an oid."""
    cursor.execute("SELECT t.oid::regclass::text, c.oid::regclass::text FROM pg_class c "
                   "JOIN pg_class t ON t.oid = c.reltoastrelid")  # fmt: skip
    owner = {toast: f"{table} toast" for toast, table in cursor.fetchall()}
    owner |= {f"{toast}_index": f"{name} index" for toast, name in owner.items()}
    return {r: owner.get(r, r) for r in relations}


def _log(cursor: Any, begin: str, end: str, files: dict[int, str]) -> list[str]:
    """The records of the log of our own transactions, as PostgreSQL's own reader tells them."""
    cursor.execute(
        "SELECT xid::text, resource_manager, record_type, record_length, main_data_length, description, block_ref "
        "FROM pg_get_wal_records_info(%s::pg_lsn, %s::pg_lsn)",
        [begin, end],
    )
    out, ranks, rows = [], dict[str, int](), cursor.fetchall()
    cursor.execute("SELECT oid FROM pg_database WHERE datname = current_database()")
    database = cursor.fetchone()[0]  # the log is the whole server's, and copied databases number their files alike

    def where_of(blocks: str | None) -> str:
        def name(of: re.Match[str]) -> str:
            return f"rel {files.get(int(of[2]), 'other') if int(of[1]) == database else 'other'}"

        return re.sub(r"rel \d+/(\d+)/(\d+)", name, blocks or "")

    ours = {row[0] for row in rows if "rel " in (there := where_of(row[6])) and "rel other" not in there}
    for transaction, manager, kind, length, main, description, blocks in rows:
        where = where_of(blocks)
        if transaction == "0" or transaction not in ours or "rel other" in where:
            continue  # the server's own housekeeping: catalogue, statistics, checkpoints
        if kind.endswith("UPDATE") and "rel committee_box " in where:
            length = 0  # shorter by the bytes that old and new ciphertext share at their ends, which is chance
        rank = ranks.setdefault(transaction, len(ranks) + 1)
        what = re.sub(r"\d{4}-\d\d-\d\d [\d:.]+[+\w]*", "when", description or "")
        what = re.sub(
            r"(xmax|xid|xmin|lock|latestRemovedXid|snapshotConflictHorizon)[: ]+(\d+)",
            lambda m: f"{m[1]} {ranks.get(m[2], 0)}",
            what,
        )
        out.append(f"{manager} {kind} {length}/{main} tx {rank} {what} {where}")
    return out


# ───── comparing ─────


def differences(a: dict[str, Any], b: dict[str, Any], tokens_a: list[str], tokens_b: list[str]) -> list[str]:
    """Where two runs can be told apart, apart from the inside of ciphertext."""
    out = [f"only in one: {k}" for k in sorted(set(a) ^ set(b))]
    for key in sorted(set(a) & set(b)):
        one, other = a[key], b[key]
        if isinstance(one, bytes):
            out += [f"{key}: {words}" for words in _bytes_apart(one, other, tokens_a, tokens_b)]
        elif one != other:
            where = next((n for n, (x, y) in enumerate(zip(one, other, strict=False)) if x != y), "length")
            out.append(f"{key}: {where}: {one[where] if where != 'length' else len(one)} | "
                       f"{other[where] if where != 'length' else len(other)}")  # fmt: skip
    return out


def _bytes_apart(one: bytes, other: bytes, tokens_a: list[str], tokens_b: list[str]) -> Iterator[str]:
    """Each run of different bytes that is not, together with its surroundings, a piece of known ciphertext."""
    if len(one) != len(other):
        yield f"{len(one)} and {len(other)} bytes"
        return
    whole_a, whole_b = "\n".join(tokens_a).encode(), "\n".join(tokens_b).encode()
    at = 0
    while at < len(one):
        if one[at : at + 4096] == other[at : at + 4096]:
            at += 4096 - at % 4096 if at % 4096 else 4096
            continue
        if one[at] == other[at]:
            at += 1
            continue
        end = at
        while end < len(one) and one[end] != other[end]:
            end += 1
        if not (_within(one, at, end, whole_a) and _within(other, at, end, whole_b)):
            yield f"bytes {at} to {end}: {one[at - 20 : end + 20]!r} | {other[at - 20 : end + 20]!r}"
        at = end


def _within(said: bytes, begin: int, end: int, tokens: bytes) -> bool:
    """Whether the run and sixteen bytes around it, on whichever sides, are a piece of known ciphertext."""
    return any(
        said[max(0, begin - left) : end + CONTEXT - left] in tokens for left in range(CONTEXT + 1) if left <= begin
    )
