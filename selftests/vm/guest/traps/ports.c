// SPDX-License-Identifier: GPL-2.0
/* Ports of a guest: no device, but the kernel's permissions hold. */
#include <signal.h>
#include <sys/io.h>

#include "traps.h"

static volatile unsigned int answer;

static void in_378(void)
{
	answer = inb(0x378);
}

static void in_37a_word(void)
{
	answer = inw(0x37a);
}

static void out_80(void)
{
	outb(1, 0x80);
}

void test_ports(void)
{
	struct caught c;

	errno_is("ioperm", ioperm(0x378, 3, 1), 0);
	catch(in_378, &c);
	value_is("a permitted port may be read", c.signal, 0);
	value_is("it answers with all ones", answer, 0xff);
	catch(in_37a_word, &c);
	value_is("the port behind it may not", c.signal, SIGSEGV);
	catch(out_80, &c);
	value_is("nor may any other", c.signal, SIGSEGV);
	errno_is("iopl", iopl(3), 0);
	catch(out_80, &c);
	value_is("but with iopl 3", c.signal, 0);
	errno_is("iopl is given up", iopl(0), 0);
	ioperm(0x378, 3, 0);
	catch(in_378, &c);
	value_is("then none may", c.signal, SIGSEGV);
}
