/* SPDX-License-Identifier: GPL-2.0 */
/* What the processors say themselves: CPUID and MSRs. */
#ifndef UNDERPIN_PROCESSOR_H
#define UNDERPIN_PROCESSOR_H

#include <stdbool.h>
#include <stdint.h>

#define MSR_EFER 0xc0000080
#define MSR_VM_CR 0xc0010114

/** cpuid_ecx() / cpuid_edx() - of a leaf; zero where it does not exist */
uint32_t cpuid_ecx(uint32_t leaf);
uint32_t cpuid_edx(uint32_t leaf);

/** cpuid_encryption() - has the processor SME or SEV? */
bool cpuid_encryption(void);

/** cpuid_kvm_features() - EAX of KVM's leaf of features; zero: no KVM */
uint32_t cpuid_kvm_features(void);

/**
 * msr_or() - OR the values of an MSR on all processors
 *
 * One that does not exist counts as zero. Return: NULL, or why that is not
 * known.
 */
const char *msr_or(uint32_t msr, uint64_t *value);

#endif /* UNDERPIN_PROCESSOR_H */
