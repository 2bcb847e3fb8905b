# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# vm: --timeout 600
#
# Grants between tiny guests (selftests/guest/tests/grants.c): one maps what
# another granted, which takes the grant back, tries to make the page a page
# table, and dies; one dies itself with a page mapped. All memory comes back.
. /underpin/selftests/vm/server/lib.sh
. /underpin/selftests/vm/server/tiny.sh

success "insmod and Debian's init script" xen_up || done_testing
success "a guest that comes and goes" tiny_create first hello
success "it ends" wait_for 60 tiny_gone first
frames=$(stat_of frames_donated)

# pair NAME OFFER USE: two guests share a page until both have ended
pair()
{
	success "$1: a guest offers a page" tiny_create "$1-offer" "$2"
	success "$1: it does" guest_wait "$1-offer" '^# offered'
	pair_peer=$(xl domid "$1-offer")
	success "$1: another one comes" \
		tiny_create "$1-use" "$3 peer=$pair_peer"
	success "$1: it ends" wait_for 120 tiny_gone "$1-use"
	success "$1: the first one ends" wait_for 120 tiny_gone "$1-offer"
	adopt "$1-offer" tiny_log "$1-offer"
	adopt "$1-use" tiny_log "$1-use"
}

pair owner-dies grant-offer grant-use
pair user-dies grant-outlive grant-leave

tiny_run versions "grant-versions self=$((pair_peer + 2))"

success "all are gone" wait_for 30 guests_gone
is "and their memory is back" "$(stat_of frames_donated)" "$frames"
done_testing
