# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# vm: --cpu max,level=13,-smap,la57=off,-smep,-umip,-fsgsbase,-pku,-xsaveopt
# vm: --timeout 300
#
# A processor without what later ones have (the other tests run with it): the
# monitor turns nothing on that is not there, and a guest's FS and GS bases
# and extended state go the older ways.
. /underpin/selftests/vm/server/lib.sh
. /underpin/selftests/vm/server/tiny.sh

for feature in smap smep umip fsgsbase ospke xsaveopt la57; do
	failure "the processor has no $feature" \
		grep -qw $feature /proc/cpuinfo
done
success "insmod" underpin_up || done_testing
success "rmmod" underpin_down
dmesg_has "no register differs" \
	'underpin: dropped in [0-9]+ us, 0 registers differ'
success "insmod and Debian's init script" xen_up || done_testing

for name in hello privileged user; do
	tiny_run "$name" "$name"
done

success "xl create" guest_create guest
success "the guest comes to its shell" guest_wait guest 'guest: ready' 120
guest_answers guest "echo \$((6 * 7))" 42
sum='BEGIN { for (i = 1; i < 30000; i++) s += 1 / (i * i); print s }'
guest_answers guest "awk '$sum'" 1.6449
guest_type guest exit
success "a guest that powers itself off is gone" wait_for 60 guests_gone

done_testing
