#!/bin/bash
# Makes sure that what a group of tasks needs is installed:
#
#	packages.sh build|engine|image|helper|lint|fuzz|witness|ssh|ci|page|browser|writeup|package|shells|hosts ...
#
# A need counts as met however the tool got here (a probe, not a package name), so nothing is
# installed over a hand-made set-up. Nothing missing: silent. Otherwise, as root on a system with
# apt, the missing ones are installed; else the command to run is printed. Exit 3: cannot.
set -euo pipefail
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin

missing=()

say() { printf 'packages: %s\n' "$*" >&2; }

has() { command -v "$1" >/dev/null 2>&1; }

# need PACKAGE PROBE... : the package is missing when the probe fails.
need() {
	local package=$1
	shift
	"$@" >/dev/null 2>&1 || missing+=("$package")
}

# All libraries at once: one process instead of five when nothing is missing.
libraries() {
	local pair
	local all=(librdkafka-dev:rdkafka libcurl4-openssl-dev:libcurl libjansson-dev:jansson
		libyaml-dev:yaml-0.1 check:check)
	pkg-config --exists "${all[@]#*:}" 2>/dev/null && return
	for pair in "${all[@]}"; do
		need "${pair%%:*}" pkg-config --exists "${pair#*:}"
	done
}

engine_answers() {
	local host=${DOCKER_HOST:-unix:///var/run/docker.sock}
	case $host in
	unix://*) curl -sf --max-time 5 --unix-socket "${host#unix://}" http://localhost/_ping ;;
	*) timeout 10 docker -H "$host" version ;;
	esac >/dev/null 2>&1
}

# Debian 12 has the client inside docker.io, later ones apart.
client_package() {
	if has apt-cache && [ -n "$(apt-cache search --names-only '^docker-cli$' 2>/dev/null)" ]; then
		echo docker-cli
	else
		echo docker.io
	fi
}

clang_runtime() { compgen -G "$(clang -print-resource-dir)/lib/*/libclang_rt.fuzzer*"; }

# The sanitizers' and fuzzer's runtime is a package named after clang's version.
clang_runtime_package() {
	local version
	version=$(clang -dumpversion 2>/dev/null || apt-cache depends clang 2>/dev/null | grep -om1 'clang-[0-9]*' || true)
	version=${version#clang-}
	echo "libclang-rt-${version%%.*}-dev"
}

group_build() {
	need make has make
	need gcc has gcc
	need libc6-dev test -e /usr/include/stdio.h
	need pkg-config has pkg-config
	libraries
}

# A running engine needs neither a daemon nor packet filtering of ours, only the client.
group_engine() {
	has docker || missing+=("$(client_package)")
	if has dockerd && has iptables && has curl; then return; fi
	if engine_answers; then return; fi
	need docker.io has dockerd
	need iptables has iptables
	need curl has curl
}

group_image() {
	need mmdebstrap has mmdebstrap
	need maven has mvn
	need default-jre-headless has java
}

group_helper() {
	need mmdebstrap has mmdebstrap
}

group_lint() {
	local tool
	for tool in clang clang-tidy clang-format cppcheck shellcheck; do
		need "$tool" has "$tool"
	done
}

group_fuzz() {
	need clang has clang
	clang_runtime >/dev/null 2>&1 || missing+=("$(clang_runtime_package)")
}

group_witness() {
	need kcat has kcat
	need jq has jq
	need python3 has python3
	need mandoc has mandoc
	need bsdextrautils has col
	need python3-yaml python3 -c "import yaml"
	need python3-jsonschema python3 -c "from jsonschema import Draft202012Validator"
}

# An sshd to be started at a port of a test's own; Debian starts the usual one, too, where there is a service manager.
group_ssh() {
	need openssh-client has ssh
	need openssh-server has sshd
}

# A python3 that is not the system's does not see its packages.
yaml_reader() { python3 -c 'import yaml' || /usr/bin/python3 -c 'import yaml'; }

group_ci() {
	need libxml2-utils has xmllint
	need python3 has python3
	need python3-yaml yaml_reader
}

# Half a gigabyte where neither is there: only for those who ask for it.
group_page() {
	need npm has npm
}

group_browser() {
	need xz-utils has xz
	need npm has npm
	has chromium-browser || has google-chrome || need chromium has chromium
}

font() { fc-list 2>/dev/null | grep -q DejaVuSans.ttf || compgen -G "/usr/share/fonts/*/dejavu/DejaVuSans.ttf"; }

# What draws the write-up's charts, and what its tests look at it with.
group_writeup() {
	need gnuplot-nox has gnuplot
	need fonts-dejavu-core font
	need libxml2-utils has xmllint
	need cmark-gfm has cmark-gfm
	need python3 has python3
}

# What completions are tried in.
group_shells() {
	need zsh has zsh
	need fish has fish
}

# To make packages, and to look at them.
group_package() {
	need dpkg-dev has dpkg-shlibdeps
	need binutils has strip
	need lintian has lintian
	need man-db has man
	need git has git
}

# Three engines of its own on one machine (tests/hosts/bed.sh), and what looks at them.
group_hosts() {
	need docker.io has dockerd
	has docker || missing+=("$(client_package)")
	need iptables has iptables
	need iproute2 has ip
	need openssl has openssl
	need busybox-static has busybox
	need iputils-ping has ping
	need kcat has kcat
}

install() {
	local names log
	names=$(printf '%s\n' "${missing[@]}" | sort -u | tr '\n' ' ')
	names=${names% }
	if ! has apt-get; then
		say "cannot install: no apt-get here; install what these Debian packages hold, then try again: $names"
		exit 3
	fi
	if [ "$(id -u)" != 0 ]; then
		say "cannot install: not root; run: sudo apt-get install -y --no-install-recommends $names"
		exit 3
	fi
	say "installing $names"
	log=$(mktemp)
	# One vendor's broken source must not stop the rest: what matters is the install.
	# shellcheck disable=SC2086 # package names hold no blanks
	if ! { apt-get -q update || true; apt_install $names; } >"$log" 2>&1; then
		tail -n 15 "$log" >&2
		rm -f "$log"
		say "cannot install $names: see apt's words above; next step: apt-get update, then try again"
		exit 3
	fi
	rm -f "$log"
}

# Waits for another apt instead of failing on its lock.
apt_install() {
	DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300 \
		install -y --no-install-recommends "$@" </dev/null
}

main() {
	local group
	if [ $# = 0 ]; then
		say "which? usage: packages.sh build|engine|image|helper|lint|fuzz|witness|ssh|ci|page|browser|writeup|package|shells|hosts ..."
		exit 2
	fi
	for group in "$@"; do
		if ! declare -F "group_$group" >/dev/null; then
			say "no group \"$group\"; there are: build engine image helper lint fuzz witness ssh ci page browser writeup package shells hosts"
			exit 2
		fi
		"group_$group"
	done
	if [ ${#missing[@]} -gt 0 ]; then install; fi
}

main "$@"
