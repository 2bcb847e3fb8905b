# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# vm: --cpu max,-smap,-xsave,la57=off --timeout 300
#
# The monitor switches guests' extended state with XSAVE and nothing else.
. /underpin/selftests/vm/server/lib.sh

underpin_refuses 'Operation not supported' 'no XSAVE'

done_testing
