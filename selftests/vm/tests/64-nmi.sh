# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# vm: --timeout 400
#
# NMIs in great number, from both processors to both: none is lost and none is
# made up, natively, during hoists and drops, without guests, and with guests
# that compute, call and fault; those are hit themselves, too.
. /underpin/selftests/vm/server/lib.sh
. /underpin/selftests/vm/server/tiny.sh

storm_begin()
{
	dmesg_mark
	insmod "$underpin/build/modules/nmi_storm.ko" "$@"
}

# storm_sum NAME: the number that the module reported
storm_sum()
{
	dmesg_now | sed -n "s/.*nmi_storm: sent.*/&/p" |
		sed -n "s/.*\<$1 \([0-9]*\).*/\1/p"
}

# storm_end NAME exact|burst: tests
storm_end()
{
	rmmod nmi_storm
	storm_sent=$(storm_sum sent)
	storm_arrived=$(storm_sum arrived)
	diag "$1: $(dmesg_now | sed -n 's/.*nmi_storm: sent/sent/p')"
	success "$1: many were sent" [ "${storm_sent:-0}" -gt 100 ]
	is "$1: each sender was noticed" "$(storm_sum noticed)" "$storm_sent"
	is "$1: none came within another" "$(storm_sum nested)" 0
	if [ "$2" = exact ]; then
		is "$1: each arrived once" "$storm_arrived" "$storm_sent"
		is "$1: each for a reason" "$(storm_sum empty)" 0
	else
		success "$1: no more arrived" \
			[ "${storm_arrived:-0}" -le "$storm_sent" ]
	fi
}

# storm NAME exact|burst [PARAMETER...]: a second of it
storm()
{
	storm_name=$1
	storm_kind=$2
	shift 2
	case $storm_kind in
	exact) storm_begin exact=1 "$@" ;;
	burst) storm_begin exact=0 "$@" ;;
	esac
	sleep 1
	storm_end "$storm_name" "$storm_kind"
}

storm "native" exact

storm_begin exact=0
for cycle in 1 2 3; do
	success "insmod $cycle" insmod "$module"
	success "rmmod $cycle" rmmod underpin
done
storm_end "hoists and drops" burst

success "insmod and Debian's init script" xen_up || done_testing
storm "hoisted" exact

for name in loop loop-hypercall loop-fault; do
	success "$name: xl create" tiny_create "$name" "$name"
	success "$name: it loops" guest_wait "$name" '^ok 1 - looping'
done
before=$(stat_of guest_exit_2)
storm "guests" exact
storm "guests, bursts" burst
# Long enough for the next one to come while Linux handles the last one.
storm "guests, slow handler" burst linger_us=200
hit=$(($(stat_of guest_exit_2) - ${before:-0}))
success "guests were hit themselves, $hit times" [ $hit -gt 20 ]
for name in loop loop-hypercall loop-fault; do
	success "$name: xl destroy" timeout 60 xl destroy "$name"
done

storm_begin exact=0
tiny_run user user
storm_end "guests come and go" burst

done_testing
