# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# What processes of the control domain hold through /dev/xen: frames and grants
# of a domain, which are given back when the last mapping goes, and events. Once
# alone and then many at a time.
. /underpin/selftests/vm/server/lib.sh

success "insmod" underpin_up || done_testing

adopt frames "$underpin/build/programs/map-frames"
adopt grants "$underpin/build/programs/map-grants"
adopt events "$underpin/build/programs/wait-evtchn"

# All at once, several times: these need nothing that another one holds.
crowd()
{
	for _ in 1 2 3; do
		for name in map-frames map-grants map-frames map-grants; do
			"$underpin/build/programs/$name" &
		done
		wait
	done
}

lacks "they do not disturb each other" "$(crowd)" '^not ok'

# Nobody has a file open, but the monitor has a domain.
id=$("$underpin/build/programs/bare-domain" create)
matches "a domain nobody runs" "$id" '^[1-9][0-9]*$'
matches "keeps the module" "$(rmmod underpin 2>&1)" 'underpin is in use'
success "until it is destroyed" "$underpin/build/programs/bare-domain" \
	destroy "$id"

is "no domain is left" "$(stat_of domains)" 0
is "nor any donated frame" "$(stat_of frames_donated)" 0

success "rmmod" underpin_down
done_testing
