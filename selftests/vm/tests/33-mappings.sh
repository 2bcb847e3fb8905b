# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# Frames and grants of a domain in a process of the control domain: what is
# mapped keeps its frame, and what is unmapped gives it back to Linux.
. /underpin/selftests/vm/server/lib.sh

success "insmod" underpin_up || done_testing

adopt frames "$underpin/build/programs/map-frames"
adopt grants "$underpin/build/programs/map-grants"

is "no domain is left" "$(stat_of domains)" 0
is "nor any donated frame" "$(stat_of frames_donated)" 0

success "rmmod" underpin_down
done_testing
