/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Preconditions of a hoist, as pure functions of facts about the machine. The
 * loader gathers the facts in the kernel, the command `underpin doctor` from
 * user space; both get the same verdicts in the same words.
 */
#ifndef DOCTOR_CHECKS_H
#define DOCTOR_CHECKS_H

#include "types.h"

/** enum doctor_check - the preconditions, in the order they are looked at */
enum doctor_check {
	DOCTOR_EXTENSION, /* SVM or VMX */
	DOCTOR_FIRMWARE, /* which the firmware left on */
	DOCTOR_BACKEND, /* one that the monitor hoists */
	DOCTOR_NESTED_PAGING,
	DOCTOR_LARGE_PAGES, /* of 1 GiB */
	DOCTOR_FIVE_LEVELS,
	DOCTOR_XSAVE,
	DOCTOR_APIC, /* the local one: it sends NMIs */
	DOCTOR_ENCRYPTION,
	DOCTOR_KVM_CALLS, /* Linux' own, to a KVM beneath it */
	DOCTOR_IN_USE, /* another hypervisor */
	DOCTOR_CR4,
	DOCTOR_EFER,
	DOCTOR_CPUS,
	DOCTOR_MEMORY,
	DOCTOR_CLOCK,
	DOCTOR_CHECKS,
};

/**
 * struct doctor_facts - what the checks look at
 * @unknown: for each check: why its facts could not be had, or NULL; it is
 *           not judged then
 * @svm: and the others that are CPUID bits of the same name
 * @xsave: Linux has found it whole
 * @apic: Linux uses the local APIC
 * @can_demote: the monitor has a backend for this processor
 * @vm_cr: MSR VM_CR, zero where there is none; all processors' bits ORed
 * @cr4: and @efer: all processors' bits ORed
 * @five_levels: Linux uses them (CR4.LA57)
 * @encrypted: Linux runs with SME or SEV
 * @kvm_features: EAX of KVM's leaf of features if Linux looks for KVM beneath
 *                it and finds it, else zero
 * @hoisted: the holder of SVM is Underpin
 * @cpus: processors online
 * @memory_end: first byte beyond all memory
 * @tsc_known: Linux knows the frequency of the time stamp counter
 */
struct doctor_facts {
	const char *unknown[DOCTOR_CHECKS];
	bool svm, vmx, npt, gbpages, xsave, apic;
	bool can_demote;
	bool five_levels;
	bool encrypted;
	bool hoisted;
	bool tsc_known;
	uint32_t kvm_features;
	uint32_t cpus;
	uint64_t vm_cr;
	uint64_t cr4, efer;
	uint64_t memory_end;
};

enum doctor_verdict {
	DOCTOR_OK,
	DOCTOR_REFUSED,
	DOCTOR_UNKNOWN,
};

#define DOCTOR_TEXT 128

/**
 * struct doctor_result - of one check
 * @error: what insmod answers, negative; zero unless refused
 * @found: one clause, without a full stop
 * @advice: what to do, an imperative clause; NULL if nothing or if it is plain
 */
struct doctor_result {
	enum doctor_verdict verdict;
	int error;
	char found[DOCTOR_TEXT];
	const char *advice;
};

/** doctor_name() - a short name of the check, for people and for scripts */
const char *doctor_name(enum doctor_check check);

/** doctor_judge() - apply one check to the facts */
void doctor_judge(enum doctor_check check, const struct doctor_facts *f,
		  struct doctor_result *r);

/** doctor_kvm_calls() - would Linux use KVM's hypercalls, given its features */
bool doctor_kvm_calls(uint32_t kvm_features);

#endif /* DOCTOR_CHECKS_H */
