# engines.sh - the bed's engines: making, ending and awaiting them. Sourced by bed.sh.
# shellcheck shell=bash disable=SC2154

# at HOST ARGS... : the docker client at that host's engine
at() {
	local host=$1
	shift
	docker -H "unix://$dir/$host.sock" "$@"
}

answers() { timeout 5 docker -H "unix://$dir/$1.sock" version >/dev/null 2>&1; }

# The engine's process, or nothing. A number in a pid file may be another's by now.
engine_pid() {
	local pid
	pid=$(cat "$dir/$1.pid" 2>/dev/null || true)
	[ -n "$pid" ] && is_engine "$1" "$pid" && echo "$pid"
}

is_engine() {
	local words
	words=$({ tr '\0' ' ' <"/proc/$2/cmdline"; } 2>/dev/null || true)
	[[ $words == dockerd*" $dir/$1.json "* ]]
}

engine_state() {
	local pid state
	pid=$(engine_pid "$1") || { echo "ended" && return; }
	state=$(sed -n 's/^State:\t//p' "/proc/$pid/status" 2>/dev/null || true)
	if [[ $state == T* ]]; then echo "paused"; elif answers "$1"; then echo "answers"; else echo "does not answer"; fi
}

# Engines before 24 take their id from a key, by default from the machine's own engine's.
own_key() {
	local version
	version=$(dockerd --version | sed -n 's/^Docker version \([0-9]*\).*/\1/p')
	if [ "${version:-99}" -lt 24 ]; then printf ',\n  "deprecated-key-path": "%s"' "$dir/$1.key"; fi
}

# An own file, for the machine's own engine's settings are not ours.
write_settings() {
	local listen="\"unix://$dir/$1.sock\"" tls=
	if [ "$1" = b ]; then
		listen+=", \"tcp://$(address b):2376\""
		tls=$(printf ',\n  "tlsverify": true,\n  "tlscacert": "%s",\n  "tlscert": "%s",\n  "tlskey": "%s"' \
			"$dir/tls/ca.pem" "$dir/tls/server.pem" "$dir/tls/server-key.pem")
	fi
	printf '{\n  "hosts": [%s],\n  "data-root": "%s",\n  "exec-root": "%s",\n  "pidfile": "%s"%s%s\n}\n' \
		"$listen" "$dir/$1/data" "$dir/$1/run" "$dir/$1.pid" "$tls" "$(own_key "$1")" >"$dir/$1.json"
}

# The namespace of the net only: with `ip netns exec` a dockerd finds no cgroups. A name of its own, for that is
# how a swarm lists it. Without our lock, which it would hold on to.
begin_engine() {
	mkdir -p "$dir/$1/data" "$dir/$1/run"
	write_settings "$1"
	rm -f "$dir/$1.pid" "$dir/$1/run/containerd/containerd.pid"
	# shellcheck disable=SC2016 # for the inner shell
	setsid nsenter --net="/run/netns/$(namespace "$1")" unshare --uts \
		sh -c 'hostname "$1" && exec dockerd --config-file "$2" --log-level warn' sh "$(namespace "$1")" "$dir/$1.json" \
		>>"$dir/$1.log" 2>&1 </dev/null 9>&- &
}

await_engine() {
	local end=$((SECONDS + patience))
	until answers "$1"; do
		if [ $SECONDS -ge $end ]; then
			tail -n 5 "$dir/$1.log" >&2 || true
			fail 1 "the engine of $1 does not answer within $patience s; next step: see $dir/$1.log"
		fi
		sleep 0.2
	done
}

start_engine() {
	if engine_pid "$1" >/dev/null; then
		answers "$1" || fail 1 "the engine of $1 is there ($(engine_state "$1")) but does not answer; next step: $self engine $1 unpause, or kill"
		return
	fi
	begin_engine "$1"
	await_engine "$1"
	await_member "$1"
}

# An orderly end takes as long as its slowest container has been given to stop.
stop_engine() { end_engine "$1" TERM 120; }
kill_engine() { end_engine "$1" KILL 10; }

end_engine() {
	local pid end=$((SECONDS + $3))
	pid=$(engine_pid "$1") || return 0
	kill -s CONT "$pid"
	kill -s "$2" "$pid"
	while is_engine "$1" "$pid"; do
		[ $SECONDS -lt $end ] || fail 1 "the engine of $1 (process $pid) has not ended $3 s after SIG$2; next step: see $dir/$1.log"
		sleep 0.1
	done
}

pause_engine() { signal_engine "$1" STOP; }
unpause_engine() {
	signal_engine "$1" CONT
	await_engine "$1"
}

signal_engine() {
	local pid
	pid=$(engine_pid "$1") || fail 1 "the engine of $1 does not run; next step: $self engine $1 start"
	kill -s "$2" "$pid"
}

# Certificates for the engine that is spoken to by TCP: an authority, a server and a client.
make_certificates() {
	local tls=$dir/tls
	mkdir -p "$tls"
	openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj "/CN=$name test bed" \
		-keyout "$tls/ca-key.pem" -out "$tls/ca.pem" 2>"$tls/openssl.log"
	make_certificate server-key.pem server.pem "subjectAltName=IP:$(address b),IP:127.0.0.1\nextendedKeyUsage=serverAuth"
	make_certificate key.pem cert.pem "extendedKeyUsage=clientAuth"
}

make_certificate() {
	local tls=$dir/tls
	openssl req -newkey rsa:2048 -nodes -subj "/CN=$2" -keyout "$tls/$1" -out "$tls/request.pem" 2>>"$tls/openssl.log"
	# shellcheck disable=SC2059 # the lines are ours
	printf "$3\n" >"$tls/extensions"
	openssl x509 -req -in "$tls/request.pem" -CA "$tls/ca.pem" -CAkey "$tls/ca-key.pem" -CAcreateserial -days 30 \
		-extfile "$tls/extensions" -out "$tls/$2" 2>>"$tls/openssl.log"
	rm -f "$tls/request.pem" "$tls/extensions"
}
