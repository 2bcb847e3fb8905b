# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# vm: --append pti=on --timeout 600
#
# Hoist and drop, again and again, on a machine that is busy with all that
# depends on a processor's registers, with kernel and user page tables apart:
# afterwards everything is as it was.
. /underpin/selftests/vm/server/lib.sh
. /underpin/selftests/vm/server/residue.sh

residue_test 10
