#!/bin/sh
# Gets the chart library of src/page/package-lock.json into a folder of the build: uplot.sh DIR.
# Without npm, or where no registry answers, the folder is left without it: the page then draws its
# charts by itself, and the build goes on. Next step in that case: `make page`.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
dir=$1

without() {
	echo "page: built without uPlot ($1); its charts are drawn plainly. To get it: make page" >&2
	rm -rf "$dir/node_modules"
	exit 0
}

mkdir -p "$dir"
cp "$here/package.json" "$here/package-lock.json" "$dir/"
command -v npm >/dev/null 2>&1 || without "there is no npm"
npm ci --prefix "$dir" --ignore-scripts --no-audit --no-fund --fetch-retries=1 \
	--fetch-timeout=20000 >"$dir/npm.log" 2>&1 </dev/null || without "npm ci failed, see $dir/npm.log"
