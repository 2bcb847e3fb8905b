/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a monitor that hit a bug of its own leaves behind for Linux to print.
 * It lies in memory that both see; the first processor to fail fills it in.
 */
#ifndef UNDERPIN_FAILURE_REPORT_H
#define UNDERPIN_FAILURE_REPORT_H

#include "types.h"

#define UP_FAILURE_MESSAGE 160
#define UP_FAILURE_FRAMES 32
#define UP_EXITS 16
#define UP_EXITS_MASK (UP_EXITS - 1)
#define UP_NO_DOMAIN 0x7ff4 /* nobody: the control domain has number 0 */

/**
 * struct up_exit - somebody trapped to the monitor
 * @rip: where
 * @number: RAX there: of a hypercall, its number
 * @code: of the control domain: the hardware's reason; of a guest: the vector,
 *        0x100 for SYSCALL
 */
struct up_exit {
	uint64_t rip;
	uint64_t number;
	uint32_t code;
	uint16_t domid;
	uint16_t vcpu;
};

/** struct up_registers - the monitor's where it failed */
struct up_registers {
	uint64_t rax, rbx, rcx, rdx, rsi, rdi, rbp, rsp;
	uint64_t r8, r9, r10, r11, r12, r13, r14, r15;
	uint64_t rip, rflags, cr0, cr2, cr3, cr4;
};

/**
 * struct up_failure - the report
 * @cpu: the monitor's number of the processor
 * @vector: of the exception; 6 (#UD) ends a failed assertion, too
 * @domid: whose vCPU @vcpu it was running, or UP_NO_DOMAIN
 * @again: the report broke off with a second fault
 * @frame: return addresses on the stack, innermost first. Some of them may be
 *         leftovers, for there are no frame pointers to follow.
 * @exit: the last ones of the processor, as a ring
 * @exits: how many there were ever; the next one's place in the ring
 */
struct up_failure {
	char message[UP_FAILURE_MESSAGE];
	uint32_t cpu;
	uint32_t vector;
	uint64_t error;
	uint16_t domid;
	uint16_t vcpu;
	uint32_t again;
	struct up_registers regs;
	uint64_t frames;
	uint64_t frame[UP_FAILURE_FRAMES];
	uint64_t exits;
	struct up_exit exit[UP_EXITS];
};

#endif /* UNDERPIN_FAILURE_REPORT_H */
