// SPDX-License-Identifier: GPL-2.0
/* The facts that the doctor's checks look at, gathered in the kernel. */
#define pr_fmt(fmt) "underpin: " fmt

#include <linux/cc_platform.h>
#include <linux/cpu.h>
#include <linux/kvm_para.h>
#include <linux/mm.h>
#include <linux/nodemask.h>
#include <linux/smp.h>
#include <asm/cpufeature.h>
#include <asm/hypervisor.h>
#include <asm/msr.h>
#include <asm/processor.h>

#include "compat.h"
#include "doctor/checks.h"
#include "loader.h"

#define SVM_LEAF 0x8000000a
#define SVM_EDX_NPT BIT(0)

/* Leaves 1 and 0x80000001 (APM vol.3 appendix E, SDM vol.2 CPUID) */
#define CPUID_1_ECX_VMX BIT(5)
#define CPUID_EXT_ECX_SVM BIT(2)

/** struct all_cpus - the bits that any processor has on */
struct all_cpus {
	atomic64_t cr4;
	atomic64_t efer;
	atomic64_t vm_cr;
};

static void read_this_cpu(void *result)
{
	struct all_cpus *all = result;
	u64 value;

	rdmsrl(MSR_EFER, value);
	atomic64_or(value, &all->efer);
	atomic64_or(__read_cr4(), &all->cr4);
	if (!rdmsrl_safe(MSR_VM_CR, &value))
		atomic64_or(value, &all->vm_cr);
}

static void gather_registers(struct doctor_facts *f)
{
	struct all_cpus all = {
		ATOMIC64_INIT(0), ATOMIC64_INIT(0), ATOMIC64_INIT(0),
	};

	on_each_cpu(read_this_cpu, &all, 1);
	f->cr4 = atomic64_read(&all.cr4);
	f->efer = atomic64_read(&all.efer);
	f->vm_cr = atomic64_read(&all.vm_cr);
	f->five_levels = f->cr4 & X86_CR4_LA57;
}

/* The processor's word, not Linux', which may hide what firmware disabled. */
static void gather_cpuid(struct doctor_facts *f)
{
	u32 base;

	f->svm = cpuid_ecx(0x80000001) & CPUID_EXT_ECX_SVM;
	f->vmx = cpuid_ecx(1) & CPUID_1_ECX_VMX;
	f->npt = f->svm && cpuid_edx(SVM_LEAF) & SVM_EDX_NPT;
	f->xsave = boot_cpu_has(X86_FEATURE_XSAVE);
	f->apic = boot_cpu_has(X86_FEATURE_APIC);
	f->gbpages = boot_cpu_has(X86_FEATURE_GBPAGES);
	if (hypervisor_is_type(X86_HYPER_KVM)) {
		base = hypervisor_cpuid_base(KVM_SIGNATURE, 0);
		f->kvm_features = cpuid_eax(base | KVM_CPUID_FEATURES);
	}
}

static u64 memory_end(void)
{
	u64 end = 0;
	int nid;

	for_each_online_node(nid)
		end = max_t(u64, end, node_end_pfn(nid));
	return end << PAGE_SHIFT;
}

int ldr_doctor(void)
{
	struct doctor_facts f = {
		.can_demote = ldr_image_can_demote(),
		.encrypted = cc_platform_has(CC_ATTR_MEM_ENCRYPT),
		.cpus = num_online_cpus(),
		.memory_end = memory_end(),
		.tsc_known = boot_cpu_has(X86_FEATURE_TSC) && tsc_khz,
	};
	struct doctor_result r;
	unsigned int i;

	gather_cpuid(&f);
	gather_registers(&f);
	for (i = 0; i < DOCTOR_CHECKS; i++) {
		doctor_judge(i, &f, &r);
		if (r.verdict != DOCTOR_REFUSED)
			continue;
		pr_err("%s%s%s\n", r.found, r.advice ? "; " : "",
		       r.advice ?: "");
		return r.error;
	}
	return 0;
}
