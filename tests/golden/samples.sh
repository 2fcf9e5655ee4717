#!/bin/bash
# The samples in README.md and docs/ are what the program prints (numbers aside): see samples.py. docs/experiments.md is written by a
# script from new runs.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 3
compose/host/packages.sh witness writeup || exit 3
pages=(README.md)
for page in docs/*.md; do [ "$page" = docs/experiments.md ] || pages+=("$page"); done
exec python3 tests/golden/samples.py "${KCHAOS:-build/release/kchaos}" "${pages[@]}"
