# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# The C xenstored, chosen in /etc/default/xen, serves guests as well as
# Debian's default one.
. /underpin/selftests/vm/server/lib.sh

echo 'XENSTORED=/usr/lib/xen-4.17/bin/xenstored' >> /etc/default/xen
success "insmod and Debian's init script" xen_up || done_testing
is "the C xenstored runs" "$(readlink "/proc/$(cat /run/xenstore.pid)/exe")" \
	/usr/lib/xen-4.17/bin/xenstored

xenstore-write /tool/test hello
is "the store keeps what is written" "$(xenstore-read /tool/test)" hello
matches "xl list shows the control domain" "$(xl list)" '^Domain-0 +0 '

success "xl create" guest_create guest
success "the guest comes to its shell" guest_wait guest 'guest: ready' 120
guest_answers guest "echo \$((6 * 7))" 42
success "xl destroy" xl destroy guest
success "no guest is left" wait_for 20 guests_gone

done_testing
