"""DuckDB's CSV writer: duckdb_csv.py PARQUET_DIR OUT_DIR BYTES_OF_A_FILE THREADS. The files are then sent by curl."""

import sys

import duckdb


def write(source: str, target: str, size: int, threads: int) -> None:
    connection = duckdb.connect()
    connection.execute(f"SET threads = {threads}")
    connection.execute("SET preserve_insertion_order = false")
    connection.execute(f"""
        COPY (SELECT * FROM read_parquet('{source}/*.parquet')) TO '{target}'
        (FORMAT csv, HEADER true, PER_THREAD_OUTPUT true, FILE_SIZE_BYTES {size}, OVERWRITE true)
    """)


if __name__ == "__main__":
    write(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
