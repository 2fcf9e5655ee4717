#!/bin/bash
# Codes of messages: each is used, each can be explained, in either case, with its reason and what to do; what is no code is
# refused with one.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 3
KCHAOS=${KCHAOS:-$PWD/build/release/kchaos}
bad=0
ok() { echo "ok - $*"; }
not_ok() { echo "not ok - $*" && bad=1; }

if said=$(tests/tools/check-codes); then ok "each code is used, and hardly any message has none"; else not_ok "$said"; fi

listed=$("$KCHAOS" explain | awk '/^message:/ {on = 1; next} /^[a-z]/ {on = 0} on' | tr -d ' \n' | tr ',' '\n')
in_table=$(sed -n 's/^\tX([A-Z_]*, \([0-9]\{3\}\),.*/K\1/p' src/base/codes.h)
if [ -n "$in_table" ] && [ "$listed" = "$in_table" ]; then
	ok "kchaos explain lists the $(wc -l <<<"$in_table") codes of the table"
else
	not_ok "kchaos explain lists other codes than the table: $(diff <(echo "$in_table") <(echo "$listed") | head -n 5)"
fi

n=0
for code in $in_table; do
	said=$("$KCHAOS" explain "$code") || not_ok "explain $code ends with $?"
	[ "$said" = "$("$KCHAOS" explain "${code,,}")" ] || not_ok "explain ${code,,} says something else than explain $code"
	for part in "$code (message): " "  Kind: " "  Why: " "  What to do: "; do
		[[ $said == *"$part"* ]] || not_ok "explain $code does not say '$part'"
	done
	n=$((n + 1))
done
[ "$bad" != 0 ] || ok "each of $n codes is explained"

said=$("$KCHAOS" explain K000 2>&1)
if [ $? = 2 ] && [[ $said == *" [K106]" ]]; then ok "what is no code is refused with one"; else not_ok "explain K000: $said"; fi
exit "$bad"
