// SPDX-License-Identifier: GPL-2.0
/*
 * One small function for each precondition: what was found, in one clause; if
 * that is an obstacle, the errno and the way out.
 */
#include "doctor/checks.h"

#include "control.h"
#include "doctor/os.h"

#define VM_CR_SVMDIS (1ULL << 4) /* APM vol.2 15.30.1 */

/*
 * Every bit that the monitor knows how to carry through VMRUN (APM vol.2
 * 3.1.3): 0 to 12, VME to LA57; FSGSBASE, PCIDE, OSXSAVE; SMEP, SMAP, PKE.
 */
#define CR4_KNOWN (0x1fffULL | 7ULL << 16 | 7ULL << 20)

/* SCE, LME, LMA, NXE, FFXSR, automatic IBRS (3.1.7) */
#define EFER_KNOWN (1ULL << 0 | 1ULL << 8 | 1ULL << 10 | 1ULL << 11 | \
		    1ULL << 14 | 1ULL << 21)
#define EFER_SVME (1ULL << 12)

/*
 * Features with which Linux makes KVM's hypercalls: a kick, an IPI, a yield
 * (Linux' Documentation/virt/kvm/x86/cpuid.rst). The monitor would take the
 * numbers of these calls for Xen's.
 */
#define KVM_CALLS (1u << 7 | 1u << 11 | 1u << 13)

/** found() - note what was found */
#define found(r, ...) snprintf((r)->found, sizeof((r)->found), __VA_ARGS__)

static void refuse(struct doctor_result *r, int error, const char *advice)
{
	r->verdict = DOCTOR_REFUSED;
	r->error = error;
	r->advice = advice;
}

static void check_extension(const struct doctor_facts *f,
			    struct doctor_result *r)
{
	if (f->svm || f->vmx) {
		found(r, "this processor offers %s", f->svm ? "SVM" : "VMX");
		return;
	}
	found(r, "this processor offers neither SVM nor VMX");
	refuse(r, -EOPNOTSUPP,
	       "in a virtual machine, choose a CPU model with svm");
}

static void check_firmware(const struct doctor_facts *f,
			   struct doctor_result *r)
{
	if (!(f->vm_cr & VM_CR_SVMDIS)) {
		found(r, "%s", f->svm ? "the firmware left SVM on" :
					"there is no SVM to disable");
		return;
	}
	found(r, "SVM is disabled by the firmware");
	refuse(r, -EACCES,
	       "enable it in the set-up (often called SVM Mode)");
}

static void check_backend(const struct doctor_facts *f, struct doctor_result *r)
{
	if (f->can_demote) {
		found(r, "the monitor hoists such processors");
		return;
	}
	found(r, "the monitor hoists processors with SVM only");
	refuse(r, -EOPNOTSUPP, NULL);
}

static void check_nested_paging(const struct doctor_facts *f,
				struct doctor_result *r)
{
	if (f->npt) {
		found(r, "this processor's SVM has nested paging");
		return;
	}
	found(r, "this processor's SVM has no nested paging");
	refuse(r, -EOPNOTSUPP, NULL);
}

static void check_large_pages(const struct doctor_facts *f,
			      struct doctor_result *r)
{
	if (f->gbpages) {
		found(r, "this processor has pages of 1 GiB");
		return;
	}
	found(r, "this processor has no pages of 1 GiB (pdpe1gb)");
	refuse(r, -EOPNOTSUPP, NULL);
}

static void check_five_levels(const struct doctor_facts *f,
			      struct doctor_result *r)
{
	found(r, "page tables have %s levels", f->five_levels ? "five" : "four");
}

static void check_xsave(const struct doctor_facts *f, struct doctor_result *r)
{
	if (f->xsave) {
		found(r, "Linux uses XSAVE");
		return;
	}
	found(r, "Linux finds no XSAVE");
	refuse(r, -EOPNOTSUPP, NULL);
}

/* An NMI that hits a guest reaches Linux through it. */
static void check_apic(const struct doctor_facts *f, struct doctor_result *r)
{
	if (f->apic) {
		found(r, "Linux uses the local APIC");
		return;
	}
	found(r, "Linux uses no local APIC");
	refuse(r, -EOPNOTSUPP, "boot without nolapic");
}

/* The monitor's page tables and its NPT have no encryption bit. */
static void check_encryption(const struct doctor_facts *f,
			     struct doctor_result *r)
{
	if (!f->encrypted) {
		found(r, "memory is not encrypted");
		return;
	}
	found(r, "memory is encrypted");
	refuse(r, -EOPNOTSUPP,
	       "boot with mem_encrypt=off, and not in a confidential virtual machine");
}

bool doctor_kvm_calls(uint32_t kvm_features)
{
	return kvm_features & KVM_CALLS;
}

static void check_kvm_calls(const struct doctor_facts *f,
			    struct doctor_result *r)
{
	if (!doctor_kvm_calls(f->kvm_features)) {
		found(r, "Linux calls no hypervisor beneath it");
		return;
	}
	found(r,
	      "Linux calls KVM beneath it (kvm-pv-unhalt, kvm-pv-ipi, kvm-pv-sched-yield)");
	refuse(r, -EOPNOTSUPP, "boot with nopv");
}

static void check_in_use(const struct doctor_facts *f, struct doctor_result *r)
{
	if (f->hoisted) {
		found(r, "Underpin itself holds SVM");
		return;
	}
	if (!(f->efer & EFER_SVME)) {
		found(r, "no hypervisor holds SVM");
		return;
	}
	found(r, "another hypervisor holds SVM");
	refuse(r, -EBUSY,
	       "stop its guests and unload its module (for KVM: rmmod kvm_amd)");
}

static void unknown_bits(struct doctor_result *r, const char *name, uint64_t on)
{
	if (!on) {
		found(r, "the monitor knows all that is on in %s", name);
		return;
	}
	found(r, "features are on that the monitor does not know: %s %#llx",
	      name, (unsigned long long)on);
	refuse(r, -EOPNOTSUPP, NULL);
}

static void check_cr4(const struct doctor_facts *f, struct doctor_result *r)
{
	unknown_bits(r, "CR4", f->cr4 & ~CR4_KNOWN);
}

/* SVME is the check before. */
static void check_efer(const struct doctor_facts *f, struct doctor_result *r)
{
	unknown_bits(r, "EFER", f->efer & ~(EFER_KNOWN | EFER_SVME));
}

static void check_cpus(const struct doctor_facts *f, struct doctor_result *r)
{
	if (f->cpus <= UP_MAX_CPUS) {
		found(r, "%u processors are online", f->cpus);
		return;
	}
	found(r, "%u processors are online, at most %u can be hoisted",
	      f->cpus, UP_MAX_CPUS);
	refuse(r, -E2BIG, "take some offline");
}

static void check_memory(const struct doctor_facts *f, struct doctor_result *r)
{
	if (f->memory_end <= UP_DIRECT_SIZE) {
		found(r, "memory ends at %llu MiB",
		      (unsigned long long)f->memory_end >> 20);
		return;
	}
	found(r, "memory reaches beyond %llu TiB", UP_DIRECT_SIZE >> 40);
	refuse(r, -E2BIG, "boot with mem=4T");
}

static void check_clock(const struct doctor_facts *f, struct doctor_result *r)
{
	if (f->tsc_known) {
		found(r, "Linux knows the rate of the time stamp counter");
		return;
	}
	found(r,
	      "Linux does not know the frequency of the time stamp counter");
	refuse(r, -EOPNOTSUPP, NULL);
}

static const struct {
	const char *name;
	void (*judge)(const struct doctor_facts *f, struct doctor_result *r);
} checks[DOCTOR_CHECKS] = {
	[DOCTOR_EXTENSION] = { "extension", check_extension },
	[DOCTOR_FIRMWARE] = { "firmware", check_firmware },
	[DOCTOR_BACKEND] = { "backend", check_backend },
	[DOCTOR_NESTED_PAGING] = { "nested-paging", check_nested_paging },
	[DOCTOR_LARGE_PAGES] = { "large-pages", check_large_pages },
	[DOCTOR_FIVE_LEVELS] = { "five-levels", check_five_levels },
	[DOCTOR_XSAVE] = { "xsave", check_xsave },
	[DOCTOR_APIC] = { "apic", check_apic },
	[DOCTOR_ENCRYPTION] = { "encryption", check_encryption },
	[DOCTOR_KVM_CALLS] = { "kvm-calls", check_kvm_calls },
	[DOCTOR_IN_USE] = { "in-use", check_in_use },
	[DOCTOR_CR4] = { "cr4", check_cr4 },
	[DOCTOR_EFER] = { "efer", check_efer },
	[DOCTOR_CPUS] = { "cpus", check_cpus },
	[DOCTOR_MEMORY] = { "memory", check_memory },
	[DOCTOR_CLOCK] = { "clock", check_clock },
};

const char *doctor_name(enum doctor_check check)
{
	return checks[check].name;
}

void doctor_judge(enum doctor_check check, const struct doctor_facts *f,
		  struct doctor_result *r)
{
	memset(r, 0, sizeof(*r));
	if (f->unknown[check]) {
		r->verdict = DOCTOR_UNKNOWN;
		found(r, "%s", f->unknown[check]);
		return;
	}
	checks[check].judge(f, r);
}
