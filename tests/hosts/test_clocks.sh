#!/bin/bash
# The clock of one host is wrong, drifts, or jumps. Its engine is spoken to through skew.py, its own socket tells what was: its
# times are corrected, what they are unsure by is in the bars, and where that is too much nothing is judged by them.
set -uo pipefail
# shellcheck source=tests/hosts/lib.sh
. "$(dirname "$0")/lib.sh"
real=${hosts_file%/*}/c.sock
skewed=$work/c.sock
proxy=
told=

sed "s|unix://.*/c\.sock|unix://$skewed|" "$hosts_file" >"$work/skewed.yaml"

# off PID : it ends, and is waited for
off() {
	[ -z "$1" ] || { kill "$1" && wait "$1"; } 2>/dev/null
	true
}

over() {
	end # needs the socket, to take down what is left
	off "$told"
	off "$proxy"
}
trap over EXIT

# skew NAME OPTIONS... : the engine of c behind another clock; what it does is in $work/NAME.skew
skew() {
	local log=$work/$1.skew
	shift
	off "$proxy"
	"$top/tests/hosts/skew.py" --engine "$real" --listen "$skewed" "$@" 2>"$log" &
	proxy=$!
	within 10 through version
}

# through ARGS... : the docker client at the engine that looks skewed
through() { timeout 60 docker -H "unix://$skewed" "$@"; }

facts() { python3 "$top/tests/hosts/clocks.py" "$@"; }

# killed NAME : the scenario on the hosts as they look now; what the engine of c told without the proxy is in $work/NAME.told
killed() {
	timeout 600 docker -H "unix://$real" events --filter type=container --format '{{json .}}' >"$work/$1.told" &
	told=$!
	run "$1" "$top/tests/hosts/clocks.yaml" --hosts "$work/skewed.yaml"
	off "$told"
	told=
}

# ahead_ms : of the engine's clock, by what its info says
ahead_ms() {
	local stamp
	stamp=$(through info -f '{{.SystemTime}}')
	echo $((($(date -d "$stamp" +%s%N) - $(date +%s%N)) / 1000000))
}

# isr NAME EXPRESSION : of what was judged of the ISR, called x
isr() { field "$1" "[$2 for x in r['expectations'] if x['kind'] == 'isr'][0]"; }

# is_close NAME BEYOND_NS : whether a limit that much below what was seen is within the bar
is_close() {
	rm -rf "$work/limit"
	facts limit "$work/$1" "$work/limit" "$2" || return
	"$KCHAOS" analyse -q "$work/limit" >/dev/null
	[ "$(isr limit 'x["close"]')" = True ]
}

# Neither whole seconds nor what a time zone would be.
skew ahead --ahead 90.25
check "the proxy's engine is ahead by as much as it was told" test $(($(ahead_ms) / 1000)) = 90
make_box_image c
head -c 300000 /dev/urandom >"$work/bytes"
through run --rm -i --label io.kchaos.test=box "$boximage" busybox cat <"$work/bytes" >"$work/came"
check "and what a container says and is told passes as it is" cmp "$work/bytes" "$work/came"

killed ahead
check "a run over a host whose clock is 90.25 s ahead passes" is "$rc" 0 ahead
check "the offset was measured before, during and after" facts measured "$work/ahead" "$work/ahead.skew" c 50
check "its events lie where they were" facts events "$work/ahead" "$work/ahead.told" c
check "and so do its node's log lines" facts logs "$work/ahead" c 90.25
check "the others' as well" facts logs "$work/ahead" a 0
check "effect and windows lie where the node died" facts windows "$work/ahead" "$work/ahead.told" c

skew drifts --ahead -3600 --drift 2.5
killed drifts
check "a clock that is an hour behind and gains 2.5 ms a second is borne" is "$rc" 0 drifts
check "its offset was followed" facts measured "$work/drifts" "$work/drifts.skew" c 50
check "effect and windows lie where the node died, all the same" facts windows "$work/drifts" "$work/drifts.told" c
unsure=$(facts unsure "$work/drifts" c)
steady=$(facts unsure "$work/ahead" c)
echo "# unsure by $unsure ns, with a steady clock by $steady ns"
check "it makes times unsure by more than 20 ms" test "$unsure" -gt 20000000
check "which is in the bar" is_close drifts $((200000000 + unsure / 2))
check "and no more than that: what lies beyond it is not close" fails is_close ahead $((200000000 + 2 * steady))

skew runs --drift 8
killed runs
check "a clock that gains 8 ms a second is too much: inconclusive" is "$rc" 4 runs
check "with the host as the reason" test "$(isr runs '"of host c moved by" in (x["why"] or "") and x["code"]')" = K912

# By the next measurement nobody knows any more when it jumped: before the node died, or after.
skew jumps --jump 5
name=jumps
"$KCHAOS" run --project "$project" -o "$work/jumps" "$top/tests/hosts/clocks.yaml" --hosts "$work/skewed.yaml" \
	>"$work/jumps.out" 2>"$work/jumps.err" &
pid=$!
check "a node is killed" await kill 1 effective
kill -USR1 "$proxy"
wait "$pid"
check "its host's clock jumps by 5 s: inconclusive" is $? 4 jumps
check "with the jump as the reason" test "$(isr jumps '"of host c moved by 5.0" in (x["why"] or "") and x["code"]')" = K912
check "nothing is left on any host" bare_hosts
