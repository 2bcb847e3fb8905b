# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# vm: --icount --timeout 900
#
# A tiny guest asks for the largest batches; what they cost is counted outside
# (selftests/bench/bounds).
. /underpin/selftests/vm/server/lib.sh
. /underpin/selftests/vm/server/tiny.sh

success "insmod and Debian's init script" xen_up || done_testing
success "a guest that tells its number" tiny_create first hello
success "it ends" wait_for 300 tiny_gone first
success "a guest" tiny_create bounds "bounds self=2"
success "it ends" wait_for 600 tiny_gone bounds
tiny_log bounds | sed -n 's/^# row /figure row /p'
is "no batch was refused" "$(tiny_log bounds | grep -c '^# row .*: -')" 0
is "it came to its end" "$(tiny_log bounds | grep -c '^ok 1 ')" 1

done_testing
