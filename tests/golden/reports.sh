#!/bin/bash
# The kept runs of tests/runs/ told in every format: the same bytes twice, and the same as were looked at when they were
# accepted (KCHAOS_ACCEPT=1 writes them down anew). What people read is kept whole for a few runs, of the rest a sum.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 3
KCHAOS=${KCHAOS:-$PWD/build/release/kchaos}
readonly kept=tests/golden/reports whole="minority-outage majority-outage homework"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# FORMAT LANGUAGE of each report; what gnuplot draws depends on its version, and has tests of its own.
readonly shapes="text:en summary:en json:en html:en html:ru md:en md:ru junit:en tap:en csv:en"

tell() { # RUN FORMAT LANGUAGE
	(cd "$work" && "$KCHAOS" report --format "$2" --lang "$3" "$1")
}

# Without what the page carries: style, scripts and the chart library, which a build may have to do without.
own() { # FORMAT
	if [ "$1" = html ]; then awk '/^<(style|script|footer)>/ {skip = 1} !skip; /<\/(style|script|footer)>/ {skip = 0}'; else cat; fi
}

sums=$work/sums
bad=0
for archive in tests/runs/*.tar.xz; do
	name=$(basename "$archive" .tar.xz)
	tar -C "$work" -xJf "$archive" || exit 3
	for shape in $shapes; do
		format=${shape%:*} lang=${shape#*:}
		out=$work/$name.$lang.$format
		tell "$name" "$format" "$lang" >"$out" || { echo "not ok - $name cannot be told as $format ($lang)"; bad=1; }
		tell "$name" "$format" "$lang" | cmp -s - "$out" || { echo "not ok - $name as $format ($lang) is not the same twice"; bad=1; }
		echo "$name $format $lang $(own "$format" <"$out" | sha256sum | cut -c1-32)" >>"$sums"
	done
done
[ "$bad" = 0 ] && [ -s "$sums" ] && echo "ok - every kept run is told in every format, twice the same"

keep() {
	rm -rf "$kept"
	mkdir -p "$kept"
	cp "$sums" "$kept/sums"
	for name in $whole; do cp "$work/$name".en.{text,summary,md,junit,tap} "$work/$name.ru.md" "$kept/" 2>/dev/null; done
	echo "reports: written to $kept: look at what git says has changed"
}

[ ! "${KCHAOS_ACCEPT:-}" ] || keep
if diff "$kept/sums" "$sums" >"$work/diff"; then
	echo "ok - $(wc -l <"$sums") reports of kept runs are those that were accepted"
else
	for file in "$kept"/*.*.*; do diff -u "$file" "$work/$(basename "$file")" | head -n 20; done
	sed -n 's/^> \([^ ]* [^ ]* [^ ]*\) .*/# differs: \1/p' "$work/diff" | head -n 40
	echo "not ok - reports differ from those that were accepted: look, then KCHAOS_ACCEPT=1 tests/golden/reports.sh"
fi
grep -q . "$work/diff" && exit 1
exit "$bad"
