#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# The gates of style that a script can check, one TAP test each. What is
# excused, and why, is in style-exceptions; nothing is excused here.

cd "$(dirname "$0")/.." || exit 1
. selftests/lib/tap.sh

exceptions=selftests/style-exceptions
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
roots="src selftests userspace guest-patches"

# Files of ours, by name patterns.
ours()
{
	for root in $roots; do
		[ -d "$root" ] || continue
		find "$root" -type f \( -name "$1" -o -name "${2:-$1}" \
			-o -name "${3:-$1}" \) ! -name '*.mod.c' ! -path '*/.*'
	done | sort
}

# gate NAME COMMAND...: one test, passed when the command finds (prints) nothing.
gate()
{
	gate_name=$1
	shift
	"$@" > "$work/findings"
	is "$gate_name" "$(wc -l < "$work/findings") findings" "0 findings" ||
		head -n 40 "$work/findings" | sed 's/^/#   /'
}

# Drop the lines "PATH:..." of stdin that are excused from rule $1.
unless_excused()
{
	awk -v rule="$1" '
	FNR == NR {
		if ($1 == rule)
			excused[$2]
		next
	}
	{
		path = $0
		sub(/:.*/, "", path)
		for (e in excused)
			if (e == "." || path == e || index(path, e "/") == 1)
				next
		print
	}' "$exceptions" -
}

# lines_beyond MAXIMUM PATTERN...
lines_beyond()
{
	max=$1
	shift
	ours "$@" | xargs -r wc -l |
		awk -v max="$max" '$2 != "total" && $1 > max { print $2 ": " $1 }'
}

long_files()
{
	lines_beyond 600 '*.[chS]' '*.sh' '*.py' | unless_excused file-lines
}

long_headers()
{
	lines_beyond 120 '*.h' | unless_excused header-lines
}

# Kernel style puts a function's braces, and no others, alone in column 0.
long_functions()
{
	ours '*.c' '*.h' | xargs -r awk '
	/^{$/ { start = FNR }
	/^}$/ && start {
		if (FNR - start - 1 > 70)
			print FILENAME ":" start ": " FNR - start - 1 " lines"
		start = 0
	}' | unless_excused function-lines
}

# Line 1, or line 2 of a script.
without_licence()
{
	{
		ours '*.[chS]' '*.sh' '*.lds'
		ours Makefile Kbuild '*.mk'
		echo Makefile
		find selftests .ci -type f -perm -u+x ! -path '*/.*'
	} | sort -u | while read -r file; do
		head -n 2 "$file" |
			grep -q 'SPDX-License-Identifier: GPL-2.0' ||
			echo "$file: no SPDX line"
	done
}

linux_in_monitor()
{
	grep -rnE '#[[:space:]]*include[[:space:]]*[<"](linux|asm|uapi)/' \
		src/monitor src/pv-abi |
		grep -v '^src/pv-abi/types.h:'
}

unfinished()
{
	# shellcheck disable=SC2046 # a list of files
	grep -nEiw 'TODO|FIXME|XXX|HACK|not yet implemented|for now' \
		$(ours '*.[chS]' '*.sh' '*.mk') /dev/null |
		grep -v '^selftests/check-style.sh:'
}

# Headers of the loader need the kernel's own flags: building it covers them.
dependent_headers()
{
	find src/pv-abi src/monitor -name '*.h' | while read -r header; do
		gcc -std=gnu11 -ffreestanding -fsyntax-only -Wall -Wextra \
			-Werror -mgeneral-regs-only -Isrc/monitor \
			-Isrc/pv-abi -x c "$header" 2> "$work/gcc" ||
			echo "$header: $(grep -m 1 error "$work/gcc")"
	done
}

without_guard()
{
	ours '*.h' | while read -r header; do
		grep -q '^#ifndef' "$header" ||
			echo "$header: no include guard"
	done
}

sparse_findings()
{
	ours '*.c' | grep '^src/monitor/' | while read -r file; do
		sparse -std=gnu11 -ffreestanding -Wno-unknown-attribute \
			-Isrc/monitor -Isrc/pv-abi -Ibuild "$file" 2>&1
	done
}

# A file that was clean is read again only when it changed: the whole tree
# takes minutes.
checkpatch_findings()
{
	clean=build/tools/checkpatch-clean
	ours '*.[chS]' > "$work/c-files"
	# Fetch it before two copies of it would.
	selftests/lib/checkpatch --version > /dev/null 2>&1
	touch "$clean"
	xargs -r sha256sum < "$work/c-files" | grep -vxFf "$clean" > "$work/unread"
	# FILE:LINE: LEVEL:TYPE: TEXT, one line each
	sed 's/^[^ ]*  //' "$work/unread" | xargs -r -P "$(nproc)" -n 10 \
		selftests/lib/checkpatch --no-tree \
		--strict --terse --show-types --no-summary -f \
		> "$work/checkpatch" 2>&1
	cut -d: -f1 "$work/checkpatch" | sort -u > "$work/unclean"
	grep -vFf "$work/unclean" "$work/unread" >> "$clean"
	sort -o "$work/checkpatch" "$work/checkpatch"
	sed -nE 's/.*(ERROR|WARNING|CHECK):([A-Z_0-9]+):.*/\2/p' \
		"$work/checkpatch" | sort -u > "$work/types"
	while read -r type; do
		grep -E "(ERROR|WARNING|CHECK):$type:" "$work/checkpatch" |
			unless_excused "$type"
	done < "$work/types"
}

shell_findings()
{
	# SC1091, SC2154: files sourced in the server have other paths there;
	# SC2317: functions are called through gate and success; SC2016: what
	# guests are told to run is theirs to expand.
	{
		ours '*.sh'
		grep -rlE '^(#!/bin/sh|# shellcheck shell=)' selftests .ci
	} | sort -u | xargs -r shellcheck -f gcc -e SC1091,SC2154,SC2317,SC2016
}

# The monitor saves no vector or x87 state around its own code and links with
# nothing: it must not use the one nor miss the other.
image_findings()
{
	for image in build/monitor-*.elf; do
		[ -e "$image" ] || continue
		nm -u "$image" | sed "s|^|$image: undefined|"
		nm "$image" | grep -E '__fentry__|mcount|__stack_chk' |
			sed "s|^|$image: |"
		objdump -d --no-show-raw-insn "$image" |
			grep -E '%([xyz]mm[0-9]|mm[0-7]|st\b)' |
			head -n 5 | sed "s|^|$image: |"
	done
}

manual_findings()
{
	find userspace -name '*.8' -exec mandoc -T lint -W warning {} +
}

gate "each file begins with its licence" without_licence
gate "no file is longer than 600 lines" long_files
gate "no header is longer than 120 lines" long_headers
gate "no function is longer than 70 lines" long_functions
gate "no Linux header below src/monitor and src/pv-abi" linux_in_monitor
gate "no mark of unfinished work" unfinished
gate "each header has a guard" without_guard
gate "each header of monitor and ABI stands alone" dependent_headers
gate "sparse finds nothing in the monitor" sparse_findings
gate "checkpatch --strict finds nothing" checkpatch_findings
gate "shellcheck finds nothing" shell_findings
gate "mandoc finds nothing in the manual" manual_findings
gate "the monitor is self-contained and free of vector code" image_findings

done_testing
