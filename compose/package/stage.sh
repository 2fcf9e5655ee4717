# shellcheck shell=bash
# What deb.sh, dist.sh and container.sh have in common. Sourced by them; they have set -euo pipefail and
# `name`, what their messages begin with.
#
#	begin VERSION     sets version, and work: a folder that goes when the script ends
#	committed_at      the time that all files of a package get, in seconds
#	stage DIR         builds kchaos for /usr, in a build tree of its own, and installs it in DIR
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
readonly top
readonly out=$top/build/package
work=

# shellcheck disable=SC2154 # the script's
say() { printf '%s: %s\n' "$name" "$*" >&2; }

fail() {
	say "$*"
	exit 3
}

begin() {
	version=${1:?usage: $0 VERSION}
	readonly version
	mkdir -p "$out"
	work=$(mktemp -d "${TMPDIR:-/tmp}/kchaos-package.XXXXXX")
	trap 'rm -rf "$work"' EXIT
	trap 'exit 130' INT TERM HUP
}

# Whether the sources are a clone, not a folder of one that has nothing to do with them.
is_clone() { [ "$(git -C "$top" rev-parse --show-toplevel 2>/dev/null)" = "$top" ]; }

# The files of a tarball of ours bear the time of its commit.
committed_at() {
	if [ -n "${SOURCE_DATE_EPOCH:-}" ]; then
		echo "$SOURCE_DATE_EPOCH"
	elif is_clone; then
		git -C "$top" log -1 --format=%ct
	else
		stat -c %Y "$top/CHANGELOG.md"
	fi
}

# Of a make that called us, only what we say is wanted. The folder's name is no part of what is built.
stage() {
	local log=$work/make.log
	say "building kchaos $version for /usr"
	if ! env -u MAKEFLAGS -u MAKELEVEL -u MFLAGS make -C "$top" -j"$(nproc)" BUILD=build/package MODE=release \
		PREFIX=/usr DESTDIR="$1" ZSHDIR=share/zsh/vendor-completions \
		CFLAGS="-ffile-prefix-map=$top=." install >"$log" 2>&1; then
		tail -n 15 "$log" >&2
		fail "cannot build kchaos $version: see above; next step: make all, or make setup when something is missing"
	fi
	strip --strip-unneeded --remove-section=.comment --remove-section=.note "$1/usr/bin/kchaos"
	chmod -R u+rwX,go+rX,go-w "$1"
}
