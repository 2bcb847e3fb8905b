# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# vm: --mem 4608,slots=1,maxmem=700G --timeout 600
# vm: --qemu "-object memory-backend-ram,id=near,size=4608M"
# vm: --qemu "-numa node,nodeid=0,cpus=0,memdev=near"
# vm: --qemu "-numa node,nodeid=1,cpus=1"
# vm: --qemu "-object memory-backend-ram,id=far,size=1G"
# vm: --qemu "-device pc-dimm,node=1,memdev=far,addr=0x8000000000"
# vm: --append memhp_default_state=online_kernel
#
# Memory above 4 GiB, which the first processor is near to, and above 512 GiB,
# half a terabyte of nothing away, with the second: guests get frames of both.
. /underpin/selftests/vm/server/lib.sh
. /underpin/selftests/vm/server/tiny.sh

GIB_4=0x100000
GIB_512=0x8000000

# frames_within NAME FIRST LAST: a test: all of a guest's frames are
frames_within()
{
	range=$(guest_log "$1" | sed -n 's/^# frames \([0-9a-f]*\) to /\1 /p' |
		tr -d '\r')
	first=${range% *}
	last=${range#* }
	success "$1: frames $range" [ -n "$range" ] &&
		success "$1: they are there" [ $((0x$first)) -ge $(($2)) -a \
			$((0x$last)) -lt $(($3)) ]
}

# free_of NODE: MiB, without caches
free_of()
{
	sync
	echo 3 > /proc/sys/vm/drop_caches
	awk '/MemFree:/ { print int($4 / 1024) }' \
		"/sys/devices/system/node/node$1/meminfo"
}

# on CPU COMMAND...: with this shell there, which Linux gives local memory.
on()
{
	taskset -p -c "$1" $$ > /dev/null
	shift
	"$@"
}

success "the far memory is online" [ "$(free_of 1)" -gt 800 ]
success "insmod" underpin_up || done_testing
success "rmmod" underpin_down
success "insmod and Debian's init script" xen_up || done_testing

on 0 tiny_run near hello
frames_within near $GIB_4 $GIB_512
on 1 tiny_run far hello
frames_within far $GIB_512 $((GIB_512 * 2))

free=$(free_of 1)
success "xl create" guest_create guest
success "the guest comes to its shell" guest_wait guest 'guest: ready' 120
success "it has far memory ($((free - $(free_of 1))) MiB)" \
	[ $((free - $(free_of 1))) -ge 150 ]
guest_answers guest \
	'head -c 40000000 /dev/zero | tee /tmp/f | sha256sum | head -c 16; echo' \
	"$(head -c 40000000 /dev/zero | sha256sum | head -c 16)"
guest_type guest exit
success "a guest that powers itself off is gone" wait_for 60 guests_gone
success "the far memory is back, but for what Linux keeps there itself" \
	[ $((free - $(free_of 1))) -le 32 ]

done_testing
