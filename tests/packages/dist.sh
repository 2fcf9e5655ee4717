#!/bin/bash
# The tarball of the sources: the same bytes twice, and all that is needed to build them without a network.
set -uo pipefail
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/../e2e/lib.sh"
built=$KCHAOS
trap 'KCHAOS=$built; end' EXIT
version=$("$KCHAOS" --version | sed -n 's/^kchaos //p')
tarball=$top/build/package/kchaos-$version.tar.gz

if ! git -C "$top" rev-parse HEAD >/dev/null 2>&1; then
	echo "ok - # SKIP no clone, so there is nothing that was committed"
	exit 0
fi
make_dist() { env -u BUILD make -C "$top" dist >"$work/dist.log" 2>&1 || sed 's/^/# /' "$work/dist.log"; }
make_dist
cp "$tarball" "$work/first.tar.gz"
sleep 1.1 # a time in it would be another
(umask 077 && TZ=Asia/Tokyo make_dist)
check "the tarball is the same bytes twice" cmp "$tarball" "$work/first.tar.gz"
tar -tzf "$tarball" >"$work/files"
check "it has what was committed" test "$(grep -vc '/$' "$work/files")" = "$(git -C "$top" ls-tree -r HEAD | wc -l)"

# A network of its own, with nobody in it. Not everybody may have one.
alone=(unshare -n)
"${alone[@]}" true 2>/dev/null || alone=()
tar -xzf "$tarball" -C "$work"
builds() {
	env -u BUILD -u MAKEFLAGS "${alone[@]}" make -C "$work/kchaos-$version" -j"$(nproc)" all >"$work/build.log" 2>&1 && return 0
	tail -n 15 "$work/build.log" | sed 's/^/# /'
	return 1
}
check "it builds without a network" builds
KCHAOS=$work/kchaos-$version/build/release/kchaos
cd "$work/kchaos-$version" || exit 3
check "what it builds is this version" test "$("$KCHAOS" --version | sed -n 1p)" = "kchaos $version"
patient dist minority-outage
check "minority-outage passes from it" is "$rc" 0 dist
check "nothing of it is left" nothing_left
