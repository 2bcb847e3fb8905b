# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# vm: --timeout 600
#
# A hundred times insmod and rmmod on an idle machine: all memory is back.
. /underpin/selftests/vm/server/lib.sh
. /underpin/selftests/vm/server/residue.sh

residue_memory 100
