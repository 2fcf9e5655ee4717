#!/bin/bash
# The manual pages are what mandoc has nothing against, and name every command, option, action and expectation.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 3
KCHAOS=${KCHAOS:-build/release/kchaos}
compose/host/packages.sh witness || exit 3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
bad=0
for page in kchaos kchaos-scenario kchaos-run; do
	"$KCHAOS" manual "$page" >"$work/$page"
	# Pages that are not installed are not found. As input: of a file's name mandoc takes what is behind a dot for a section.
	if mandoc -T lint <"$work/$page" | grep -v 'referenced manual not found'; then
		echo "not ok - $page has faults" && bad=1
	else
		echo "ok - mandoc has nothing against $page"
	fi
	mandoc -T ascii <"$work/$page" | col -b >"$work/$page.txt"
done
# named PAGE TERM_KIND... : all names of these kinds are in the page
named() {
	local page=$1 kind name missing=
	shift
	for kind; do
		while read -r name; do
			grep -qF -- "$name" "$work/$page.txt" || missing+=" $name"
		done < <("$KCHAOS" explain | awk -v kind="$kind:" 'index($0, kind) == 1 {on = 1; next} /^[a-z]/ {on = 0} on' | tr ',' '\n' | sed 's/^ *//;/^$/d')
	done
	if [ "$missing" ]; then
		echo "not ok - $page does not name:$missing" && bad=1
	else
		echo "ok - $page names each: $*"
	fi
}
named kchaos "exit code" message
named kchaos-scenario action expectation
named kchaos-run outcome reason state
for name in $("$KCHAOS" --help | awk '/^commands:/ {on = 1; next} /^$/ {on = 0} on {print $1}'); do
	grep -qE "^ +$name( |$)" "$work/kchaos.txt" || { echo "not ok - kchaos(1) does not name $name" && bad=1; }
done
# docs/reference.md is the same pages, as Markdown.
{
	echo '<!-- made of the tables of the program: KCHAOS_ACCEPT=1 tests/golden/manual.sh -->'
	for page in kchaos kchaos-scenario kchaos-run; do mandoc -T markdown <"$work/$page"; done
} | sed '/^Debian - /d; s/[[:space:]]*$//' | cat -s >"$work/reference.md"
[ ! "${KCHAOS_ACCEPT:-}" ] || cp "$work/reference.md" docs/reference.md
if diff -u docs/reference.md "$work/reference.md" | head -n 20; [ "${PIPESTATUS[0]}" = 0 ]; then
	echo "ok - docs/reference.md is what the tables say"
else
	echo "not ok - docs/reference.md is not what the tables say (KCHAOS_ACCEPT=1 writes it)" && bad=1
fi
exit "$bad"
