#!/bin/bash
# Builds an image that stands for apache/kafka where no image registry can be reached: a minimal
# root of this system's distribution with a Java run time, Kafka's jars, and apache/kafka's start.
#
#	build.sh            does nothing when the image of this recipe is present
#	build.sh --force    builds it anyway
#	build.sh --present  only says by its exit code whether it is
#	build.sh --versions  which versions of Kafka it can build: those whose jars are pinned here
#	build.sh --pin      writes down the checksums of the jars of KAFKA_VERSION, to build it from then on
#
# KAFKA_VERSION is the version in the file VERSION unless it is set. kchaos finds the image by its label io.kchaos.stands-for; by io.kchaos.helper it knows that faults
# can be made with it (it has iproute2, iptables and ping). Exit 3: cannot build here.
set -euo pipefail
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
default=$(cat "$here/VERSION")
version=${KAFKA_VERSION:-$default}
# The jars of the default version, and of others that were pinned.
pinned=SHA256SUMS
if [ "$version" != "$default" ]; then pinned=SHA256SUMS-$version; fi
readonly here default version pinned
readonly tag=kchaos/kafka:$version
readonly stands_for=apache/kafka:$version
readonly recipe_files=("$pinned" pom.xml build.sh root.sh entrypoint.sh train.sh tool.sh
	log4j2.properties tools-log4j2.properties)

# shellcheck source=compose/image/root.sh
. "$here/root.sh"

work=

say() { printf 'image: %s\n' "$*" >&2; }

fail() {
	say "$*"
	exit 3
}

recipe() { (cd "$here" && sha256sum "${recipe_files[@]}" | sha256sum | cut -c1-16); }

versions() {
	local file
	echo "$default"
	for file in "$here"/SHA256SUMS-*; do
		if [ -e "$file" ]; then echo "${file##*SHA256SUMS-}"; fi
	done
}

is_present() {
	local found
	found=$(docker image inspect -f '{{index .Config.Labels "io.kchaos.recipe"}}' "$tag" 2>/dev/null) || return 1
	[ "$found" = "$(recipe)" ]
}

# The root stays where the image was built on it: the engine then refuses to remove it.
cleanup() {
	if [ -s "$work/container.id" ]; then docker rm -f -v "$(cat "$work/container.id")" || true; fi
	if [ -s "$work/root.id" ]; then docker rmi "$(cat "$work/root.id")" || true; fi
	rm -rf "$work"
} >/dev/null 2>&1

# step TEXT FUNCTION [CAUSE [NEXT]]: one line with the seconds it took; its output only when it failed.
step() {
	local text=$1 status=0 start=$EPOCHREALTIME log=$work/$2.log
	set +e
	(set -e && "$2") >"$log" 2>&1
	status=$?
	set -e
	if [ $status != 0 ]; then
		tail -n 15 "$log" >&2
		fail "cannot build $tag: ${3:-$text failed}, see above; next step: ${4:-try again, or set KAFKA_IMAGE to an image that can be pulled}"
	fi
	say "$(awk -v a="$start" -v b="$EPOCHREALTIME" -v t="$text" 'BEGIN { printf "%-46s %5.1f s", t, b - a }')"
}

fetch_jars() {
	local profile=()
	case $version in 3.*) profile=(-P kafka3) ;; esac
	cp "$here/pom.xml" "$work/"
	(cd "$work" && mvn -q -B -Dstyle.color=never "${profile[@]}" "-Dkafka.version=$version" \
		dependency:copy-dependencies -DincludeScope=runtime "-DoutputDirectory=$work/stage/opt/kafka/libs")
}

# Exactly the pinned files: no other content, none missing, none more.
check_jars() {
	local libs=$work/stage/opt/kafka/libs
	(cd "$libs" && sha256sum --check --quiet --strict "$here/$pinned")
	diff <(cut -d' ' -f3 "$here/$pinned" | sort) <(find "$libs" -type f -printf '%f\n' | sort)
}

# What Maven gives today is what is to be had from now on.
pin() {
	begin_work
	step "jars from the Maven repository" fetch_jars "the jars cannot be fetched"
	(cd "$work/stage/opt/kafka/libs" && sha256sum ./*.jar | sed 's|\./||') >"$here/$pinned"
	say "$pinned is written"
}

java_package() {
	local release
	for release in 21 17; do
		if apt-cache policy "openjdk-$release-jre-headless" | grep -q 'Candidate: [^(]'; then
			echo "openjdk-$release-jre-headless"
			return
		fi
	done
	echo default-jre-headless
}

import_root() {
	make_root "$work/root.tar" "$(java_package)" iproute2 iptables iputils-ping bash
	docker import "$work/root.tar" >"$work/root.id"
	rm "$work/root.tar"
}

stage_files() {
	local stage=$work/stage name
	mkdir -p "$stage"/opt/kafka/{bin,config,logs,libs} "$stage"/etc/kafka/docker \
		"$stage"/var/lib/kafka/data "$stage"/mnt/shared/config
	cp "$here"/log4j2.properties "$here"/tools-log4j2.properties "$stage/opt/kafka/config/"
	install -m 755 "$here/entrypoint.sh" "$stage/etc/kafka/docker/run"
	install -m 755 "$here/tool.sh" "$stage/opt/kafka/bin/kafka-run-class.sh"
	for name in $("$here/tool.sh" --list); do
		ln -s kafka-run-class.sh "$stage/opt/kafka/bin/$name"
	done
	install -m 755 "$here/train.sh" "$stage/opt/kafka/train.sh"
	chmod -R u+rwX,go+rX "$stage"
}

train() {
	local container
	docker create --network none -e TZ=UTC "$(cat "$work/root.id")" /opt/kafka/train.sh >"$work/container.id"
	container=$(cat "$work/container.id")
	docker cp "$work/stage/." "$container:/"
	docker start -a "$container"
}

commit() {
	docker commit --pause=false \
		--change 'CMD ["/etc/kafka/docker/run"]' \
		--change 'ENV TZ=UTC LANG=C.UTF-8' \
		--change 'EXPOSE 9092' \
		--change 'VOLUME ["/var/lib/kafka/data"]' \
		--change "LABEL io.kchaos.stands-for=$stands_for io.kchaos.recipe=$(recipe) io.kchaos.helper=1" \
		"$(cat "$work/container.id")" "$tag"
}

# Builds of older recipes carry the label too; kchaos must not find them.
forget_older() {
	local image new
	new=$(docker image inspect -f '{{.Id}}' "$tag")
	for image in $(docker image ls -q --no-trunc --filter "label=io.kchaos.stands-for=$stands_for" | sort -u); do
		[ "$image" = "$new" ] || docker rmi "$image" >/dev/null 2>&1 || true
	done
}

begin_work() {
	work=$(mktemp -d "${TMPDIR:-/tmp}/kchaos-image.XXXXXX")
	trap cleanup EXIT
	trap 'exit 130' INT TERM HUP
}

build() {
	local start=$SECONDS
	if [ ! -e "$here/$pinned" ]; then
		fail "cannot build $tag: only $(versions | xargs) can be; next step: KAFKA_VERSION=$version $0 --pin, or set KAFKA_IMAGE to an image that can be pulled"
	fi
	begin_work
	say "building $tag, an equivalent of $stands_for"
	step "jars from the Maven repository" fetch_jars "the jars cannot be fetched"
	step "checksums of the jars" check_jars "the jars are not the pinned ones" "compare with SHA256SUMS"
	step "root from the distribution's packages" import_root "the root cannot be made"
	step "files in place" stage_files
	step "one node trained for the class-data archive" train
	step "image written" commit
	forget_older
	say "$tag is ready ($((SECONDS - start)) s)"
}

# One at a time: whoever waited finds the image there.
lock() { exec 9>"${TMPDIR:-/tmp}/kchaos-image.$(id -u).lock" && flock 9; }

main() {
	case ${1:-} in
	--present) is_present && exit 0 || exit 1 ;;
	--versions) versions && exit 0 ;;
	--pin) "$here/../host/packages.sh" image && pin && exit 0 ;;
	--force | '') ;;
	*) say "no option \"$1\"; usage: build.sh [--force|--present|--versions|--pin]" && exit 2 ;;
	esac
	"$here/../host/packages.sh" engine
	"$here/../host/engine.sh"
	if [ "${1:-}" != --force ] && is_present; then return; fi
	"$here/../host/packages.sh" image
	lock
	if [ "${1:-}" != --force ] && is_present; then return; fi
	build
}

main "$@"
