# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# vm: --timeout 900
#
# Memory runs out while a guest is built: at each single loan, because a test
# module refuses it, and for real, with two builds that race for what is left.
# Who gets none is told so, gives back what he had, and can try again; no
# process of the control domain is killed for it.
. /underpin/selftests/vm/server/lib.sh
. /underpin/selftests/vm/server/tiny.sh

lends=/sys/kernel/debug/underpin/fail_lend

nothing_left()
{
	[ "$(stat_of domains) $(stat_of frames_donated)" = "0 0" ]
}

available()
{
	awk '/^MemAvailable:/ { print int($2 / 1024) }' /proc/meminfo
}

# A tiny kernel in a guest that is large.
large()
{
	guest_create "$1" 'memory=200' 'extra="test=loop"' 'ramdisk=""' \
		"kernel=\"$underpin/build/guest/tests.elf\""
}

# The most work that a guest can leave behind.
hoard()
{
	success "a guest of pinned tables" tiny_create hoard hoard
	success "it has pinned them" guest_wait hoard '^ok 1 - [0-9]+ pinned' 30
	failure "it does not heed xl shutdown" xl shutdown hoard
	failure "and does not end" wait_for 2 tiny_gone hoard
	success "xl destroy ends it" timeout 120 xl destroy hoard
	success "nothing is left of it" wait_for 20 nothing_left
}

success "insmod of the test module" \
	insmod "$underpin/build/test/underpin.ko" || done_testing
success "Debian's init script" xen_start
hoard

# Which loan comes when is of no interest, only that each may fail.
number=1
while [ $number -le 20 ]; do
	echo $number > $lends
	tiny_create poor loop > /tmp/poor.out 2>&1
	status=$?
	[ "$(cat $lends)" = 0 ] || break
	isnt "xl create fails without loan $number" "$status" 0
	success "nothing is left of it" wait_for 20 nothing_left
	number=$((number + 1))
done
echo 0 > $lends
success "a build takes $((number - 1)) loans" [ $number -gt 2 ]
is "and works when it gets them all" "$status" 0
success "so that the guest runs" guest_wait poor '^ok 1 - looping'
xl destroy poor
wait_for 20 nothing_left

# The stock tool would first ask the control domain to shrink, and wait.
echo 'autoballoon="0"' >> /etc/xen/xl.conf
dmesg_mark
mkdir -p /tmp/hog
mount -t tmpfs -o size=95% hog /tmp/hog
dd if=/dev/zero of=/tmp/hog/all bs=1M count=$(($(available) - 430)) \
	2> /dev/null
diag "$(available) MiB are left"
for name in one two; do
	large $name > /tmp/$name.out 2>&1 &
done
wait
is "of two guests that are too many one is created" \
	"$(xl list | tail -n +3 | wc -l)" 1
matches "the other is told why" "$(cat /tmp/one.out /tmp/two.out)" \
	'[Mm]emory'
name=$(xl list | awk 'NR == 3 { print $1 }')
success "the one runs" guest_wait "$name" '^ok 1 - looping'
failure "there is no room for another" large three
success "xl destroy" xl destroy "$name"
success "all memory is back" wait_for 20 nothing_left
success "so that the next one is created" large four
success "and runs" guest_wait four '^ok 1 - looping'
xl destroy four
success "all memory is back again" wait_for 20 nothing_left
dmesg_lacks "nobody was killed for memory" 'Out of memory|oom-kill|invoked oom'
umount /tmp/hog

done_testing
