#!/bin/bash
# The JSON Schema of scenario files, judged by a validator that is not ours, held against `kchaos validate`.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 3
compose/host/packages.sh witness || exit 3
shipped=(scenarios/*.yaml)
exec python3 -W ignore tests/golden/schema.py "${KCHAOS:-build/release/kchaos}" "${shipped[@]}" -- tests/golden/scenario/*.yaml
