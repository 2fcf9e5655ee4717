# sshd.sh - for tests of engines reached by ssh: a real sshd on this machine, at a port and with keys of the test's own, which
# ends with the test. KCHAOS_SSH, which it sets, only adds what a user has in ~/.ssh. Sourced after a lib.sh.
# shellcheck shell=bash disable=SC2034,SC2154

"$top/compose/host/packages.sh" ssh || exit 3
sshd_pid=
stop_sshd() {
	[ -z "$sshd_pid" ] || kill "$sshd_pid" 2>/dev/null
	sshd_pid=
}
trap 'status=0; end || status=1; stop_sshd; exit "$status"' EXIT

# make_sshd [VARIABLE=VALUE...] : its files, and what it sets for those who log in; sets port, user and ssh_dir
make_sshd() {
	port=$((20000 + RANDOM % 10000))
	user=$(id -un)
	ssh_dir=$work/keys # runs have names in $work of their own
	mkdir -p "$ssh_dir"
	[ "$(id -u)" != 0 ] || mkdir -p /run/sshd # what sshd as root wants to be there
	ssh-keygen -q -t ed25519 -N '' -f "$ssh_dir/host"
	ssh-keygen -q -t ed25519 -N '' -f "$ssh_dir/key"
	cp "$ssh_dir/key.pub" "$ssh_dir/authorized"
	cat >"$ssh_dir/sshd_config" <<EOF
Port $port
ListenAddress 127.0.0.1
HostKey $ssh_dir/host
AuthorizedKeysFile $ssh_dir/authorized
PidFile none
StrictModes no
UsePAM no
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin prohibit-password
SetEnv PATH=$PATH $*
MaxStartups 100
EOF
	cat >"$ssh_dir/config" <<EOF
IdentityFile $ssh_dir/key
IdentitiesOnly yes
UserKnownHostsFile $ssh_dir/known
EOF
	echo "[127.0.0.1]:$port $(cut -d' ' -f1,2 "$ssh_dir/host.pub")" >"$ssh_dir/known"
	printf '#!/bin/sh\nexec ssh -F %s/config "$@"\n' "$ssh_dir" >"$ssh_dir/ssh"
	chmod +x "$ssh_dir/ssh"
	export KCHAOS_SSH=$ssh_dir/ssh
}

start_sshd() {
	PATH=$PATH:/usr/sbin "$(PATH=$PATH:/usr/sbin command -v sshd)" -D -e -f "$ssh_dir/sshd_config" 2>"$ssh_dir/log" &
	sshd_pid=$!
	for _ in $(seq 50); do
		! (: </dev/tcp/127.0.0.1/"$port") 2>/dev/null || return 0
		sleep 0.1
	done
	sed 's/^/# /' "$ssh_dir/log"
	return 1
}

# no_tunnel : is no ssh process of ours there?
no_tunnel() { ! pgrep -f "^ssh -F $ssh_dir/config " >/dev/null; }
