#!/bin/bash
# run.sh - the tests on several hosts: makes the bed (bed.sh), runs bed_test.sh in it, and every test_*.sh in one with three managers, takes it
# down, also when interrupted, and ends in one line "N passed, N failed". Needs root.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 3
compose/host/packages.sh engine hosts || exit
compose/host/engine.sh || exit
trap 'tests/hosts/bed.sh down' EXIT
tests/hosts/bed.sh up || exit
tests/run.sh hosts
