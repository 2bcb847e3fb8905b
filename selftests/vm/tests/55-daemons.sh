# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# vm: --timeout 600
#
# xenconsoled and xenstored are killed while guests use them. The guests and
# the monitor live on; tools get an error while nobody serves them; once the
# daemons are back, guests come and go as before.
. /underpin/selftests/vm/server/lib.sh
. /underpin/selftests/vm/server/tiny.sh

daemons=/usr/lib/xen-4.17/bin

no_frames()
{
	[ "$(stat_of frames_donated)" = 0 ]
}

# A guest that prints, and reads what is typed.
chatter='while :; do echo tick; sleep 0.1; done &'

success "insmod and Debian's init script" xen_up || done_testing
success "xl create" guest_create guest 'memory=128'
success "the guest comes to its shell" guest_wait guest 'guest: ready' 120

# Whatever it prints meanwhile waits in its ring, and so does it when that is
# full.
guest_type guest "$chatter"
guest_wait guest '^tick' 30
kill -KILL "$(cat /run/xenconsoled.pid)"
sleep 3
success "xl list without xenconsoled" xl list
success "xenconsoled comes back" $daemons/xenconsoled --log=guest \
	--pid-file=/run/xenconsoled.pid
guest_type guest 'kill $!'
guest_answers guest 'echo still-$((40 + 2))' still-42

# What the store knew of a guest is lost with it (as with Xen), but the tools
# still find the guest by its number.
id=$(xl domid guest)
kill -KILL "$(cat /run/xenstore.pid)"
wait_for 10 sh -c "! kill -0 $(cat /run/xenstore.pid)"
failure "xl create without xenstored" timeout 60 \
	xl create /tmp/guest.cfg
failure "xl destroy without xenstored" timeout 60 xl destroy guest
kill -KILL "$(cat /run/xenconsoled.pid)"
rm -f /run/xenstore.pid /run/xenconsoled.pid /run/xenstored/socket
success "Debian's init script brings both back" xen_start
matches "xl list shows the guest" "$(xl list)" " $id +128 "
success "xl destroy ends it" timeout 60 xl destroy "$id"
success "it is gone" wait_for 20 guests_gone
success "and so are its frames" wait_for 10 no_frames

success "xl create of another" guest_create other 'memory=128'
success "comes to its shell" guest_wait other 'guest: ready' 120
guest_answers other 'echo other-$((6 * 7))' other-42
success "xl destroy" xl destroy other
success "all are gone" wait_for 20 guests_gone
success "all frames are back" wait_for 10 no_frames

done_testing
