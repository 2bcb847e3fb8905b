# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# For tests that start the tiny kernels of selftests/guest:
#
#	tiny_create NAME TEST [IMAGE]	a domain that runs one test
#				(TINY_VCPUS: how many it has, 1;
#				TINY_OPTIONS: lines for xl)
#	tiny_gone NAME			it exists no more
#	tiny_run NAME TEST [IMAGE]	tests: it ends, and its own verdicts

tiny_create()
{
	cat > "/tmp/$1.cfg" <<-EOF
		name = "$1"
		type = "pv"
		kernel = "/underpin/build/guest/${3:-tests.elf}"
		extra = "test=$2"
		memory = 8
		vcpus = ${TINY_VCPUS:-1}
		${TINY_OPTIONS-}
		on_poweroff = "destroy"
		on_crash = "destroy"
		on_reboot = "destroy"
	EOF
	xl create "/tmp/$1.cfg" >&2
}

tiny_gone()
{
	! xl domid "$1"
}

tiny_log()
{
	guest_log "$1" | tr -d '\r' | grep -v '^#.*test kernel:'
}

tiny_run()
{
	success "$1: xl create" tiny_create "$@" || return
	success "$1: it ends" wait_for 60 tiny_gone "$1" || xl destroy "$1"
	adopt "$1" tiny_log "$1"
}
