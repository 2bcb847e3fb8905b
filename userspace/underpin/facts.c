// SPDX-License-Identifier: GPL-2.0
/* The facts that the doctor's checks look at, gathered in user space. */
#include "facts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "command.h"
#include "processor.h"

#define CLOCK_SOURCES \
	"/sys/devices/system/clocksource/clocksource0/available_clocksource"

/*
 * Linux looks for no hypervisor when told nopv, which is not nopvspin. Its own
 * words only: those behind "--" are init's.
 */
static bool is_nopv(void)
{
	FILE *f = fopen("/proc/cmdline", "re");
	char line[4096], *rest = line, *word;
	bool found = false;

	if (!f)
		return false;
	if (!fgets(line, sizeof(line), f))
		line[0] = '\0';
	fclose(f);
	while (!found && (word = strsep(&rest, "\n ")) && strcmp(word, "--"))
		found = !strcmp(word, "nopv");
	return found;
}

/* A flag of /proc/cpuinfo: what Linux uses, or would if it were told to. */
static bool has_flag(const char *flag)
{
	FILE *f = fopen("/proc/cpuinfo", "re");
	char *line = NULL, *word, *rest;
	bool found = false;
	size_t size = 0;

	if (!f)
		return false;
	while (getline(&line, &size, f) > 0 && strncmp(line, "flags", 5))
		;
	rest = line;
	while (!found && (word = strsep(&rest, " \t\n")))
		found = !strcmp(word, flag);
	free(line);
	fclose(f);
	return found;
}

static void gather_cpuid(struct doctor_facts *f)
{
	f->svm = cpuid_ecx(0x80000001) & 1u << 2;
	f->vmx = cpuid_ecx(1) & 1u << 5;
	f->npt = f->svm && cpuid_edx(0x8000000a) & 1;
	f->gbpages = cpuid_edx(0x80000001) & 1u << 26;
	f->xsave = has_flag("xsave");
	f->apic = has_flag("apic");
	f->can_demote = f->svm;
	if (!is_nopv())
		f->kvm_features = cpuid_kvm_features();
}

static void gather_msrs(struct doctor_facts *f)
{
	const char *why;

	module_load_msr();
	why = msr_or(MSR_EFER, &f->efer);
	f->unknown[DOCTOR_IN_USE] = why;
	f->unknown[DOCTOR_EFER] = why;
	if (f->svm)
		f->unknown[DOCTOR_FIRMWARE] = msr_or(MSR_VM_CR, &f->vm_cr);
}

/*
 * Nobody lets user space read CR4. But Linux turns on what the monitor does
 * not know only with features that it lists.
 */
static void gather_cr4(struct doctor_facts *f)
{
	f->five_levels = has_flag("la57");
	if (has_flag("ibt") || has_flag("user_shstk") || has_flag("fred") ||
	    has_flag("lass"))
		f->unknown[DOCTOR_CR4] =
			"only the kernel can read CR4, which may have features that are not known";
}

static void gather_encryption(struct doctor_facts *f)
{
	if (!cpuid_encryption())
		return;
	f->encrypted = kmsg_found("Memory Encryption Features active");
	if (!f->encrypted && !kmsg_found("Linux version"))
		f->unknown[DOCTOR_ENCRYPTION] =
			"the kernel's log is too young to tell whether memory is encrypted";
}

/* Root alone sees addresses there; for others they are zero. */
static void gather_memory(struct doctor_facts *f)
{
	FILE *iomem = fopen("/proc/iomem", "re");
	unsigned long long start, end;
	char line[256];

	while (iomem && fgets(line, sizeof(line), iomem))
		if (strstr(line, "System RAM") &&
		    sscanf(line, "%llx-%llx", &start, &end) == 2 && end)
			f->memory_end = end + 1;
	if (iomem)
		fclose(iomem);
	if (!f->memory_end)
		f->unknown[DOCTOR_MEMORY] =
			"only root sees the addresses in /proc/iomem";
}

/* Without the list of flags none of these can be told. */
static void gather_no_flags(struct doctor_facts *f)
{
	static const enum doctor_check checks[] = {
		DOCTOR_XSAVE, DOCTOR_FIVE_LEVELS, DOCTOR_CR4, DOCTOR_CLOCK,
	};

	if (has_flag("lm"))
		return;
	for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++)
		f->unknown[checks[i]] = "/proc/cpuinfo cannot be read";
}

static void gather_clock(struct doctor_facts *f)
{
	f->tsc_known = has_flag("tsc") && (file_has(CLOCK_SOURCES, "tsc") ||
					   kmsg_found("tsc: Detected"));
	if (has_flag("tsc") && !f->tsc_known)
		f->unknown[DOCTOR_CLOCK] =
			"the kernel's log is too young to name the rate of the time stamp counter";
}

void facts_gather(struct doctor_facts *f)
{
	memset(f, 0, sizeof(*f));
	f->cpus = (uint32_t)sysconf(_SC_NPROCESSORS_ONLN);
	f->hoisted = is_hoisted();
	gather_cpuid(f);
	gather_msrs(f);
	gather_cr4(f);
	gather_encryption(f);
	gather_memory(f);
	gather_clock(f);
	gather_no_flags(f);
}
