# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# vm: --cpu max,-smap,-svm,la57=off --timeout 90
#
# On a processor without SVM insmod refuses, says why, and leaves nothing.
. /underpin/selftests/vm/server/lib.sh

dmesg_mark
refusal=$(insmod "$module" 2>&1)
is "insmod refuses" $? 1
matches "with ENODEV" "$refusal" 'No such device'
dmesg_has "the log names the obstacle" 'underpin: .*SVM'
is "in one line" "$(dmesg_now | grep -c underpin:)" 1
failure "the module is not loaded" grep -q '^underpin ' /proc/modules
failure "no /proc/xen" test -e /proc/xen
failure "no /dev/xen" test -e /dev/xen/privcmd

done_testing
