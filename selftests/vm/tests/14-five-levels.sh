# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# vm: --cpu max,-smap,la57=on --timeout 120
#
# Five-level paging is refused, and the log says how to boot without it.
. /underpin/selftests/vm/server/lib.sh

underpin_refuses 'Operation not supported' 'boot with no5lvl'

done_testing
