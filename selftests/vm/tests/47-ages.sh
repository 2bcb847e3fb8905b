# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# vm: --timeout 900
#
# Guests of every age: kernels of Debian 11 (hypercall page and older
# interfaces), 12 and 12's backports, and GRUB, a PV kernel that is no Linux and
# starts one. Each checks itself (guest/selfcheck) and ends in good order. What
# it printed is shown if it does not: warnings are, so loglevel=5.
. /underpin/selftests/vm/server/lib.sh
. /underpin/selftests/vm/server/tiny.sh

vm=/underpin/build/vm
words="console=hvc0 loglevel=5 panic=-1 guest_run=selfcheck"

# age NAME WORDS KEY=VALUE...: a guest of that kind begins its check; WORDS are
# for its kernel
age()
{
	name=$1
	extra="extra=\"$words $2\""
	shift 2
	success "$name: xl create" guest_create "$name" "$@" 'memory=224' \
		"$extra"
}

age_log()
{
	guest_log "$1" | tr -d '\r' | grep -E '^(ok|not ok|1\.\.)'
}

# ended NAME VERSION: what became of it
ended()
{
	success "$1: its check ends" guest_wait "$1" '^guest: status 0' 180 ||
		diag "$(guest_log "$1")"
	success "$1: and so does the guest" wait_for 20 tiny_gone "$1" ||
		xl destroy "$1"
	matches "$1: it was Linux $2" "$(guest_log "$1")" "^guest: Linux $2\\."
	adopt "$1" age_log "$1"
	is "$1: each line reached the console once" "$(guest_log "$1" |
		tr -d '\r' | grep '^console line [0-9]*$' | sha1sum)" "$lines"
}

no_frames()
{
	[ "$(stat_of frames_donated)" = 0 ]
}

lines=$(seq 1000 | sed 's,^,console line ,' | sha1sum)
success "insmod and Debian's init script" xen_up || done_testing
dmesg_mark
# Where CMPXCHG16B spoils RFLAGS, 6.12 takes them along from its allocator's
# fast path (docs/debugging.md); checking its free lists, it has none.
slub=
"$underpin/build/programs/spoilt-flags" && slub=slub_debug=F
age debian-11 '' "kernel=\"$vm/vmlinuz-5.10\""
age backports "$slub" "kernel=\"$vm/vmlinuz-6.12\""
ended debian-11 5.10
ended backports 6.12
age grub '' "kernel=\"$vm/pvgrub\"" 'ramdisk=""'
ended grub 6.1
dmesg_lacks "none of them crashed" 'd[0-9]+ crashed'
success "all are gone" wait_for 30 guests_gone
success "all frames are back" wait_for 10 no_frames

done_testing
