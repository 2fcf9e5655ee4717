#!/bin/bash
# leave.sh - the bed goes, with whatever the tests before left in it, and nothing of it stays.
set -uo pipefail
# shellcheck source=tests/hosts/lib.sh
. "$(dirname "$0")/lib.sh"
check "the bed is taken down" "$bed" down
check "nothing of it is left" "$bed" leftovers
