"""The script people write: script.py PARQUET_DIR URL ROWS_IN_A_REQUEST REQUESTS_IN_FLIGHT"""

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Semaphore

import pandas
import pyarrow.parquet
import requests


def send(source: Path, url: str, rows: int, in_flight: int) -> None:
    session = requests.Session()
    free = Semaphore(2 * in_flight)

    def post(frame: pandas.DataFrame) -> None:
        try:
            body = frame.to_csv(index=False).encode()
            session.post(url, data=body, headers={"Content-Type": "text/csv"}).raise_for_status()
        finally:
            free.release()

    with ThreadPoolExecutor(in_flight) as pool:
        sent = []
        for file in sorted(source.glob("*.parquet")):
            for batch in pyarrow.parquet.ParquetFile(file).iter_batches(rows):
                free.acquire()
                sent.append(pool.submit(post, batch.to_pandas()))
        for each in sent:
            each.result()


if __name__ == "__main__":
    send(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
