#!/bin/bash
# remake.sh - the bed once more, with three managers: with the only one away no container of an overlay could be started
# anywhere, and the tests of kchaos end any host's engine.
set -uo pipefail
# shellcheck source=tests/hosts/lib.sh
. "$(dirname "$0")/lib.sh"
check "the bed is taken down" "$bed" down
check "and made again, with three managers" "$bed" up --managers 3
