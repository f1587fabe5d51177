"""DuckDB with the export's checks in SQL: duckdb_checked.py PARQUET_DIR OUT_DIR BYTES_OF_A_FILE THREADS

Writes the rows that field_checks lets pass, and prints how many it kept back. The files are then sent by curl. It checks what the
export checks, as field_checks says with its exceptions; it claims, records and balances nothing, and does not keep applications and
kinds of identifiers apart.
"""

import sys
import time

import duckdb

from field_checks import Column, Limits, valid


def condition(connection: duckdb.DuckDBPyConnection, relation: str, limits: Limits) -> str:
    described = connection.execute(f"DESCRIBE SELECT * FROM {relation}").fetchall()
    return valid([Column(name, kind) for name, kind, *_ in described], limits)


def refused(connection: duckdb.DuckDBPyConnection, relation: str, limits: Limits) -> int:
    """How many rows of a relation, its columns called as the API's fields, do not pass."""
    query = f"SELECT count(*) FROM {relation} WHERE NOT ({condition(connection, relation, limits)})"
    (rows,) = connection.execute(query).fetchone()
    return rows


def write(source: str, target: str, size: int, threads: int) -> tuple[int, int]:
    """How many rows were read, and how many refused."""
    connection = duckdb.connect()
    connection.execute(f"SET threads = {threads}")
    connection.execute("SET preserve_insertion_order = false")
    relation = f"read_parquet('{source}/*.parquet')"
    (written,) = connection.execute(f"""
        COPY (SELECT * FROM {relation} WHERE {condition(connection, relation, Limits.at(time.time()))}) TO '{target}'
        (FORMAT csv, HEADER true, PER_THREAD_OUTPUT true, FILE_SIZE_BYTES {size}, OVERWRITE true)
    """).fetchone()
    (read,) = connection.execute(f"SELECT count(*) FROM {relation}").fetchone()
    return read, read - written


if __name__ == "__main__":
    rows, kept_back = write(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
    print(f"{rows:,} rows, {kept_back:,} of them refused")
