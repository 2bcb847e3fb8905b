# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# vm: --mem 768
#
# A guest's memory shrinks and grows with xl mem-set: what it gives up is the
# control domain's to use, what it gets again is memory like any other, and
# limits hold, those of the guest, of xl and of the server.
. /underpin/selftests/vm/server/lib.sh

# MiB that xl shows of the guest.
guest_size()
{
	xl list guest | awk 'NR == 2 { print $3 }'
}

guest_is()
{
	[ "$(guest_size)" = "$1" ]
}

# Frames that the monitor has, but for guests' own pages: in MiB, rounded.
lent()
{
	echo $((($(stat_of frames_donated) + 128) / 256))
}

balloon()
{
	success "xl mem-set to $1 MiB" xl mem-set guest "$1"
	success "the guest follows" wait_for 20 guest_is "$1" ||
		diag "$(guest_size)"
	is "so much is lent" "$(lent)" "$1"
}

success "insmod and Debian's init script" xen_up || done_testing
success "xl create" guest_create guest 'maxmem=640' || done_testing
success "it comes to its shell" guest_wait guest 'guest: ready' 120
is "it has what it was given" "$(guest_size)" 160
data='head -c 8000000 /dev/urandom > /tmp/f; sha256sum /tmp/f > /tmp/sum'
guest_answers guest "$data; echo written-\$?" written-0

free=$(mem_free)
balloon 136
gained=$((($(mem_free) - free) / 1024))
success "the control domain has it ($gained MiB)" \
	[ "$gained" -ge 16 -a "$gained" -le 32 ]
guest_answers guest 'sha256sum -c /tmp/sum' '/tmp/f: OK'

balloon 240
# A block of 100 MB is written to from end to end.
guest_answers guest 'dd if=/dev/zero of=/dev/null bs=100M count=1 2>&1 |
	grep -c "1+0 records out"' 1
guest_answers guest 'sha256sum -c /tmp/sum' '/tmp/f: OK'
lost=$(((free - $(mem_free)) / 1024))
success "the control domain lacks it ($lost MiB)" \
	[ "$lost" -ge 72 -a "$lost" -le 96 ]

# Limits.
matches "not beyond maxmem" "$(xl mem-set guest 700 2>&1)" \
	'memory_dynamic_max must be less than or equal to memory_static_max'
matches "no limit below what it shall have" "$(xl mem-max guest 128 2>&1)" \
	'memory_static_max must be greater than or or equal to memory_dynamic_max'
failure "the control domain's memory is Linux' own" xl mem-max Domain-0 400

# A guest that wants more than the tools allowed it: 240 MiB and 1 for slack.
target=/local/domain/$(xl domid guest)/memory/target
success "the guest is told to take more" xenstore-write "$target" 260000
sleep 3
success "it gets no more ($(guest_size))" [ "$(guest_size)" -le 241 ]
guest_answers guest 'sha256sum -c /tmp/sum' '/tmp/f: OK'

# More than the server has: Linux keeps what it needs itself.
success "xl mem-set beyond what there is" xl mem-set guest 600
sleep 5
short=$(guest_size)
success "the guest gets what there is ($short)" \
	[ "$short" -gt 160 -a "$short" -lt 600 ]
available=$(awk '/^MemAvailable:/ { print int($2 / 1024) }' /proc/meminfo)
success "the control domain has room ($available MiB)" [ "$available" -ge 32 ]
guest_answers guest 'sha256sum -c /tmp/sum' '/tmp/f: OK'
balloon 160

success "xl destroy" xl destroy guest
success "it is gone" wait_for 30 guests_gone
is "nothing is lent" "$(lent)" 0

done_testing
