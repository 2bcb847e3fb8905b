# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# bash completion for underpin(8).

_underpin()
{
	local word=${COMP_WORDS[COMP_CWORD]} command=${COMP_WORDS[1]} words=

	if [ "$COMP_CWORD" = 1 ]; then
		words="doctor hoist drop status log selftest --help"
	elif [ "${COMP_WORDS[COMP_CWORD - 1]}" = --module ]; then
		mapfile -t COMPREPLY < <(compgen -f -- "$word")
		return
	else
		case $command in
		doctor | status) words=--json ;;
		hoist) words=--module ;;
		log) words=--follow ;;
		selftest) words="--json --module" ;;
		esac
	fi
	mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
}

complete -F _underpin underpin
