"""Copies results tables with HTML in every text: .ci/hostile_tables.py RESULTS FOLDER. Writes who is to be looked up to FOLDER/user."""

import json
import sys
from pathlib import Path

import duckdb

import hostile

sys.path.append("notebooks")
from identifier_hash import identifier_hash


def expression(column: str, kind: str) -> str:
    """The column's own value with the hostile text behind it."""
    if column == "row_json":
        return "hostile_row(row_json)"
    if kind == "VARCHAR[]":
        return f"list_transform({column}, lambda text: text || $text)"
    if kind == "MAP(VARCHAR, BIGINT)":
        return f"map_from_entries(list_transform(map_entries({column}), lambda pair: {{'key': pair.key || $text, 'value': pair.value}}))"
    # What is in doubt is found by the word.
    return f"if({column} = 'unknown', {column}, {column} || $text)" if kind == "VARCHAR" else column


def hostile_row(row: str) -> str:
    """A refused row can still be looked up."""
    cells = json.loads(row)
    return json.dumps({name: f"{cell}{hostile.TEXT}" if name == "event_name" and cell else cell for name, cell in cells.items()})


def main(results: Path, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    key = folder / "index.key"
    key.write_text("00")
    database = duckdb.connect()
    database.create_function("hostile_row", hostile_row, ["VARCHAR"], "VARCHAR")
    for table in ("runs", "payloads", "rejects", "events", "visibility"):
        whole = f"read_parquet('{results}/{table}/**/*.parquet', hive_partitioning = true)"
        columns = {name: str(kind) for name, kind, *_ in database.sql(f"describe from {whole}").fetchall()}
        chosen = ", ".join(f"{expression(name, kind)} as {name}" for name, kind in columns.items())
        database.execute(f"create table {table} as select {chosen} from {whole}", {"text": hostile.TEXT})

    ((user,),) = database.sql(
        "select row_json ->> '$.profile_id' as profile from rejects"
        " where profile is not null and row_json ->> '$.event_name' is not null limit 1"
    ).fetchall()
    (folder / "user").write_text(user)
    # Of the same user, so that both kinds of his events are shown.
    database.execute("update events set identifier_hash = ? where row_number = 1", [identifier_hash(str(key), f"profile_id:{user}")])
    for table in ("runs", "payloads", "rejects", "events", "visibility"):
        (folder / "results").mkdir(exist_ok=True)
        database.execute(f"copy {table} to '{folder}/results/{table}' (format parquet, partition_by (date, run_id), overwrite)")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
