# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# vm: --cpu max,-smap,-pdpe1gb,la57=off --timeout 120
#
# The nested tables and the direct map are made of pages of 1 GiB.
. /underpin/selftests/vm/server/lib.sh

underpin_refuses 'Operation not supported' 'pdpe1gb'

done_testing
