/* SPDX-License-Identifier: GPL-2.0 */
/* Calls from the control domain: Xen's hypercalls and the loader's own. */
#ifndef UNDERPIN_X86_CONTROL_CALL_H
#define UNDERPIN_X86_CONTROL_CALL_H

#include "core/types.h"
#include "x86/cpu.h"

/** enum control_action - what becomes of Linux after its call */
enum control_action {
	CONTROL_RESUME, /* behind the instruction, with a result */
	CONTROL_REPEAT, /* at the instruction again: more work is left */
	CONTROL_LEAVE, /* natively */
};

/** control_call() - serve VMMCALL from CPL 0; registers are in @c */
enum control_action control_call(struct cpu *c);

/** control_copy_from() / control_copy_to() - Linux' memory, by its tables */
int control_copy_from(struct cpu *c, void *dst, gva_t src, size_t n);
int control_copy_to(struct cpu *c, gva_t dst, const void *src, size_t n);

#endif /* UNDERPIN_X86_CONTROL_CALL_H */
