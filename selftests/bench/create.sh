# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# vm: --timeout 300
#
# From xl create to the guest's prompt. Under -icount the time stamp counter
# counts instructions of the whole machine; what it skips while the machine
# idles is taken off.
. /underpin/selftests/vm/server/lib.sh

tsc()
{
	"$underpin/build/programs/tsc" | awk '{ print $2 }'
}

# All processors' idle time in hundredths of a second.
idle()
{
	awk '{ printf "%d\n", $2 * 100 }' /proc/uptime
}

success "insmod and Debian's init script" xen_up || done_testing

for round in first second; do
	idle_from=$(idle)
	from=$(tsc)
	began=$(date +%s%N)
	guest_create "$round"
	guest_wait "$round" 'guest: ready' 200
	is "the $round guest comes to its prompt" $? 0 || break
	ended=$(date +%s%N)
	to=$(tsc)
	idle_to=$(idle)
	xl destroy "$round"
	wait_for 30 guests_gone

	if grep -q norandmaps /proc/cmdline; then
		echo "$from $to $idle_from $idle_to" | awk -v round="$round" '{
			printf "figure   %s, instructions: %.0f million\n",
				round, ($2 - $1) / 1e6 - ($4 - $3) * 10
		}'
	else
		echo "$began $ended" | awk -v round="$round" '{
			printf "figure   %s, time: %.1f s\n",
				round, ($2 - $1) / 1e9
		}'
	fi
done

done_testing
