/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Instructions of the monitor that may fault, and where to go on then. Used
 * from C and from assembly; x86/fault.c searches the table.
 *
 * An entry is { faulting address, where to continue, value for EDI }.
 */
#ifndef UNDERPIN_X86_EXTABLE_H
#define UNDERPIN_X86_EXTABLE_H

#ifdef __ASSEMBLER__

.macro EXTABLE from, to
	.pushsection .extable, "a"
	.quad \from, \to, 1
	.popsection
.endm

#else

#define EXTABLE_ERROR(from, to)                                                \
	".pushsection .extable, \"a\"\n"                                       \
	".quad " from ", " to ", 1\n"                                          \
	".popsection\n"

#endif
#endif /* UNDERPIN_X86_EXTABLE_H */
