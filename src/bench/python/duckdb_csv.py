"""DuckDB's CSV writer: duckdb_csv.py PARQUET_DIR OUT_DIR BYTES_OF_A_FILE. The files are then sent by curl."""

import sys

import duckdb

source, target, size = sys.argv[1:]
connection = duckdb.connect()
connection.execute("SET preserve_insertion_order = false")
connection.execute(
    f"COPY (SELECT * FROM read_parquet('{source}/*.parquet')) TO '{target}' "
    f"(FORMAT csv, HEADER true, PER_THREAD_OUTPUT true, FILE_SIZE_BYTES {size}, OVERWRITE true)"
)
