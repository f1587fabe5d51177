"""Prints what the table events has as identifier_hash: identifier_hash.py INDEX_KEY_FILE profile_id:ID|appmetrica_device_id:ID"""

import hashlib
import hmac
import sys
from pathlib import Path

if len(sys.argv) != 3 or sys.argv[2].partition(":")[0] not in ("profile_id", "appmetrica_device_id"):
    sys.exit(__doc__)
key = Path(sys.argv[1]).read_text().strip().encode()
print(int.from_bytes(hmac.digest(key, sys.argv[2].encode(), hashlib.sha256)[:8], "big", signed=True))
