#!/bin/bash
# One of the hosts is reached by ssh: a whole run goes through it, and no ssh process stays.
set -uo pipefail
# shellcheck source=tests/hosts/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/sshd.sh
. "$here/sshd.sh"
make_sshd "DOCKER_HOST=unix://$(dirname "$hosts_file")/c.sock"
check "an sshd of the test's own starts" start_sshd
sed "s|unix:///.*/c.sock|ssh://$user@127.0.0.1:$port|" "$hosts_file" >"$work/ssh.yaml"

run outage "$top/scenarios/hosts/rack-outage.yaml" --hosts "$work/ssh.yaml"
check "rack-outage passes with an engine behind ssh" is "$rc" 0 outage
check "it went by ssh" grep -q "Accepted publickey for $user" "$ssh_dir/log"
echo "# $(grep -c "Accepted publickey" "$ssh_dir/log") connections of ssh"
check "nothing is left on any host" bare_hosts
check "nor a process of ssh" no_tunnel
