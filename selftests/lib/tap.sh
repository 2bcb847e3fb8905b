# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# TAP for shell tests, sourced on the host and in the demo server alike.
#
#	ok NAME				not_ok NAME
#	is NAME GOT WANTED		isnt NAME GOT UNWANTED
#	matches NAME TEXT ERE		lacks NAME TEXT ERE
#	success NAME COMMAND...		failure NAME COMMAND...
#	diag TEXT...
#	adopt NAME COMMAND...	the tests of a program that prints TAP itself
#	done_testing
#
# COMMAND runs in a subshell: what it sets is lost, and what it leaves running
# has to let go of stdout and stderr. Each of these returns the verdict, so
# that "is ... || done_testing" works.

tap_count=0
tap_failed=0

diag()
{
	printf '%s\n' "$*" | sed 's/^/# /'
}

ok()
{
	tap_count=$((tap_count + 1))
	echo "ok $tap_count - $1"
}

not_ok()
{
	tap_count=$((tap_count + 1))
	tap_failed=$((tap_failed + 1))
	echo "not ok $tap_count - $1"
	return 1
}

is()
{
	if [ "$2" = "$3" ]; then
		ok "$1"
	else
		not_ok "$1"
		diag "got:    $2"
		diag "wanted: $3"
		return 1
	fi
}

isnt()
{
	if [ "$2" != "$3" ]; then
		ok "$1"
	else
		not_ok "$1"
		diag "got: $2"
		return 1
	fi
}

matches()
{
	if printf '%s\n' "$2" | grep -Eq -e "$3"; then
		ok "$1"
	else
		not_ok "$1"
		diag "no match of: $3"
		diag "in: $2"
		return 1
	fi
}

lacks()
{
	if printf '%s\n' "$2" | grep -Eq -e "$3"; then
		not_ok "$1"
		diag "match of: $3"
		diag "in: $2"
		return 1
	fi
	ok "$1"
}

success()
{
	tap_name=$1
	shift
	if tap_output=$("$@" 2>&1); then
		ok "$tap_name"
	else
		not_ok "$tap_name"
		diag "status $? of: $*"
		diag "$tap_output"
		return 1
	fi
}

failure()
{
	tap_name=$1
	shift
	if tap_output=$("$@" 2>&1); then
		not_ok "$tap_name"
		diag "unexpected success of: $*"
		diag "$tap_output"
		return 1
	fi
	ok "$tap_name"
}

# A program that dies before its plan is a failed test too.
adopt()
{
	adopt_name=$1
	shift
	adopt_output=$("$@" 2>&1)
	adopt_plan=missing
	while IFS= read -r adopt_line; do
		adopt_text="$adopt_name: ${adopt_line#*ok * - }"
		case $adopt_line in
		"ok "*) ok "$adopt_text" ;;
		"not ok "*) not_ok "$adopt_text" ;;
		1..*) adopt_plan=seen ;;
		*) echo "# $adopt_line" ;;
		esac
	done <<-EOF
	$adopt_output
	EOF
	is "$adopt_name: came to its plan" $adopt_plan seen
}

done_testing()
{
	echo "1..$tap_count"
	[ "$tap_failed" = 0 ]
	exit $?
}
