#!/bin/bash
# An engine reached by ssh: a real sshd on this machine.
set -uo pipefail
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/sshd.sh
. "$here/sshd.sh"
# shellcheck disable=SC2119 # nothing is set for who logs in
make_sshd
unset DOCKER_HOST # the witnesses ask the engine here
printf '#!/bin/sh\nDOCKER_HOST=ssh://%s@127.0.0.1:%s exec %s "$@"\n' "$user" "$port" "$KCHAOS" >"$ssh_dir/kchaos"
chmod +x "$ssh_dir/kchaos"
KCHAOS=$ssh_dir/kchaos

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
