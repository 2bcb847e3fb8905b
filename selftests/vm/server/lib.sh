# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# What the tests in selftests/vm/tests have in common, beside TAP:
#
#	dmesg_mark		following dmesg_* calls look at what comes later
#	dmesg_now		the kernel's log since the mark
#	dmesg_has NAME ERE	a test: a line matches
#	dmesg_lacks NAME ERE	a test: no line matches
#	wait_for SECONDS COMMAND...	until it succeeds; status tells
#	underpin_up, underpin_down	insmod, rmmod (no tests, status only)
#	underpin_refuses ERROR ERE	tests: insmod fails with ERROR, as it words
#			it, the log and the doctor match, and nothing is left
#	xen_start, xen_up	Debian's own init script; underpin_up first
#	tools_kill		everybody who uses one of its devices
#	net_up			eth0, with a TCP echo service behind it
#	mem_free		MemFree and the per-CPU lists of free pages, in KiB,
#				caches dropped
#	stat_of NAME		one of the monitor's counters (debugfs)
#	guest_create NAME [KEY=VALUE...]	xl create of the demo guest
#	guest_log NAME		what guests of this name printed on their consoles
#				so far: earlier ones, and before a restore, too
#	guest_lines NAME	how many whole lines these are
#	guest_wait NAME ERE [SECONDS [LINES]]	until the guest printed a line
#				that matches, behind so many of them
#	guest_type NAME TEXT	type a line on the guest's console
#	guest_answers NAME TEXT ANSWER [SECONDS]	type TEXT; a test: ANSWER comes
#	guest_count NAME	its shell counts on its console from now on, in lines
#				"count N"; status: it does
#	guest_counts NAME	these numbers
#	guest_counted NAME	the last one
#	host_monitor COMMAND	QEMU's monitor executes it (run-vm --host)
#	guests_gone		no domain but the control domain is left
#	guest_starts NAME	guest_create of a small one, until it runs
#	boot_begin		for tests with --reboots: "boot" becomes this boot's
#				number, from 1, and the count of tests goes on
#	boot_end COMMAND...	COMMAND takes the machine down, for the next boot

. /underpin/selftests/lib/tap.sh

# The folder of the project, the built module, the command and the kernel's log since boot.
underpin=/underpin
module=$underpin/build/underpin.ko
command=$underpin/build/underpin
dmesg_from=0

dmesg_mark()
{
	dmesg_from=$(dmesg | wc -l)
}

dmesg_now()
{
	dmesg | tail -n "+$((dmesg_from + 1))"
}

dmesg_has()
{
	matches "$1" "$(dmesg_now)" "$2"
}

dmesg_lacks()
{
	lacks "$1" "$(dmesg_now)" "$2"
}

wait_for()
{
	wait_left=$(($1 * 5))
	shift
	until "$@" > /dev/null 2>&1; do
		wait_left=$((wait_left - 1))
		[ "$wait_left" -gt 0 ] || return 1
		sleep 0.2
	done
}

underpin_up()
{
	insmod "$module"
}

underpin_down()
{
	rmmod underpin
}

underpin_refuses()
{
	dmesg_mark
	refusal=$(insmod "$module" 2>&1)
	is "insmod refuses" $? 1
	matches "with the error: $1" "$refusal" "$1"
	matches "the doctor says why, too" "$("$command" doctor)" \
		"refused .*$2"
	is "one line of the log says why" \
		"$(dmesg_now | grep -Ec "underpin: .*$2")" 1
	failure "the module is not loaded" grep -q '^underpin ' /proc/modules
	failure "no /proc/xen is left" test -e /proc/xen
	failure "no /dev/xen is left" test -e /dev/xen/privcmd
}

xen_start()
{
	/etc/init.d/xen start >&2 &&
		wait_for 30 test -S /run/xenstored/socket
}

xen_up()
{
	underpin_up && xen_start
}

# Open or mapped.
tools()
{
	{
		find /proc/[0-9]*/fd -lname '/dev/xen/*' -o -lname '/proc/xen/*'
		grep -lE '/dev/xen/|/proc/xen/' /proc/[0-9]*/maps
	} 2>/dev/null | cut -d / -f 3 | sort -u
}

tools_kill()
{
	# shellcheck disable=SC2046 # a list of numbers
	kill -KILL $(tools)
}

net_up()
{
	modprobe virtio_net && wait_for 10 test -e /sys/class/net/eth0 &&
		ip address add 10.0.2.15/24 dev eth0 && ip link set eth0 up
}

mem_free()
{
	sync
	echo 3 > /proc/sys/vm/drop_caches
	awk '/^MemFree:/ { kib += $2 } $1 == "count:" { kib += $2 * 4 }
		END { print kib }' /proc/meminfo /proc/zoneinfo
}

stat_of()
{
	awk -v name="$1" '$1 == name { print $2 }' \
		/sys/kernel/debug/underpin/stats
}

guest_create()
{
	guest_name=$1
	shift
	for guest_option in "name=\"$guest_name\"" "$@"; do
		echo "$guest_option"
	done > "/tmp/$guest_name.options"
	cat "$underpin/selftests/vm/guest/demo.cfg" \
		"/tmp/$guest_name.options" > "/tmp/$guest_name.cfg"
	xl create "/tmp/$guest_name.cfg" >&2
}

guest_log()
{
	cat "/var/log/xen/console/guest-$1.log" 2>/dev/null
}

guest_lines()
{
	guest_log "$1" | wc -l
}

# guest_printed NAME ERE LINES
guest_printed()
{
	guest_log "$1" | head -n "$(guest_lines "$1")" |
		tail -n "+$(($3 + 1))" | tr -d '\r' | grep -Eq -e "$2"
}

guest_wait()
{
	wait_for "${3:-60}" guest_printed "$1" "$2" "${4:-0}"
}

guest_type()
{
	guest_tty=$(xenstore-read \
		"/local/domain/$(xl domid "$1")/console/tty") || return 1
	printf '%s\n' "$2" > "$guest_tty"
}

# The answer has to be a line of its own, which the echo of TEXT never is, and
# a later one than what has the same words already.
guest_answers()
{
	guest_from=$(guest_lines "$1")
	guest_type "$1" "$2"
	if guest_wait "$1" "^$3\$" "${4:-60}" "$guest_from"; then
		ok "$1: $2"
	else
		not_ok "$1: $2"
		diag "$(guest_log "$1" | tail -n 10)"
	fi
}

guest_count()
{
	guest_type "$1" \
		'n=0; while sleep 0.1; do n=$((n+1)); echo count $n; done &'
	guest_wait "$1" '^count 3'
}

guest_counts()
{
	# A line may begin behind the shell's prompt.
	guest_log "$1" | tr -d '\r' | sed -n 's/.*count \([0-9]*\)$/\1/p'
}

guest_counted()
{
	guest_counts "$1" | tail -n 1
}

guest_left_builder()
{
	dmesg_now | grep -q 'underpin: (d[0-9]*) about to get started'
}

guest_starts()
{
	dmesg_mark
	guest_create "$1" 'memory=128' && wait_for 60 guest_left_builder
}

guests_gone()
{
	[ "$(xl list | wc -l)" = 2 ]
}

host_monitor()
{
	modprobe virtio_console
	wait_for 10 sh -c 'test -c /dev/vport*p1' || return 1
	host_port=$(echo /dev/vport*p1)
	exec 3<> "$host_port"
	echo "monitor $*" >&3
	read -r host_answer <&3
	exec 3>&-
	[ "$host_answer" = "done" ]
}

# The disk is the same until QEMU ends.
boot_begin()
{
	boot=0
	[ ! -e /root/boots ] || read -r boot tap_count tap_failed < /root/boots
	boot=$((boot + 1))
}

# What was printed has to leave the serial port, which loses it otherwise.
boot_end()
{
	echo "$boot $tap_count $tap_failed" > /root/boots
	sync
	sleep 1
	stty -F /dev/ttyS1 raw
	"$@"
	sleep 60
	not_ok "boot $boot: the machine goes down by: $*"
	done_testing
}
