/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A guest in its kernel that is about to execute an instruction, with page
 * tables of its own: the L1 table maps itself read-only at SELF.
 */
#ifndef EMULATE_WORLD_H
#define EMULATE_WORLD_H

#include "arena.h"
#include "code.h"
#include "domain.h"
#include "guest.h"
#include "log.h"
#include "regs.h"
#include "tap.h"
#include "core/types.h"
#include "domain/decode.h"
#include "domain/domain.h"
#include "domain/emulate.h"
#include "domain/operand.h"
#include "domain/trap.h"
#include "domain/x86_bits.h"
#include "mm/frame.h"
#include "mm/pagetable.h"
#include "xen/errno.h"
#include "xen/segment.h"

#define HANDLER(vector) (0xffffffff81000000ULL + 0x10 * (vector))

/* Where the L1 table maps itself, read-only. */
#define SELF 0x4000ULL

#define RO (PTE_P | PTE_US | PTE_A)
#define RW (RO | PTE_RW)

#define FLAGS (X86_RFLAGS_ONE | X86_RFLAGS_IF)

extern struct vcpu *v;
extern struct vcpu_info *info;
extern mfn_t l1;
extern mfn_t l4;
extern mfn_t data;

/** queue_table() - a full L1 table of the guest's waits for un-validation */
mfn_t queue_table(void);

/** world_init() - at first in each case; again for a vCPU as new */
void world_init(void);

/** at() - the instruction at RIP, the last on its page, is that at @code */
void at(const u8 *code, unsigned int len);
#define AT(id) at(id, CODE_LEN(id))

/** at_start() - it is the first on its page, and what follows is readable */
void at_start(const u8 *code, unsigned int len);

/** code_rip - where at() put it */
extern u64 code_rip;

/** run() - emulate_privileged(), expected to advance by the instruction */
void run(void);

/** refused() - emulate_privileged() bounces and changes nothing */
void refused(void);

/** user() - flip to user mode */
void user(void);

/** l1_entry() - a slot of the L1 table, whatever it contains */
u64 *l1_entry(unsigned int index);

/** cpuid_set() - what the host's processor answers */
void cpuid_set(u32 leaf, u32 subleaf, u32 a, u32 b, u32 c, u32 d);

/** msr_set() - an MSR that the host's processor has */
void msr_set(u32 msr, u64 value);

#endif /* EMULATE_WORLD_H */
