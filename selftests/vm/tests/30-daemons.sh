# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# Debian's own init script brings up xenstored (its default flavour) and
# xenconsoled on the hoisted machine, and the stock tools find what they want.
. /underpin/selftests/vm/server/lib.sh

daemon_of()
{
	readlink "/proc/$(cat "$1")/exe"
}

success "insmod and Debian's init script" xen_up || done_testing
is "xenstored is Debian's default" "$(daemon_of /run/xenstore.pid)" \
	/usr/lib/xen-4.17/bin/oxenstored
is "xenconsoled runs" "$(daemon_of /run/xenconsoled.pid)" \
	/usr/lib/xen-4.17/bin/xenconsoled

xenstore-write /tool/test hello
is "the store keeps what is written" "$(xenstore-read /tool/test)" hello
is "xen-init-dom0 named the control domain" \
	"$(xenstore-read /local/domain/0/name)" Domain-0
is "the init script reports success once more" \
	"$(/etc/init.d/xen start > /dev/null 2>&1; echo $?)" 0

matches "xl list shows the control domain" "$(xl list)" \
	'^Domain-0 +0 +[0-9]+ +2 +r-'
info=$(xl info)
matches "xl info: version" "$info" '^xen_version +: 4\.17'
matches "xl info: processors" "$info" '^nr_cpus +: 2$'
matches "xl info: memory in MiB" "$info" '^total_memory +: (19|20)[0-9][0-9]$'
matches "xl info: free memory" "$info" '^free_memory +: [1-9][0-9]+$'
matches "xl info: paravirtual guests run" "$info" '^xen_caps .*xen-3\.0-x86_64'
matches "xl info: page size" "$info" '^xen_pagesize +: 4096$'
success "xl dmesg prints the monitor's log" xl dmesg
success "xl vcpu-list" xl vcpu-list
success "xl uptime" xl uptime
failure "xl domid of an unknown guest" xl domid nobody
failure "xl destroy of an unknown guest" xl destroy nobody

success "Debian's init script stops the daemons" /etc/init.d/xen stop

done_testing
