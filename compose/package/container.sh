#!/bin/bash
# Builds the image kchaos:VERSION (and kchaos:latest): kchaos for a machine, or a job of CI, that has
# nothing but a container engine. Made from nothing: the program, the libraries it needs, the loader, a
# shell for the commands of scenarios, certificates, and what `make install` installs.
#
#	container.sh VERSION
#
#	docker run --rm --network host -v /var/run/docker.sock:/var/run/docker.sock -v "$PWD":/kchaos \
#		kchaos run minority-outage
#
# Run directories and undo journals (.kchaos) are in /kchaos. Exit 3: it cannot be built.
set -euo pipefail
name=container
# shellcheck source=compose/package/stage.sh
. "$(dirname "${BASH_SOURCE[0]}")/stage.sh"

# The loader looks for names, so each library lies where it was found, without the links on the way.
copy_linked() {
	local root=$1 program=$2 library
	while read -r library; do
		install -D -m755 "$library" "$root$library"
	done < <(ldd "$program" | grep -o '/[^ ]*')
}

# Names of hosts and users: the C library loads these when they are asked for, where they are not in it.
copy_name_services() {
	local root=$1 folder library
	folder=$(dirname "$(ldd "$root/usr/bin/kchaos" | grep -om1 '/[^ ]*/libc\.so\.6')")
	for library in "$folder"/libnss_{files,dns}.so.2 "$folder"/libresolv.so.2; do
		if [ -e "$library" ]; then install -D -m755 "$library" "$root$library"; fi
	done
}

# Engines and brokers behind TLS.
copy_certificates() {
	local bundle=/etc/ssl/certs/ca-certificates.crt
	if [ -e "$bundle" ]; then
		install -D -m644 "$bundle" "$1$bundle"
	else
		say "without $bundle: engines and brokers behind TLS need certificates of their own"
	fi
}

write_tables() {
	local root=$1
	mkdir -p "$root"/{etc,root,work,proc,sys,dev,var/run}
	install -d -m1777 "$root/tmp"
	echo 'root:x:0:0:root:/root:/bin/sh' >"$root/etc/passwd"
	echo 'root:x:0:' >"$root/etc/group"
	printf 'passwd: files\ngroup: files\nhosts: files dns\n' >"$root/etc/nsswitch.conf"
}

fill() {
	local root=$1 shell
	shell=$(readlink -f /bin/sh)
	copy_linked "$root" "$root/usr/bin/kchaos"
	copy_linked "$root" "$shell"
	install -D -m755 "$shell" "$root/bin/sh"
	copy_name_services "$root"
	copy_certificates "$root"
	write_tables "$root"
	# Pages and completions are for machines on which one types.
	rm -rf "$root"/usr/share/{man,bash-completion,zsh,fish}
}

import() {
	docker import \
		--change 'ENTRYPOINT ["/usr/bin/kchaos"]' \
		--change 'WORKDIR /kchaos' \
		--change 'ENV PATH=/usr/bin:/bin LANG=C.UTF-8 TZ=UTC XDG_STATE_HOME=/kchaos/.kchaos' \
		--change "LABEL io.kchaos.version=$version" \
		"$1" "kchaos:$version"
}

# The one that had our names before is of no use.
forget_older() {
	local older=$1
	if [ -n "$older" ] && [ "$older" != "$(docker image inspect -f '{{.Id}}' "kchaos:$version")" ]; then
		docker rmi "$older" >/dev/null 2>&1 || true
	fi
}

main() {
	local root older
	begin "$@"
	root=$work/root
	older=$(docker image inspect -f '{{.Id}}' "kchaos:$version" 2>/dev/null || true)
	stage "$root"
	fill "$root"
	tar -C "$root" --owner=0 --group=0 --numeric-owner --sort=name --mtime="@$(committed_at)" \
		-cf "$work/root.tar" .
	import "$work/root.tar" >"$work/log" 2>&1 ||
		fail "cannot import the image: $(tail -n 1 "$work/log"); next step: see whether the engine answers (docker info)"
	docker tag "kchaos:$version" kchaos:latest
	forget_older "$older"
	say "kchaos:$version is ready ($(($(stat -c %s "$work/root.tar") / 1000000)) MB)"
}

main "$@"
