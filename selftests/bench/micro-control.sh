# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# vm: --icount --timeout 900
#
# The rows of selftests/bench/micro in the hoisted control domain.
. /underpin/selftests/vm/server/lib.sh

success "insmod" underpin_up || done_testing
rows=$(sed -n 's/.*bench_rows=\([^ ]*\).*/\1/p' /proc/cmdline | tr + ' ')
cp "$underpin/build/programs/micro" /tmp
# shellcheck disable=SC2086 # a list of words
/tmp/micro $rows > /tmp/rows
is "comes to the end of its work" $? 0
sed -n 's/^row /figure row /p' /tmp/rows
success "rmmod" underpin_down

done_testing
