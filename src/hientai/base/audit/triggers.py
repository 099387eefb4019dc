"""Row differences written by database triggers, so that not even raw SQL goes unseen.

For every table of our rooms the two engines get AFTER INSERT / UPDATE / DELETE triggers that append to
``base_rowchange``: an insert keeps only the row's id (the row holds its values), an update keeps
``{column: [old, new]}`` of the changed columns, a delete keeps the whole row. The act key in force ties the row
to the operation; a change outside any operation has none and is shown as such. Binary columns (files, sort keys)
are left out; of a password only the fact that it changed is kept.
"""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate

from hientai.base.operation import act_key
from hientai.base.privacy import MASK

SKIPPED = {"base_act", "base_rowchange", "base_audithead", "base_job", "base_readentry"}
APPEND_ONLY = ("base_act", "base_rowchange", "base_readentry")
SECRET = ("password",)
SECRET_ARRAY = "ARRAY[" + ", ".join(f"'{name}'" for name in SECRET) + "]"


def connect() -> None:
    """Register the SQLite function on every new connection and (re)create triggers after migrations."""
    connection_created.connect(_on_connection, dispatch_uid="hientai.audit.connection")
    post_migrate.connect(_after_migrate, dispatch_uid="hientai.audit.triggers")


def announce(key: str) -> None:
    """Tell the database which act the coming row changes belong to (transaction-local on PostgreSQL)."""
    connection = connections[DEFAULT_DB_ALIAS]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('hientai.act', %s, true)", [key])


def _on_connection(sender: Any, connection: Any, **kwargs: Any) -> None:
    if connection.vendor == "sqlite":
        connection.connection.create_function("hientai_act", 0, act_key)


def audited_models() -> list[type[models.Model]]:
    """Every managed model of our rooms whose rows are watched, auto-created many-to-many tables included."""
    found = []
    for config in apps.get_app_configs():
        if config.name.startswith("hientai."):
            for model in config.get_models(include_auto_created=True):
                if model._meta.managed and not model._meta.proxy and model._meta.db_table not in SKIPPED:
                    found.append(model)
    return found


def _after_migrate(sender: Any, using: str = DEFAULT_DB_ALIAS, **kwargs: Any) -> None:
    watched = [c.label for c in apps.get_app_configs() if c.name.startswith("hientai.") and c.models_module]
    if getattr(sender, "label", "") == watched[-1]:
        install(using)


def install(using: str = DEFAULT_DB_ALIAS) -> int:
    """(Re)create the triggers of every table that exists; returns how many tables are watched."""
    connection = connections[using]
    present = set(connection.introspection.table_names())
    if "base_rowchange" not in present:
        return 0
    make = _sqlite if connection.vendor == "sqlite" else _postgresql
    watched = 0
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(PG_FUNCTION)
            cursor.execute(PG_REFUSE)
        for model in audited_models():
            if model._meta.db_table in present:
                for statement in make(model):
                    cursor.execute(statement)
                watched += 1
        for table in APPEND_ONLY:
            for statement in _append_only(connection.vendor, table):
                cursor.execute(statement)
    return watched


def _binary(model: type[models.Model]) -> list[str]:
    return [str(f.column) for f in model._meta.concrete_fields if isinstance(f, models.BinaryField)]


def _sqlite(model: type[models.Model]) -> list[str]:
    table = model._meta.db_table
    key = model._meta.pk.column if model._meta.pk else "id"
    binary = _binary(model)
    columns = [f.column for f in model._meta.concrete_fields if f.column and f.column not in binary]
    old = {c: f"'{MASK}'" if c in SECRET else f'OLD."{c}"' for c in columns}
    new = {c: f"'{MASK}'" if c in SECRET else f'NEW."{c}"' for c in columns}
    changed = " || ".join(
        f"""CASE WHEN OLD."{c}" IS NOT NEW."{c}" THEN ',"{c}":' || json_array({old[c]}, {new[c]}) ELSE '' END"""
        for c in columns
    )
    old_row = "json_object(" + ", ".join(f"'{c}', {old[c]}" for c in columns) + ")"
    differs = " OR ".join(f'OLD."{c}" IS NOT NEW."{c}"' for c in columns)
    into = "INSERT INTO base_rowchange(act_key, at, table_name, row_id, op, diff) VALUES (hientai_act(), "
    now = "strftime('%Y-%m-%d %H:%M:%f', 'now')"
    out = [f'DROP TRIGGER IF EXISTS "audit_{table}_{op}"' for op in "iud"]
    out.append(
        f'CREATE TRIGGER "audit_{table}_i" AFTER INSERT ON "{table}" FOR EACH ROW BEGIN '
        f"""{into}{now}, '{table}', CAST(NEW."{key}" AS TEXT), 'I', NULL); END"""
    )
    out.append(
        f'CREATE TRIGGER "audit_{table}_u" AFTER UPDATE ON "{table}" FOR EACH ROW WHEN {differs} BEGIN '
        f"""{into}{now}, '{table}', CAST(NEW."{key}" AS TEXT), 'U', '{{' || substr({changed}, 2) || '}}'); END"""
    )
    out.append(
        f'CREATE TRIGGER "audit_{table}_d" AFTER DELETE ON "{table}" FOR EACH ROW BEGIN '
        f"""{into}{now}, '{table}', CAST(OLD."{key}" AS TEXT), 'D', {old_row}); END"""
    )
    return out


# Arguments of the trigger: the key column, then the columns left out, comma-separated.
PG_FUNCTION = f"""
CREATE OR REPLACE FUNCTION hientai_audit() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  act text := nullif(current_setting('hientai.act', true), '');
  omitted text[] := string_to_array(TG_ARGV[1], ',');
  before jsonb;
  changes jsonb;
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO base_rowchange(act_key, at, table_name, row_id, op, diff)
      VALUES (act, clock_timestamp(), TG_TABLE_NAME, to_jsonb(NEW)->>TG_ARGV[0], 'I', NULL);
    RETURN NULL;
  END IF;
  before := to_jsonb(OLD) - omitted;
  IF TG_OP = 'UPDATE' THEN
    SELECT jsonb_object_agg(n.key, CASE WHEN n.key = ANY ({SECRET_ARRAY}) THEN jsonb_build_array('{MASK}', '{MASK}')
        ELSE jsonb_build_array(o.value, n.value) END) INTO changes
      FROM jsonb_each(to_jsonb(NEW) - omitted) n JOIN jsonb_each(before) o ON o.key = n.key
      WHERE o.value IS DISTINCT FROM n.value;
    IF changes IS NOT NULL THEN
      INSERT INTO base_rowchange(act_key, at, table_name, row_id, op, diff)
        VALUES (act, clock_timestamp(), TG_TABLE_NAME, to_jsonb(NEW)->>TG_ARGV[0], 'U', changes);
    END IF;
  ELSE
    SELECT jsonb_object_agg(key, CASE WHEN key = ANY ({SECRET_ARRAY}) THEN to_jsonb('{MASK}'::text) ELSE value END)
      INTO changes FROM jsonb_each(before);
    INSERT INTO base_rowchange(act_key, at, table_name, row_id, op, diff)
      VALUES (act, clock_timestamp(), TG_TABLE_NAME, before->>TG_ARGV[0], 'D', changes);
  END IF;
  RETURN NULL;
END $$
"""

PG_REFUSE = """
CREATE OR REPLACE FUNCTION hientai_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the audit is append-only: %', TG_TABLE_NAME; END $$
"""


def _postgresql(model: type[models.Model]) -> list[str]:
    table = model._meta.db_table
    key = model._meta.pk.column if model._meta.pk else "id"
    omitted = ",".join(_binary(model))
    return [
        f'DROP TRIGGER IF EXISTS hientai_audit ON "{table}"',
        f'CREATE TRIGGER hientai_audit AFTER INSERT OR UPDATE OR DELETE ON "{table}" '
        f"FOR EACH ROW EXECUTE FUNCTION hientai_audit('{key}', '{omitted}')",
    ]


def _append_only(vendor: str, table: str) -> list[str]:
    if vendor == "postgresql":
        return [
            f'DROP TRIGGER IF EXISTS hientai_refuse ON "{table}"',
            f'CREATE TRIGGER hientai_refuse BEFORE UPDATE OR DELETE ON "{table}" '
            "FOR EACH ROW EXECUTE FUNCTION hientai_refuse()",
            f'DROP TRIGGER IF EXISTS hientai_refuse_all ON "{table}"',
            f'CREATE TRIGGER hientai_refuse_all BEFORE TRUNCATE ON "{table}" '
            "FOR EACH STATEMENT EXECUTE FUNCTION hientai_refuse()",
        ]
    return [
        statement
        for op in ("UPDATE", "DELETE")
        for statement in (
            f'DROP TRIGGER IF EXISTS "refuse_{table}_{op[0].lower()}"',
            f'CREATE TRIGGER "refuse_{table}_{op[0].lower()}" BEFORE {op} ON "{table}" '
            "BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END",
        )
    ]


def lift_refusals(using: str = DEFAULT_DB_ALIAS) -> None:
    """Let the audit's tables be changed until the next `install`: for tests that empty the database when they end."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for table in APPEND_ONLY:
            if connection.vendor == "postgresql":
                cursor.execute(f'DROP TRIGGER IF EXISTS hientai_refuse ON "{table}"')
                cursor.execute(f'DROP TRIGGER IF EXISTS hientai_refuse_all ON "{table}"')
            else:
                for op in "ud":
                    cursor.execute(f'DROP TRIGGER IF EXISTS "refuse_{table}_{op}"')
