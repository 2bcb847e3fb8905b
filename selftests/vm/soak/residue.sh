# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# As many cycles as the word soak_cycles of the kernel's command line says,
# under load; after each hundred a guest of Debian's kernel comes and goes.
. /underpin/selftests/vm/server/lib.sh
. /underpin/selftests/vm/server/residue.sh

residue_between()
{
	success "a guest comes up" guest_visits
	success "and the daemons end" wait_for 30 rmmod underpin
}

guest_visits()
{
	lines=$(guest_lines visitor)
	xen_up && guest_create visitor &&
		guest_wait visitor 'guest: ready' 600 "$lines"
	visit=$?
	xl destroy visitor && wait_for 60 guests_gone || visit=1
	/etc/init.d/xen stop
	# Debian's script leaves the store's daemon alone, which keeps devices.
	for daemon in $(pidof oxenstored xenstored); do
		kill "$daemon"
	done
	return $visit
}

residue_test "${soak_cycles:-1000}"
