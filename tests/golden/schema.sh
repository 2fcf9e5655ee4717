#!/bin/bash
# The JSON Schema of scenario files, judged by a validator that is not ours, held against `kchaos validate`.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 3
compose/host/packages.sh witness || exit 3
shipped=(scenarios/*.yaml)
bad=0
if "${KCHAOS:-build/release/kchaos}" schema | diff - scenarios/scenario.schema.json >/dev/null; then
	echo "ok - scenarios/scenario.schema.json is what the tables say"
else
	echo "not ok - scenarios/scenario.schema.json is out of date: kchaos schema > scenarios/scenario.schema.json" && bad=1
fi
for file in "${shipped[@]}"; do
	# shellcheck disable=SC2016 # $schema is a word of the editors
	grep -qxF '# yaml-language-server: $schema=scenario.schema.json' "$file" || { echo "not ok - $file does not tell editors its schema" && bad=1; }
done
python3 -W ignore tests/golden/schema.py "${KCHAOS:-build/release/kchaos}" "${shipped[@]}" -- tests/golden/scenario/*.yaml || bad=1
exit "$bad"
