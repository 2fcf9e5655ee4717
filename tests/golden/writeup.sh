#!/bin/bash
# The write-up and its pictures of kept runs (tests/runs/, those in RUNS), one of them with
# hostile names: rendered as GitHub does, nothing broken, nothing let through, the same bytes twice, with and without gnuplot.
set -uo pipefail
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/../e2e/lib.sh"
"$top/compose/host/packages.sh" writeup || exit 3
looks() { python3 "$top/tests/golden/writeup/looks.py" "$@"; }

# told RUN LANG FILE
told() { "$KCHAOS" report "$1" --format md --lang "$2" -o "$3"; }

# document RUN LANG : written, rendered, looked at; then once more, elsewhere and over itself
document() {
	local run=$1 lang=$2 name
	name=$(basename "$run").$lang
	mkdir -p "$work/once" "$work/twice"
	told "$run" "$lang" "$work/once/$name.md" || return
	cmark-gfm --unsafe -e table -e strikethrough "$work/once/$name.md" >"$work/$name.html" || return
	looks document "$work/once/$name.md" "$work/$name.html" "$lang" || return
	told "$run" "$lang" "$work/twice/$name.md" || return
	cmp "$work/once/$name.md" "$work/twice/$name.md" || return
	cmp "$work/once/charts/$name.svg" "$work/twice/charts/$name.svg" || return
	told "$run" "$lang" "$work/twice/$name.md" || return
	cmp "$work/once/$name.md" "$work/twice/$name.md" || return
	xmllint --noout "$work/once/charts/$name.svg" && looks size "$work/once/charts/$name.svg"
}

# picture RUN : in pixels
picture() {
	"$KCHAOS" report "$1" --format png --lang ru -o "$work/picture.png" && looks png "$work/picture.png"
}

keeps_own_words() {
	local file=$work/mine.md
	told "$1" en "$file" || return
	sed -i '0,/^> \*\*Your conclusion:\*\* _\.\.\._$/s//> Nothing was lost because I looked./' "$file"
	sed -i 's/^- checkout:.*/- an old sentence/' "$file"
	cp "$file" "$work/before"
	told "$1" en "$file" || return
	[ "$(grep -c '^> Nothing was lost because I looked\.$' "$file")" = 1 ] && ! grep -q '^- an old sentence' "$file"
}

refuses_others() {
	echo "# My notes" >"$work/notes.md"
	told "$1" en "$work/notes.md" 2>"$work/said"
	[ $? = 2 ] && grep -q "has no blocks of kchaos" "$work/said" && [ "$(cat "$work/notes.md")" = "# My notes" ]
}

without_gnuplot() {
	local rc
	PATH=$work/empty "$KCHAOS" report "$1" --format svg >"$work/none.svg" 2>"$work/said"
	rc=$?
	[ "$rc" = 3 ] && [ ! -s "$work/none.svg" ] && grep -q "install gnuplot-nox" "$work/said" || return
	PATH=$work/empty "$KCHAOS" report "$1" --format md -o "$work/plain.md" &&
		grep -q "There is no chart here, because there is no gnuplot" "$work/plain.md" && grep -q "█" "$work/plain.md"
}

unpacked=$work/runs
mkdir "$unpacked"
for archive in "$top"/tests/runs/*.tar.xz; do tar -C "$unpacked" -xJf "$archive"; done
mv "$unpacked/acks1-loss" "$work/acks1-loss"
cp -R "$work/acks1-loss" "$work/hostile"
looks spoil "$work/hostile"
kept=$work/acks1-loss
runs=("$kept" "$work/hostile")
for run in "$unpacked"/*/ ${RUNS:-}; do
	[ ! -e "$run/run.json" ] || runs+=("${run%/}")
done
for run in "${runs[@]}"; do
	check "write-up of $(basename "$run") in English" document "$run" en
	check "write-up of $(basename "$run") in Russian" document "$run" ru
done
check "a picture in pixels" picture "$kept"
check "a picture of hostile names" picture "$work/hostile"
check "what its reader wrote is kept, what is generated is not" keeps_own_words "$kept"
check "a file of somebody else is left alone" refuses_others "$kept"
check "without gnuplot pictures fail with the package's name, and a document has its timeline in characters" without_gnuplot "$kept"
