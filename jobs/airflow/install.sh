#!/usr/bin/env bash
# Installs Airflow and what else the requirements name into a virtual environment: jobs/airflow/install.sh FOLDER [requirements...]
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
folder=${1:?jobs/airflow/install.sh: name the folder of the virtual environment}
shift
[ $# -gt 0 ] || set -- "$here/requirements.txt"

python=${PYTHON:-python3}
if ! "$python" -c 'import sys, venv; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' 2>/dev/null; then
    echo "jobs/airflow/install.sh: needs a Python from 3.11 to 3.14 with its venv module; set PYTHON to one" >&2
    exit 2
fi
files=()
for file in "$@"; do files+=(-r "$file"); done
if ! cat "$@" | cmp -s - "$folder/installed.txt"; then
    "$python" -m venv --clear "$folder"
    "$folder/bin/pip" install -q --disable-pip-version-check --require-hashes -r "$here/requirements-install.txt"
    "$folder/bin/uv" pip install -q --require-hashes --python "$folder/bin/python" "${files[@]}"
    cat "$@" >"$folder/installed.txt"
fi
