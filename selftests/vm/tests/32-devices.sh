# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# The nodes below /dev/xen and the files beside them: who may open them, and
# what they answer to mistakes.
. /underpin/selftests/vm/server/lib.sh

# Exit status 0 when an unprivileged process can open the file.
nobody_opens()
{
	setpriv --reuid 65534 --regid 65534 --clear-groups \
		--bounding-set=-all --inh-caps=-all \
		dd "if=$1" of=/dev/null bs=1 count=0
}

success "insmod" underpin_up || done_testing

for node in privcmd hypercall evtchn gntdev; do
	is "/dev/xen/$node is root's alone" \
		"$(stat -c '%a %U %F' "/dev/xen/$node")" \
		'600 root character special file'
	failure "nobody else opens it" nobody_opens "/dev/xen/$node"
done

is "/proc/xen/capabilities, ten bytes" "$(od -An -c /proc/xen/capabilities)" \
	'   c   o   n   t   r   o   l   _   d  \n'
is "/sys/hypervisor/type" "$(cat /sys/hypervisor/type)" xen
is "/sys/hypervisor/version" \
	"$(cat /sys/hypervisor/version/major /sys/hypervisor/version/minor)" \
	"$(printf '4\n17')"
matches "/proc/xen/xsd_port is a port" "$(cat /proc/xen/xsd_port)" \
	'^[1-9][0-9]*$'
failure "nobody else opens /proc/xen/xsd_kva" nobody_opens /proc/xen/xsd_kva

adopt privcmd "$underpin/build/programs/bad-privcmd"
adopt evtchn "$underpin/build/programs/bad-evtchn"
adopt gntdev "$underpin/build/programs/bad-gntdev"

success "rmmod" underpin_down
for path in /dev/xen/privcmd /proc/xen /sys/hypervisor/type; do
	failure "$path is gone" test -e "$path"
done

done_testing
