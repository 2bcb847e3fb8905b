# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# vm: --cpu max,-smap,-svm,la57=off --timeout 120
#
# On a processor without SVM insmod refuses, says why, and leaves nothing.
. /underpin/selftests/vm/server/lib.sh

underpin_refuses 'Operation not supported' 'neither SVM nor VMX; .* CPU model'

done_testing
