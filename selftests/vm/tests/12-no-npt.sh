# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# vm: --cpu max,-smap,-npt,la57=off --timeout 120
#
# SVM without nested paging is not enough.
. /underpin/selftests/vm/server/lib.sh

underpin_refuses 'Operation not supported' 'no nested paging'

done_testing
