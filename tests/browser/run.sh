#!/bin/bash
# The HTML report of kept runs in a real browser: run.sh [RUN...], else the directories in RUNS, else three of
# tests/runs and a large one that SCALE makes (tests/bench/bench_scale.c). KCHAOS is the program. Prints TAP. SHOTS=DIR keeps screenshots; KCHAOS_ACCEPT=1 accepts how it looks.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
top=$here/../..
export BROWSER_MODULES=$top/build/browser
read -r -a runs <<<"${RUNS:-}"
[ $# -gt 0 ] && runs=("$@")
if [ ${#runs[@]} = 0 ]; then
	kept=$(mktemp -d)
	trap 'rm -rf "$kept"' EXIT
	for name in majority-outage homework split-brain; do
		tar -C "$kept" -xJf "$top/tests/runs/$name.tar.xz"
		runs+=("$kept/$name")
	done
	if [ -n "${SCALE:-}" ]; then
		"$SCALE" 30 1000 50 3 "$kept/large" >"$kept/scale.log" || { cat "$kept/scale.log"; exit 1; }
		large=$kept/large
	fi
fi

"$top/compose/host/packages.sh" browser
CHROMIUM=$(command -v chromium || command -v chromium-browser || command -v google-chrome)
export CHROMIUM

# npm is asked when the lock has changed, and only then.
mkdir -p "$BROWSER_MODULES"
if ! cmp -s "$here/package-lock.json" "$BROWSER_MODULES/package-lock.json" || [ ! -d "$BROWSER_MODULES/node_modules" ]; then
	rm -rf "$BROWSER_MODULES/node_modules"
	cp "$here"/package*.json "$BROWSER_MODULES/"
	npm ci --prefix "$BROWSER_MODULES" --ignore-scripts --no-audit --no-fund >"$BROWSER_MODULES/npm.log" 2>&1 </dev/null || {
		echo "not ok - npm ci failed, see $BROWSER_MODULES/npm.log; next step: is the registry reachable?"
		exit 1
	}
fi

pages=()
for run in "${runs[@]}"; do
	name=$(basename "$run")
	name=${name%-[0-9]*}
	"$KCHAOS" report "$run" --format html -o "$BROWSER_MODULES/$name.html"
	pages+=("$name=$BROWSER_MODULES/$name.html")
done
"$KCHAOS" report "${runs[@]}" --format html -o "$BROWSER_MODULES/several.html"
pages+=("several=$BROWSER_MODULES/several.html")
if [ -n "${large:-}" ]; then
	"$KCHAOS" report "$large" --format html -o "$BROWSER_MODULES/large.html"
	pages+=("large=$BROWSER_MODULES/large.html")
fi
node "$here/page.mjs" "${pages[@]}"
