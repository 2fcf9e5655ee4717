#!/bin/bash
# make install puts everything below DESTDIR and PREFIX, and make uninstall takes all of it away again, but nothing else.
set -uo pipefail
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/../e2e/lib.sh"
root=$work/root

# made GOAL : with the build tree of the tests; the program is as good as any for this
made() {
	env -u BUILD make -C "$top" BUILD="$(dirname "$KCHAOS")" PREFIX=/opt/some DESTDIR="$root" -o all "$1" >"$work/$1.log" 2>&1 && return 0
	sed 's/^/# /' "$work/$1.log"
	return 1
}
files() { (cd "$root" && find . -type f | sort); }

mkdir -p "$root/opt/some/share/man/man1"
echo theirs >"$root/opt/some/share/man/man1/other.1"
check "make install" made install
check "everything is below PREFIX" test -z "$(files | grep -v '^\./opt/some/')"
check "the program starts" "$root/opt/some/bin/kchaos" --version
for path in man/man1/kchaos.1 man/man5/kchaos-scenario.5 man/man5/kchaos-run.5 bash-completion/completions/kchaos \
	zsh/site-functions/_kchaos fish/vendor_completions.d/kchaos.fish kchaos/scenarios/minority-outage.yaml \
	kchaos/compose/combined-3.yaml kchaos/compose/image/get.sh kchaos/compose/host/engine.sh; do
	check "$path is installed" test -s "$root/opt/some/share/$path"
done
check "make uninstall" made uninstall
check "what others put there is there, and nothing else" test "$(files)" = ./opt/some/share/man/man1/other.1
