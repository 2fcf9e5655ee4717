#!/bin/bash
# Makes sure that there is an image for the helper containers with which kchaos makes faults beside a
# node: one labelled io.kchaos.helper, with sh, iproute2, iptables, ping and e2fsprogs. The Kafka image of
# build.sh is one; this is for those who run another, such as apache/kafka.
#
#	helper.sh            silent when there is one, or KCHAOS_HELPER_IMAGE names one that is here;
#	                     else builds a small one
#	helper.sh --force    builds it anyway
#	helper.sh --present  only says by its exit code whether there is one
#
# Exit 3: cannot build here.
set -euo pipefail
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
readonly here
readonly tag=kchaos/helper:1

# shellcheck source=compose/image/root.sh
. "$here/root.sh"

work=

say() { printf 'image: %s\n' "$*" >&2; }

fail() {
	say "$*"
	exit 3
}

is_present() {
	if [ -n "${KCHAOS_HELPER_IMAGE:-}" ]; then
		docker image inspect "$KCHAOS_HELPER_IMAGE" >/dev/null 2>&1
	else
		[ -n "$(docker image ls -q --filter label=io.kchaos.helper)" ]
	fi
}

import() {
	make_root "$work/root.tar" iproute2 iptables iputils-ping e2fsprogs
	docker import --change 'LABEL io.kchaos.helper=1' --change 'CMD ["sh"]' \
		"$work/root.tar" "$tag"
}

build() {
	local start=$SECONDS
	work=$(mktemp -d "${TMPDIR:-/tmp}/kchaos-helper.XXXXXX")
	trap 'rm -rf "$work"' EXIT
	trap 'exit 130' INT TERM HUP
	say "building $tag for helper containers"
	set +e
	(set -e && import) >"$work/log" 2>&1
	local status=$?
	set -e
	if [ $status != 0 ]; then
		tail -n 15 "$work/log" >&2
		fail "cannot build $tag: see above; next step: try again, or set KCHAOS_HELPER_IMAGE to an image with sh, iproute2 and iptables"
	fi
	say "$tag is ready ($((SECONDS - start)) s)"
}

# One at a time: whoever waited finds the image there.
lock() { exec 9>"${TMPDIR:-/tmp}/kchaos-helper.$(id -u).lock" && flock 9; }

main() {
	case ${1:-} in
	--present) is_present && exit 0 || exit 1 ;;
	--force | '') ;;
	*) say "no option \"$1\"; usage: helper.sh [--force|--present]" && exit 2 ;;
	esac
	"$here/../host/packages.sh" engine
	"$here/../host/engine.sh"
	if [ "${1:-}" != --force ] && is_present; then return; fi
	if [ -n "${KCHAOS_HELPER_IMAGE:-}" ]; then
		fail "image KCHAOS_HELPER_IMAGE=$KCHAOS_HELPER_IMAGE is not here; next step: pull or load it, or unset KCHAOS_HELPER_IMAGE"
	fi
	"$here/../host/packages.sh" helper
	lock
	if [ "${1:-}" != --force ] && is_present; then return; fi
	build
}

main "$@"
