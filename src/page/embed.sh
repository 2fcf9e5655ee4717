#!/bin/sh
# Files as C arrays, for the program to carry: embed.sh NAME=FILE ... prints the source of what
# page/assets.h declares. A file that is absent becomes an empty array. Exit 2: wrong use.
set -eu

[ $# -gt 0 ] || {
	echo "usage: embed.sh NAME=FILE ..." >&2
	exit 2
}

echo '#include "page/assets.h"'
for pair in "$@"; do
	file=${pair#*=}
	[ -e "$file" ] || file=/dev/null
	# The last byte is ours: C has no empty arrays.
	printf '\nconst struct asset asset_%s = {(const unsigned char[]){\n' "${pair%%=*}"
	od -An -v -tu1 "$file" | sed 's/  *\([0-9][0-9]*\)/\1,/g'
	printf '0}, %d};\n' "$(wc -c <"$file")"
done
