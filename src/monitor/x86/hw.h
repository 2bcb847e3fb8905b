/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Where SVM and VMX differ: each vendor's image implements this header, and
 * nothing above it knows which one it runs on.
 */
#ifndef UNDERPIN_X86_HW_H
#define UNDERPIN_X86_HW_H

#include "control.h"
#include "core/types.h"
#include "x86/cpu.h"

/** hw_init() - once: nested page tables, permission maps. 0 or -errno */
int hw_init(const struct up_init *init);

/** hw_cpu_init() - once per processor, before any hoists. 0 or -errno */
int hw_cpu_init(struct cpu *c);

/**
 * hw_demote() - prepare this processor's guest state from the captured one
 * @c: this processor, already on the monitor's stack, CR3, GDT and IDT
 * @rip: where Linux continues, with @rsp and @rflags
 *
 * The caller enters the guest next. Return: 0 or -errno (Linux then goes on
 * natively).
 */
int hw_demote(struct cpu *c, u64 rip, u64 rsp, u64 rflags);

/** hw_promote() - fill c->shared for the way back to native; then
 * hw_leave() (hw_switch.S) jumps
 */
void hw_promote(struct cpu *c);

/**
 * hw_guest_load() - TSS and system-call entry for guests
 * @v: what SYSCALL's entry finds in KERNEL_GS_BASE
 *
 * FS, GS and LDTR are null. NMIs may arrive from then on.
 */
void hw_guest_load(struct cpu *c, struct vcpu *v);

/** hw_guest_unload() - stop NMIs; the reverse of hw_guest_load() */
void hw_guest_unload(struct cpu *c);

/*
 * What a processor's owner is owed, c->interrupt and c->pending, the backend
 * delivers by itself whenever Linux continues.
 */

/** hw_control_cr3() - Linux' CR3, for reading its memory */
u64 hw_control_cr3(struct cpu *c);

/**
 * hw_fail() - Linux continues for good, whatever this processor was doing
 *
 * Its call, if it made one, returns UP_FAILED; if not, it gets an NMI. All
 * that it can do from then on is leave.
 */
void __noreturn hw_fail(struct cpu *c);

/** hw_flush_nested() - forget nested translations when Linux continues */
void hw_flush_nested(struct cpu *c);

/*
 * What of physical memory Linux sees. A processor that may remember otherwise
 * is counted by up_shared.flush; the loader sees to it.
 */

/** hw_hide() - 2 MiB at @maddr are the monitor's; 0 or -XEN_ENOMEM */
int hw_hide(u64 maddr);

/** hw_reveal() - undo hw_hide() */
void hw_reveal(u64 maddr);

/** hw_frame_hide() - a frame is for guests; 0 or -XEN_ENOMEM */
int hw_frame_hide(mfn_t m);

/** hw_frame_reveal() - undo hw_frame_hide() */
void hw_frame_reveal(mfn_t m);

/** hw_frame_show() - Linux may use a guest's frame all the same */
void hw_frame_show(mfn_t m);

/** hw_frame_conceal() - undo hw_frame_show() */
void hw_frame_conceal(mfn_t m);

/**
 * hw_page_show() - Linux may read a page of what hw_hide() hid, for good
 * @maddr: its first byte
 *
 * Return: 0 or -XEN_ENOMEM.
 */
int hw_page_show(u64 maddr);

/** hw_visible() - does Linux have at @maddr what is there? */
bool hw_visible(u64 maddr);

/** hw_settle() - all processors have flushed: free what they had use of */
void hw_settle(void);

#endif /* UNDERPIN_X86_HW_H */
