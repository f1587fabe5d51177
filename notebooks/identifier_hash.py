"""Prints what the table events has as identifier_hash: identifier_hash.py INDEX_KEY_FILE profile_id:ID|appmetrica_device_id:ID"""

import hashlib
import hmac
import sys
from pathlib import Path

KINDS = ("profile_id", "appmetrica_device_id")


def identifier_hash(index_key_file: str, identifier: str) -> int:
    """The number of an identifier, which has its kind before it: ``profile_id:42``."""
    key = Path(index_key_file).read_text(encoding="utf-8").strip().encode()
    return int.from_bytes(hmac.digest(key, identifier.encode(), hashlib.sha256)[:8], "big", signed=True)


if __name__ == "__main__":
    if len(sys.argv) != 3 or sys.argv[2].partition(":")[0] not in KINDS:
        sys.exit(__doc__)
    print(identifier_hash(*sys.argv[1:]))
