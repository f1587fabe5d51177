"""Makes a day of events as Parquet whose columns are the API's fields, every row valid: make_day.py DIR ROWS SHAPE [FILES]

SHAPE: narrow (6 columns), wide (24), skewed (wide, 95 % of the rows of one application), large (10 kB of parameters each).
"""

import shutil
import sys
import time
from pathlib import Path

import duckdb

WIDE = """
  CASE WHEN h % 4 = 0 THEN 'background' ELSE 'foreground' END AS session_type,
  CASE WHEN h % 2 = 0 THEN g END AS ios_ifa,
  CASE WHEN h % 2 = 0 THEN g END AS ios_ifv,
  CASE WHEN h % 2 = 1 THEN g END AS google_aid,
  cast(NULL AS VARCHAR) AS windows_aid,
"""
DEVICE = """
  (10 + h % 8) || '.' || (h % 7) AS os_version,
  list_extract(['Apple', 'Samsung', 'Xiaomi', 'Google'], 1 + cast(h % 4 AS INTEGER)) AS device_manufacturer,
  list_extract(['iPhone 15', 'Galaxy S24', 'Redmi Note 12', 'Pixel 8, 128 GB'], 1 + cast(h % 4 AS INTEGER)) AS device_model,
  list_extract(['phone', 'tablet', 'unknown'], 1 + cast(h % 3 AS INTEGER)) AS device_type,
  list_extract(['ru_RU', 'en_US', 'kk_KZ'], 1 + cast(h % 3 AS INTEGER)) AS device_locale,
  '4.' || (h % 20) || '.1' AS app_version_name,
  'com.example.game' || (h % 3) AS app_package_name,
  CASE WHEN h % 3 = 0 THEN 'cell' ELSE 'wifi' END AS connection_type,
  list_extract(['MegaFon', 'Билайн', 'Tele2'], 1 + cast(h % 3 AS INTEGER)) AS operator_name,
  250 AS mcc,
  cast(h % 99 AS INTEGER) AS mnc,
  '2a02:6b8::' || printf('%x', h % 65536) || ':' || printf('%x', h // 65536 % 65536) AS device_ipv6,
"""
OS_NAME = "CASE WHEN h % 2 = 0 THEN 'ios' ELSE 'android' END AS os_name,"
PROFILE = "'user-' || (h % 5000000)"


def columns(shape: str, now: int) -> str:
    """The day's columns as SQL over a row's number i, its hash h and a GUID g."""
    is_wide = shape in ("wide", "skewed")
    application = "1111 * (1 + h % 3)" if shape != "skewed" else "CASE WHEN h % 100 < 95 THEN 1111 ELSE 1111 * (2 + h % 2) END"
    profile = f"CASE WHEN h % 10 < 7 THEN {PROFILE} END" if is_wide else PROFILE
    device = "CASE WHEN h % 10 >= 7 THEN cast(hash(i + 1) AS VARCHAR) END AS appmetrica_device_id," if is_wide else ""
    filler = "',\"text\":\"' || repeat('abcdefghij', 1000) || '\"' ||" if shape == "large" else ""
    narrow = f"""
      cast({application} AS INTEGER) AS application_id,
      {profile} AS profile_id,
      {device}
      list_extract(['open', 'purchase', 'level_up', 'search', 'Просмотр карточки'], 1 + cast(h % 5 AS INTEGER)) AS event_name,
      cast({now} - h % 172800 AS BIGINT) AS event_timestamp,
      '{{"level":' || (h % 60) || ',"item":"sword, \\"great\\" ' || (h % 977)
        || '","amount":' || (h % 10000) / 100.0 || {filler} '}}' AS event_json,
    """
    return (narrow + (WIDE + OS_NAME + DEVICE if is_wide else OS_NAME)).rstrip().rstrip(",")


def make(folder: Path, rows: int, shape: str, files: int) -> None:
    # A reader holds a page of each column: of 100,000 rows of 10 kB that would be a gigabyte.
    row_group = 2_048 if shape == "large" else 122_880
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    selected = columns(shape, int(time.time()))
    connection = duckdb.connect()
    for part in range(files):
        first, last = rows * part // files, rows * (part + 1) // files
        connection.execute(f"""
            COPY (
              SELECT {selected}
              FROM (SELECT i, cast(hash(i) >> 2 AS BIGINT) AS h,
                           printf('%08x-0000-4000-8000-%012x', hash(i) % 4294967296, hash(i) % 281474976710656) AS g
                    FROM range({first}, {last}) AS t(i))
            ) TO '{folder}/part-{part:05d}.parquet' (FORMAT parquet, COMPRESSION snappy, PARQUET_VERSION V1, ROW_GROUP_SIZE {row_group})
        """)
    print(f"{rows:,} rows, {shape}, in {folder}")


if __name__ == "__main__":
    make(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3], int(sys.argv[4]) if len(sys.argv) > 4 else 8)
