#!/bin/bash
# The Debian package: the same bytes twice; installed, it runs minority-outage from an empty folder; its pages and
# completions are where they are looked for; removed, it leaves nothing.
set -uo pipefail
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/../e2e/lib.sh"
built=$KCHAOS
installed=

take_away() {
	KCHAOS=$built
	[ -z "$installed" ] || dpkg --purge kchaos >"$work/purge.out" 2>&1
	end
}
trap take_away EXIT

if [ "$(id -u)" != 0 ] || ! command -v dpkg >/dev/null; then
	not_ok "the package can only be tried as root of a system with dpkg"
	exit 1
fi
# One that somebody uses is not ours to replace.
if dpkg -s kchaos >/dev/null 2>&1; then
	not_ok "kchaos is installed already; next step: dpkg --purge kchaos"
	exit 1
fi
"$top/compose/host/packages.sh" build package || exit 3

make_deb() { env -u BUILD make -C "$top" deb >"$work/deb.log" 2>&1 || sed 's/^/# /' "$work/deb.log"; }
make_deb
package=$(find "$top/build/package" -maxdepth 1 -name "kchaos_*_$(dpkg --print-architecture).deb")
cp "$package" "$work/first.deb"
rm "$top/build/package/kchaos" # linked anew, at another time
make_deb
check "the package is the same bytes twice" cmp "$package" "$work/first.deb"
check "lintian finds no errors" lintian --allow-root --fail-on error "$package"
(cd "$work" && dpkg-deb --fsys-tarfile "$package" | tar -t | sed 's/^\.//; s,/$,,' | grep .) >"$work/files"

dpkg -i "$package" >"$work/install.out" 2>&1 || sed 's/^/# /' "$work/install.out"
installed=yes
KCHAOS=/usr/bin/kchaos
check "kchaos is installed" test "$(command -v kchaos)" = /usr/bin/kchaos
check "what is installed is what was packed" dpkg --verify kchaos
# Small systems are told to leave pages out.
excluded() { grep -rqs '^path-exclude.*/usr/share/man' /etc/dpkg/dpkg.cfg /etc/dpkg/dpkg.cfg.d; }
for page in kchaos kchaos-scenario kchaos-run; do
	excluded || check "man finds $page" man -w "$page"
done
completes() { bash -c '. /usr/share/bash-completion/completions/kchaos && COMP_WORDS=(kchaos run minority-o) COMP_CWORD=2 && _kchaos && [ "${COMPREPLY[*]}" = minority-outage ]'; }
mkdir "$work/empty" && cd "$work/empty" || exit 3
check "bash completes names of scenarios that are installed" completes
check "zsh and fish have completions" test -s /usr/share/zsh/vendor-completions/_kchaos -a -s /usr/share/fish/vendor_completions.d/kchaos.fish
check "the scripts that get images are there" /usr/share/kchaos/compose/image/get.sh

patient deb minority-outage
check "minority-outage passes from an empty folder" is "$rc" 0 deb
check "nothing of it is left" nothing_left

cd "$top" || exit 3
dpkg --purge kchaos >"$work/purge.out" 2>&1 || sed 's/^/# /' "$work/purge.out"
installed=
# Its files, and the folders that bear its name; others are everybody's.
remains() {
	local path left=
	while read -r path; do
		[ -d "$path" ] && [[ $path != */kchaos* ]] && continue
		[ ! -e "$path" ] || left+=" $path"
	done <"$work/files"
	[ -z "$left" ] || echo "# left:$left"
	[ -n "$left" ]
}
check "the list of its files was read" test "$(wc -l <"$work/files")" -gt 40
check "removed, it leaves nothing" eval '! remains && ! dpkg -s kchaos >/dev/null 2>&1'
