# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# vm: --timeout 600
#
# Tiny PV kernels of our own (selftests/guest) that behave badly: each test
# among them prints TAP on its console. A well-behaved neighbour runs beside
# them, and the control domain's log stays clean.
. /underpin/selftests/vm/server/lib.sh

success "insmod and Debian's init script" xen_up || done_testing

# tiny_create NAME TEST [IMAGE]: one domain that runs one test
tiny_create()
{
	cat > "/tmp/$1.cfg" <<-EOF
		name = "$1"
		type = "pv"
		kernel = "/underpin/build/guest/${3:-tests.elf}"
		extra = "test=$2"
		memory = 8
		vcpus = 1
		on_poweroff = "destroy"
		on_crash = "destroy"
		on_reboot = "destroy"
	EOF
	xl create "/tmp/$1.cfg" >&2
}

gone()
{
	! xl domid "$1"
}

# tiny_run NAME TEST [IMAGE]: adopt the verdicts of a test that comes to an end
tiny_run()
{
	success "$1: xl create" tiny_create "$@" || return
	success "$1: it ends" wait_for 60 gone "$1" || xl destroy "$1"
	adopt "$1" tiny_log "$1"
}

tiny_log()
{
	guest_log "$1" | tr -d '\r' | grep -v '^#.*test kernel:'
}

success "a neighbour" tiny_create neighbour loop-hypercall
success "it runs" guest_wait neighbour '^ok'

for name in hello numbers pointers frames tables privileged descriptors \
	stores counts time; do
	tiny_run "$name" "$name"
done
tiny_run page-hello hello tests-page.elf
tiny_run page-numbers numbers tests-page.elf

success "the neighbour is still there" xl domid neighbour
success "xl destroy ends it" xl destroy neighbour
success "all are gone" wait_for 30 guests_gone

done_testing
