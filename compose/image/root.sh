# shellcheck shell=bash
# A minimal root of this system's distribution, from the package sources that apt knows. Sourced by
# build.sh and helper.sh; needs mmdebstrap.
#
#	make_root TAR PACKAGE...

# The files of apt's configuration that name the distribution itself; those of vendors are left out.
package_sources() {
	apt-get indextargets --format "\$(ORIGIN) \$(SOURCESENTRY)" 'Created-By: Packages' |
		awk -v own="$1" 'tolower($1) == own { sub(/:[0-9]+$/, "", $2); print $2 }' | sort -u
}

# apt knows the origin of a source only once it has its lists.
find_sources() {
	local distribution=$1
	if [ -z "$(package_sources "$distribution")" ]; then apt-get -q update >&2; fi
	package_sources "$distribution"
}

make_root() {
	local tar=$1 codename distribution found include proxy sources
	shift
	# shellcheck disable=SC1091 # not ours
	read -r distribution codename < <(. /etc/os-release && echo "$ID $VERSION_CODENAME")
	found=$(find_sources "$distribution")
	if [ -z "$found" ]; then
		echo "no package sources of $distribution in apt's configuration"
		return 1
	fi
	mapfile -t sources <<<"$found"
	proxy=$(apt-config shell proxy Acquire::http::Proxy)
	if [ -n "$proxy" ]; then eval "$proxy" && export http_proxy=$proxy; fi
	include=$(printf ',%s' "$@")
	mmdebstrap --variant=minbase "--include=${include#,}" \
		--dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
		--dpkgopt='path-exclude=/usr/share/man/*/*/*' \
		"$codename" "$tar" "${sources[@]}"
}
