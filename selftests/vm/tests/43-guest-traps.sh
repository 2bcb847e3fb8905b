# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# What programs raise in a guest comes back to them as on a bare machine:
# exceptions, system calls of 32-bit programs, single steps and breakpoints,
# segments, returns to bad contexts. guest/traps has the cases; the server,
# whose kernel runs demoted, is put through them, too.
. /underpin/selftests/vm/server/lib.sh

# Verdicts of another program, as tests of this one: retell PREFIX < TAP.
retell()
{
	while read -r verdict number rest; do
		case "$verdict $number" in
		"ok "*)
			ok "$1:${rest#-}"
			;;
		"not ok")
			not_ok "$1:${rest#*-}"
			;;
		"# "*)
			diag "$number $rest"
			;;
		esac
	done
}

success "insmod and Debian's init script" xen_up || done_testing

"$underpin/build/programs/traps" > /tmp/traps
is "the server's programs get what they raise" \
	"$(grep '^not ok' /tmp/traps)" ""
matches "... all of them" "$(tail -n 1 /tmp/traps)" '^1\.\.[0-9]+$'
"$underpin/build/programs/traps32" > /tmp/traps32
is "so do its 32-bit programs" $? 0

success "xl create" guest_create traps \
	'extra="console=hvc0 quiet panic=-1 guest_run=traps+guest;traps32"'
success "the guest comes to its end" guest_wait traps '^guest: status' 180
guest_log traps | tr -d '\r' | sed -n '/^guest: ready/,$p' > /tmp/guest
retell "guest" < /tmp/guest
is "both programs came to their ends" "$(grep -c '^1\.\.' /tmp/guest)" 2

done_testing
