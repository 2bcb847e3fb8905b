# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# vm: --timeout 400
#
# The command: each subcommand natively, hoisted and with a guest; wrong words;
# what scripts read. The doctor's refusals are in the tests of the doctor.
. /underpin/selftests/vm/server/lib.sh

# usage_error NAME ARGUMENTS...
usage_error()
{
	usage_name=$1
	shift
	text=$("$command" "$@" 2>&1 > /dev/null)
	is "usage: $usage_name" "$? $(echo "$text" | grep -c ^usage:)" "2 1"
}

# The member of the JSON on stdin to which these keys lead.
member()
{
	perl -MJSON::PP -e '
		$_ = decode_json(join "", <STDIN>);
		$_ = ref eq "ARRAY" ? $_->[shift] : $_->{+shift} while @ARGV;
		print' "$@"
}

status_of()
{
	"$command" status --json | member "$@"
}

# fails NAME ERE COMMAND...: status 1, and the message matches.
fails()
{
	fails_name=$1
	fails_ere=$2
	shift 2
	fails_text=$("$@" 2>&1)
	is "$fails_name: status" $? 1
	matches "$fails_name: message" "$fails_text" "$fails_ere"
}

usage_error "no word"
usage_error "no such command" hold
usage_error "no such option" status --xml
usage_error "another command's option" drop --json
usage_error "one word too many" drop now
usage_error "an option without its value" hoist --module
is "usage: when asked for" "$("$command" --help | grep -c ^usage:)" 1
is "usage: when asked for behind a command" \
	"$("$command" drop --help | grep -c ^usage:)" 1
fails "what cannot be printed" 'No space left' \
	sh -c '"$1" status --json > /dev/full' sh "$command"
text=$(unshare -m sh -c 'umount -l /sys && "$1" status' sh "$command")
is "without /sys: status" "$? $(echo "$text" | tr -s ' ')" "1 state unknown"

is "native: status" "$("$command" status | tr -s ' ')" "state native"
is "native: status for scripts" "$(status_of state)" native
text=$("$command" doctor)
is "native: nothing speaks against a hoist" $? 0 || diag "$text"
is "native: the doctor's lines are all ok" \
	"$(echo "$text" | grep -vc '^ok ')" 0
text=$("$command" doctor --json)
is "native: doctor for scripts" "$(echo "$text" | member ready)" 1
is "native: its first check" "$(echo "$text" | member checks 0 check)" extension
text=$(setpriv --reuid=65534 --clear-groups "$command" doctor)
is "native: who is not root does not know everything" $? 3
matches "native: and is told so" "$text" '^unknown .*only root'
fails "native: drop" 'not loaded' "$command" drop
fails "no such file" 'not found' "$command" hoist --module /no/such.ko
fails "no module" 'not found' "$command" hoist

modprobe kvm_amd
"$underpin/build/programs/hold-kvm" > /tmp/held 2>&1 &
holder=$!
wait_for 20 grep -q held /tmp/held
fails "KVM holds SVM: hoist" 'rmmod kvm_amd' "$command" hoist --module "$module"
fails "KVM holds SVM: doctor" '^refused *in-use .*rmmod kvm_amd' \
	"$command" doctor
is "KVM holds SVM: doctor for scripts" \
	"$("$command" doctor --json | member ready)" 0
kill "$holder"
wait "$holder" 2> /dev/null
rmmod kvm_amd kvm

text=$("$command" selftest --module "$module")
is "native: selftest" $? 0 || diag "$text"
lacks "native: nothing fails" "$text" FAIL
matches "native: it hoists and drops" "$text" '^PASS no register differs'
is "native: again" "$(status_of state)" native

# As if it were installed; the kernel's own modules are the host's.
mkdir /tmp/modules && cp "$module" /tmp/modules
mount --bind /tmp/modules "/lib/modules/$(uname -r)"
depmod 2> /dev/null
"$command" log --follow > /tmp/followed 2>&1 &
follower=$!
is "hoist" "$("$command" hoist)" "hoisted 2 processors"
umount "/lib/modules/$(uname -r)"
fails "hoist, again" 'already, state: hoisted' "$command" hoist
is "hoisted: status" "$(status_of state)" hoisted
is "hoisted: processors" "$(status_of cpus)" 2
is "hoisted: no guest" "$(status_of domains)" 0
age=$(($(date +%s) - $(status_of since)))
success "hoisted: since $age seconds" [ "$age" -ge 0 -a "$age" -lt 300 ]
matches "hoisted: doctor" "$("$command" doctor)" 'ok *in-use *Underpin itself'
matches "hoisted: log" "$("$command" log)" '^\[.*\] hoisted 2 processors'
success "hoisted: who follows the log sees it" \
	wait_for 10 grep -q 'hoisted 2 processors' /tmp/followed
kill "$follower"

/etc/init.d/xen start >&2
wait_for 60 test -S /run/xenstored/socket
success "a guest" xl create -p "$underpin/selftests/vm/guest/demo.cfg"
is "with a guest: status" "$(status_of domains)" 1
success "with a guest: frames" [ "$(status_of frames_donated)" -gt 20000 ]
success "with a guest: exits" [ "$(status_of exits call_donate)" -gt 10 ]
matches "with a guest: exits for people" "$("$command" status)" \
	'^  hypercall_domctl +[1-9]'
text=$("$command" selftest --json)
is "with a guest: selftest" $? 0 || diag "$text"
is "with a guest: selftest for scripts" "$(echo "$text" | member passed)" 1
fails "with a guest: drop" '^ *guests: 1;' "$command" drop
matches "with a guest: and who else holds it" "$fails_text" \
	'xenstored \(process [0-9]+\) has /.*xen/'
is "with a guest: still hoisted" "$(status_of state)" hoisted
xl destroy guest
wait_for 30 guests_gone
/etc/init.d/xen stop >&2
# Debian's script leaves the store to those who may still need it.
pkill xenstored
# Guests' threads and daemons take a moment to let go.
success "drop" wait_for 20 "$command" drop
is "native at the end" "$("$command" status | tr -s ' ')" "state native"

done_testing
