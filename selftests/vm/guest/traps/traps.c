// SPDX-License-Identifier: GPL-2.0
/* usage: traps [guest] */
#include "traps.h"

int main(int argc, char **argv)
{
	bool guest = argc > 1;

	(void)argv;
	catch_init();
	test_faults(guest);
	test_steps();
	test_segments();
	test_sigreturn();
	/* On a bare machine ports have devices behind them. */
	if (guest)
		test_ports();
	return tap_done();
}
