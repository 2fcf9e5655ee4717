#!/bin/bash
# README.md names what is shipped. (What it shows is run by samples.sh.)
set -uo pipefail
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/../e2e/lib.sh"

# Every scenario that is shipped is named.
for file in "$top"/scenarios/*.yaml; do
	name=$(basename "$file" .yaml)
	check "README.md names $name" grep -q "\`$name\`" "$top/README.md"
done
