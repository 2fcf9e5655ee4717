#!/bin/bash
# The samples in README.md and docs/ are what the program prints (numbers aside): see samples.py.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 3
compose/host/packages.sh witness writeup || exit 3
exec python3 tests/golden/samples.py "${KCHAOS:-build/release/kchaos}" README.md docs/*.md
