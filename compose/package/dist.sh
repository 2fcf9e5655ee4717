#!/bin/bash
# Packs the sources as they are committed: build/package/kchaos-VERSION.tar.gz. The same commit gives the
# same bytes, wherever and whenever.
#
#	dist.sh VERSION
#
# Exit 3: it cannot be packed.
set -euo pipefail
name=dist
# shellcheck source=compose/package/stage.sh
. "$(dirname "${BASH_SOURCE[0]}")/stage.sh"

main() {
	local tarball
	begin "$@"
	is_clone || fail "cannot tell what is committed: $top is no clone; next step: make dist in a clone of the repository"
	if [ -n "$(git -C "$top" status --porcelain)" ]; then
		say "what is not committed is not packed: $(git -C "$top" status --porcelain | wc -l) files, see git status"
	fi
	tarball=$out/kchaos-$version.tar.gz
	# The settings of whoever packs have no say, such as tar.umask.
	git -C "$top" -c tar.umask=0022 -c core.autocrlf=false archive --format=tar \
		--prefix="kchaos-$version/" HEAD >"$work/tar"
	gzip -9n <"$work/tar" >"$work/tar.gz"
	mv "$work/tar.gz" "$tarball"
	say "$tarball is ready"
}

main "$@"
