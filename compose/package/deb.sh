#!/bin/bash
# Builds kchaos's package for Debian and its kin, build/package/kchaos_VERSION_ARCH.deb, for what
# distribution and machine it is built on. The same commit gives the same bytes. lintian reads it; an
# error of its fails.
#
#	deb.sh VERSION
#
# DEBFULLNAME and DEBEMAIL say who answers for the package. Exit 3: it cannot be built.
set -euo pipefail
name=deb
# shellcheck source=compose/package/stage.sh
. "$(dirname "${BASH_SOURCE[0]}")/stage.sh"

maintainer() { echo "${DEBFULLNAME:-The kchaos authors} <${DEBEMAIL:-kchaos@example.org}>"; }

# The packages of the libraries that the program is linked with.
shared_libraries() {
	mkdir -p "$work/source/debian"
	printf 'Source: kchaos\n\nPackage: kchaos\nArchitecture: any\n' >"$work/source/debian/control"
	(cd "$work/source" && dpkg-shlibdeps -O "$1/usr/bin/kchaos") | sed -n 's/^shlibs:Depends=//p'
}

control() {
	local libraries
	libraries=$(shared_libraries "$1")
	if [ -z "$libraries" ]; then fail "cannot tell which packages the program needs: dpkg-shlibdeps names none"; fi
	cat <<-END
		Package: kchaos
		Version: $version
		Architecture: $(dpkg --print-architecture)
		Maintainer: $(maintainer)
		Installed-Size: $(du -sk --apparent-size "$1/usr" | cut -f1)
		Depends: $libraries
		Recommends: docker.io | docker-ce | podman-docker, ca-certificates
		Suggests: gnuplot-nox, mmdebstrap, maven
		Section: net
		Priority: optional
		Description: chaos tests of Apache Kafka clusters in containers
		 kchaos starts a real KRaft cluster from a Compose file, loads it with
		 producers and consumers, stops, kills, freezes or cuts off its nodes by a
		 scenario, and says exactly when which partition was not served, for whom and
		 why, and what became of every single record.
		 .
		 It needs a Docker engine and an image of Kafka.
	END
}

copyright() {
	printf 'Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n'
	printf 'Upstream-Name: kchaos\n\nFiles: *\nCopyright: %s\nLicense: Expat\n' \
		"$(sed -n 's/^Copyright (c) //p' "$top/LICENSE")"
	# After the name of the licence and the copyright, which the format says in its own way.
	sed -n '/^Permission/,$p' "$top/LICENSE" | sed 's/^$/./; s/^/ /'
}

# CHANGELOG.md in the form that Debian's tools read; what it says is in there too.
changelog() {
	printf 'kchaos (%s) unstable; urgency=medium\n\n  * See CHANGELOG.md.gz.\n\n -- %s  %s\n' \
		"$version" "$(maintainer)" "$(date -u -R -d "@$epoch")"
}

documents() {
	local doc=$1/usr/share/doc/kchaos
	mkdir -p "$doc"
	copyright >"$doc/copyright"
	changelog | gzip -9n >"$doc/changelog.gz"
	gzip -9nc "$top/CHANGELOG.md" >"$doc/CHANGELOG.md.gz"
	chmod 644 "$doc"/*
	gzip -9n "$1"/usr/share/man/man*/*
}

main() {
	local root package
	begin "$@"
	epoch=$(committed_at)
	root=$work/root
	package=$out/kchaos_${version}_$(dpkg --print-architecture).deb
	stage "$root"
	documents "$root"
	mkdir "$root/DEBIAN"
	control "$root" >"$root/DEBIAN/control"
	(cd "$root" && find usr -type f | LC_ALL=C sort | xargs md5sum) >"$root/DEBIAN/md5sums"
	chmod 755 "$root" "$root/DEBIAN"
	SOURCE_DATE_EPOCH=$epoch dpkg-deb --root-owner-group -Zxz --build "$root" "$package" >/dev/null
	lintian --allow-root --fail-on error --suppress-tags initial-upload-closes-no-bugs "$package" >&2 ||
		fail "lintian has found errors in $package, see above"
	say "$package is ready"
}

main "$@"
