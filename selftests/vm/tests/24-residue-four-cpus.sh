# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# vm: --append pti=off --smp 4 --timeout 600
#
# The same as 22-residue.sh on four processors, with one set of page tables.
. /underpin/selftests/vm/server/lib.sh
. /underpin/selftests/vm/server/residue.sh

residue_test 4
