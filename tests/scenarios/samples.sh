#!/bin/bash
# The samples of README.md and docs/ that need a cluster, in the order of their page, compared by their words: see
# tests/golden/samples.py.
set -uo pipefail
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/../e2e/lib.sh"
cd "$top" || exit 3
compose/host/packages.sh witness || exit 3
project=tutorial # of docs/tutorial.md; taken down at the end if a sample did not
python3 tests/golden/samples.py --live "$KCHAOS" README.md docs/*.md || failed=1
check "nothing of them is left" nothing_left
