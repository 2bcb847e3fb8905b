# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# vm: --timeout 600
#
# Fifty times insmod and rmmod on a machine that is busy on both processors:
# processes forking, the disk and the network.
. /underpin/selftests/vm/server/lib.sh

cycles=50

load()
{
	for cpu in 0 1; do
		taskset -c $cpu sh -c \
			'while :; do /bin/true; done' &
		loads="$loads $!"
	done
	sh -c 'while :; do
		dd if=/dev/vda of=/dev/null bs=64k count=200 iflag=direct
		dd if=/dev/zero of=/root/soak bs=64k count=50 conv=fsync
	done' 2>/dev/null &
	loads="$loads $!"
	sh -c 'while :; do
		head -c 2000000 /dev/zero | timeout 20 busybox nc 10.0.2.100 7
	done' > /tmp/echoed 2>/dev/null &
	loads="$loads $!"
}

busy()
{
	awk '/^processes/ { print $2 }' /proc/stat
}

modprobe msr
"$underpin/build/programs/msrs" > /tmp/before
success "the network comes up" net_up
loads=
load
forks=$(busy)
# All of the log is wanted: it must not wrap.
dmesg -C

done=0
while [ $done -lt $cycles ]; do
	insmod "$module" || break
	rmmod underpin || break
	done=$((done + 1))
done
is "insmod and rmmod, as often as asked" $done $cycles

forks=$(($(busy) - forks))
success "meanwhile $forks processes were started" [ $forks -gt $cycles ]
echoed=$(stat -c %s /tmp/echoed)
success "and $echoed bytes echoed" [ "$echoed" -gt 0 ]
# shellcheck disable=SC2086 # a list of numbers
kill $loads
"$underpin/build/programs/msrs" > /tmp/after
is "no register has changed" "$(diff /tmp/before /tmp/after)" ""
is "each time no register differed" \
	"$(dmesg_now | grep -c 'underpin: dropped .*, 0 registers differ')" \
	$cycles
dmesg_lacks "no difference of processor state in the log" 'underpin: state:'

done_testing
