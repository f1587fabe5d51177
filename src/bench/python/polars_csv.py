"""Polars' CSV writer: polars_csv.py PARQUET_DIR OUT_DIR ROWS_OF_A_FILE. The files are then sent by curl.

Polars takes the number of its threads from POLARS_MAX_THREADS.
"""

import sys

import polars


def write(source: str, target: str, rows: int) -> None:
    files = polars.PartitionBy(target, max_rows_per_file=rows, approximate_bytes_per_file=None)
    polars.scan_parquet(f"{source}/*.parquet").sink_csv(files, maintain_order=False, mkdir=True)


if __name__ == "__main__":
    write(sys.argv[1], sys.argv[2], int(sys.argv[3]))
