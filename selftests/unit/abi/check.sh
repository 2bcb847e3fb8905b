#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# check.sh ABI-DIRECTORY [COMPARE-PROGRAM]
#
# Prints TAP on the headers of src/pv-abi: what the comparison found, whether
# the tables name all that the headers define, and whether each header
# compiles alone as the monitor and the host programs compile it.

set -u
abi=$1
compare=${2:-}
cd "$(dirname "$0")" || exit 2
# shellcheck source=selftests/lib/tap.sh
. ../../lib/tap.sh

names=$(mktemp) || exit 2
trap 'rm -f "$names"' EXIT

verdicts()
{
	tab=$(printf '\t')
	while IFS=$tab read -r verdict text; do
		case $verdict in
		ok) ok "$text" ;;
		'not ok') not_ok "$text" ;;
		*) diag "$text" ;;
		esac
	done < "$names"
}

# What the tables hold, in the words of names.awk.
listed()
{
	sed -n -e 's/^SAME(\([^,]*\),.*/CONST(\1);/' -e 's/^OWN(/CONST(/' \
		-e '/^\(CONST\|STRUCT\|FIELD\)(/p' tables/*.inc
}

missing()
{
	listed > "$names"
	for header in "$abi"/xen/*.h; do
		gcc -fpreprocessed -dD -E -P "$header" | awk -f names.awk
	done | sort -u | grep -vxF -f "$names"
}

# Called by success().
# shellcheck disable=SC2317
alone()
{
	for cc in gcc clang; do
		command -v "$cc" > /dev/null || continue
		"$cc" -x c -std=gnu11 -ffreestanding -mgeneral-regs-only \
			-Wall -Wextra -Wconversion -Werror -fsyntax-only \
			"$1" || return
	done
}

if [ -n "$compare" ]; then
	if "$compare" > "$names"; then
		verdicts
	else
		not_ok 'comparison runs to its end'
	fi
	is 'the tables name all that the headers define' "$(missing)" ''
fi
for header in "$abi"/types.h "$abi"/xen/*.h; do
	success "$(basename "$header") compiles alone" alone "$header"
done
done_testing
