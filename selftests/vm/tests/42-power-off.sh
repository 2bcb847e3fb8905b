# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# vm: --timeout 200
#
# The server powers off under a guest that computes and daemons that serve it:
# the monitor is dropped first, and nothing that comes after it complains. What
# is tested happens after the last line of this script, and the runner's look
# at the serial log is the verdict.
. /underpin/selftests/vm/server/lib.sh

success "insmod and Debian's init script" xen_up || done_testing
success "xl create" guest_create guest
success "the guest comes to its shell" guest_wait guest 'guest: ready' 120
guest_type guest 'while :; do :; done'
guest_create paused 'memory=128'
xl pause paused
ok "the machine is left with two guests"

done_testing
