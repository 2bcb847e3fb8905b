/* SPDX-License-Identifier: GPL-2.0 */
/* Exit reasons of guest_enter() and the shape of the IDT stubs. */
#ifndef UNDERPIN_X86_VECTORS_H
#define UNDERPIN_X86_VECTORS_H

#define VECTOR_DB 1
#define VECTOR_NMI 2
#define VECTOR_PF 14
#define VECTOR_MC 18

/* Beyond the 256 vectors of the IDT */
#define EXIT_SYSCALL 0x100
#define EXIT_BAD_FRAME 0x101
#define EXIT_PENDING 0x102 /* cpu->pending */

#define ENTRY_STUB_SIZE 16

/* #DF #TS #NP #SS #GP #PF #AC #CP #VC #SX (APM vol.2 8.2) */
#define ERROR_CODE_VECTORS 0x60227d00

#ifndef __ASSEMBLER__
#include "core/types.h"

struct cpu;
struct vcpu;

extern char entry_stubs[];
extern char entry_nmi[];
extern char entry_debug[];
extern char entry_machine_check[];
extern char entry_double_fault[];
extern char entry_syscall[];
extern char entry_syscall_fast[];
extern char entry_syscall32[];

/** guest_enter() - run @v until it traps; the vector or EXIT_* */
u32 guest_enter(struct vcpu *v, struct cpu *c);
#endif

#endif /* UNDERPIN_X86_VECTORS_H */
