/* SPDX-License-Identifier: GPL-2.0 */
/* More than one vCPU: smp.c. */
#ifndef GUEST_SMP_H
#define GUEST_SMP_H

#include "base.h"

#define SMP_VCPUS 4 /* as many can be started, the first included */

/** this_vcpu() - number of the vCPU that asks */
unsigned int this_vcpu(void);

/**
 * vcpu_start() - another vCPU runs fn(arg) and goes down
 * @id: one that is down; it has a stack of its own, events are masked
 *
 * It has all that the first one has: memory, try(), is() and print(); but
 * only one vCPU at a time may print.
 *
 * Return: 0 or what VCPUOP_initialise or VCPUOP_up said.
 */
s64 vcpu_start(unsigned int id, void (*fn)(void *), void *arg);

/** vcpu_wait() - until fn() has returned */
void vcpu_wait(unsigned int id);

/** vcpu_op() - the hypercall */
s64 vcpu_op(u32 cmd, unsigned int id, void *arg);

#endif /* GUEST_SMP_H */
