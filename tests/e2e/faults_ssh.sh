#!/bin/bash
# An engine reached by ssh: a real sshd on this machine, at a port and with keys of the test's own.
# KCHAOS_SSH only adds what a user has in ~/.ssh.
set -uo pipefail
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
"$top/compose/host/packages.sh" ssh || exit 3

sshd_pid=
stop_sshd() {
	[ -z "$sshd_pid" ] || kill "$sshd_pid" 2>/dev/null
	sshd_pid=
}
# shellcheck disable=SC2154 # it is set in the same line
trap 'status=0; end || status=1; stop_sshd; exit "$status"' EXIT

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
SetEnv PATH=$PATH
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
unset DOCKER_HOST # the witnesses ask the engine here
printf '#!/bin/sh\nDOCKER_HOST=ssh://%s@127.0.0.1:%s exec %s "$@"\n' "$user" "$port" "$KCHAOS" >"$ssh_dir/kchaos"
chmod +x "$ssh_dir/kchaos"
KCHAOS=$ssh_dir/kchaos

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

# says TEXT : is it in what the last command said?
says() { [[ $said == *"$1"* ]]; }

said=$("$KCHAOS" down "$project" 2>&1)
check "without an sshd the error is ssh's own" says "Connection refused"
check "and says what to try" says "does 'ssh -p $port $user@127.0.0.1 docker version' work"

check "an sshd of the test's own starts" start_sshd
said=$("$KCHAOS" down "$project" 2>&1)
rc=$?
check "the engine is asked over ssh" test "$rc" = 0
[ "$rc" = 0 ] || { echo "$said"; cat "$ssh_dir/log"; } | sed 's/^/# /'
check "it went by ssh" grep -q "Accepted publickey for $user" "$ssh_dir/log"
check "no ssh of it is left" no_tunnel

mv "$ssh_dir/authorized" "$ssh_dir/away"
said=$("$KCHAOS" down "$project" 2>&1)
check "a key that is not taken is told" says "Permission denied"
mv "$ssh_dir/away" "$ssh_dir/authorized"
