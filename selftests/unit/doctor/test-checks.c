// SPDX-License-Identifier: GPL-2.0
/*
 * Each check passes on a machine that can be hoisted, refuses as soon as its
 * own fact is changed, with its errno, its words and its way out, and is the
 * only one to do so; a fact that is unknown is neither.
 */
#include <errno.h>
#include <string.h>

#include "control.h"
#include "doctor/checks.h"
#include "tap.h"

static struct doctor_facts facts;
static struct doctor_result result;

/* A server that runs Linux 6.1: CR4 and EFER are those of the demo machine. */
static void good_machine(void)
{
	facts = (struct doctor_facts){
		.svm = true,
		.npt = true,
		.gbpages = true,
		.xsave = true,
		.apic = true,
		.can_demote = true,
		.tsc_known = true,
		.cpus = 2,
		.vm_cr = 0x8, /* LOCK alone forbids nothing */
		.cr4 = 0x3506f0,
		.efer = 0xd01,
		.memory_end = 2ULL << 30,
	};
}

static int refusals(void)
{
	int n = 0;

	for (int i = 0; i < DOCTOR_CHECKS; i++) {
		struct doctor_result r;

		doctor_judge(i, &facts, &r);
		n += r.verdict == DOCTOR_REFUSED;
	}
	return n;
}

/* Only @check refuses the machine at hand. */
static void refused(enum doctor_check check, int error, const char *found,
		    const char *advice)
{
	doctor_judge(check, &facts, &result);
	is(result.verdict, DOCTOR_REFUSED);
	is(result.error, -error);
	yes(strstr(result.found, found));
	is(!result.advice, !advice);
	if (advice)
		yes(strstr(result.advice, advice));
	is(refusals(), 1);
}

static void test_good(void)
{
	good_machine();
	for (int i = 0; i < DOCTOR_CHECKS; i++) {
		doctor_judge(i, &facts, &result);
		is(result.verdict, DOCTOR_OK);
		is(result.error, 0);
		yes(!result.advice);
		yes(result.found[0]);
	}
}

static void test_extension(void)
{
	good_machine();
	facts.svm = false;
	refused(DOCTOR_EXTENSION, EOPNOTSUPP, "neither SVM nor VMX",
		"CPU model with svm");
	facts.vmx = true;
	is(refusals(), 0);
	facts.can_demote = false;
	refused(DOCTOR_BACKEND, EOPNOTSUPP, "with SVM only", NULL);
}

static void test_firmware(void)
{
	good_machine();
	facts.vm_cr = 0x10;
	refused(DOCTOR_FIRMWARE, EACCES, "disabled by the firmware",
		"SVM Mode");
	facts.vm_cr = 0x18;
	refused(DOCTOR_FIRMWARE, EACCES, "disabled by the firmware",
		"SVM Mode");
	facts.vm_cr = 0x0f;
	is(refusals(), 0);
}

static void test_paging(void)
{
	good_machine();
	facts.npt = false;
	refused(DOCTOR_NESTED_PAGING, EOPNOTSUPP, "no nested paging", NULL);
	good_machine();
	facts.gbpages = false;
	refused(DOCTOR_LARGE_PAGES, EOPNOTSUPP, "pdpe1gb", NULL);
	good_machine();
	facts.five_levels = true;
	is(refusals(), 0);
	doctor_judge(DOCTOR_FIVE_LEVELS, &facts, &result);
	yes(strstr(result.found, "five levels"));
	good_machine();
	facts.encrypted = true;
	refused(DOCTOR_ENCRYPTION, EOPNOTSUPP, "encrypted", "mem_encrypt=off");
}

static void test_linux(void)
{
	good_machine();
	facts.xsave = false;
	refused(DOCTOR_XSAVE, EOPNOTSUPP, "no XSAVE", NULL);
	good_machine();
	facts.apic = false;
	refused(DOCTOR_APIC, EOPNOTSUPP, "no local APIC", "without nolapic");
}

static void test_other_hypervisors(void)
{
	good_machine();
	facts.kvm_features = 0x01007efb;
	refused(DOCTOR_KVM_CALLS, EOPNOTSUPP, "kvm-pv-unhalt", "nopv");
	/* Clocks, page faults by exception and EOI make no calls. */
	facts.kvm_features = 0x0100005b;
	is(refusals(), 0);
	for (unsigned int bit = 0; bit < 32; bit++)
		is(doctor_kvm_calls(1u << bit),
		   bit == 7 || bit == 11 || bit == 13);

	good_machine();
	facts.efer |= 0x1000;
	refused(DOCTOR_IN_USE, EBUSY, "another hypervisor", "rmmod kvm_amd");
	facts.hoisted = true;
	is(refusals(), 0);
}

/* CR4 and EFER: every bit is either carried or refused. */
static void test_bits(void)
{
	const uint64_t cr4 = 0x771fff, efer = 0x204d01;
	uint64_t bit;

	for (bit = 1; bit; bit <<= 1) {
		good_machine();
		facts.cr4 |= bit;
		if (cr4 & bit)
			is(refusals(), 0);
		else
			refused(DOCTOR_CR4, EOPNOTSUPP, "CR4 0x", NULL);
		good_machine();
		facts.efer |= bit;
		if (efer & bit)
			is(refusals(), 0);
		else if (bit != 0x1000)
			refused(DOCTOR_EFER, EOPNOTSUPP, "EFER 0x", NULL);
	}
	good_machine();
	facts.cr4 |= 0x80800000;
	refused(DOCTOR_CR4, EOPNOTSUPP, "CR4 0x80800000", NULL);
}

static void test_sizes(void)
{
	good_machine();
	facts.cpus = UP_MAX_CPUS;
	facts.memory_end = UP_DIRECT_SIZE;
	is(refusals(), 0);
	facts.cpus++;
	refused(DOCTOR_CPUS, E2BIG, "65 processors are online, at most 64",
		"offline");
	good_machine();
	facts.memory_end = UP_DIRECT_SIZE + 1;
	refused(DOCTOR_MEMORY, E2BIG, "beyond 4 TiB", "mem=4T");
	good_machine();
	facts.tsc_known = false;
	refused(DOCTOR_CLOCK, EOPNOTSUPP, "time stamp counter", NULL);
}

/* Whatever the facts are: no verdict, and the reason in place of the finding. */
static void test_unknown(void)
{
	memset(&facts, 0xff, sizeof(facts));
	for (int i = 0; i < DOCTOR_CHECKS; i++)
		facts.unknown[i] = "only root may read it";
	for (int i = 0; i < DOCTOR_CHECKS; i++) {
		doctor_judge(i, &facts, &result);
		is(result.verdict, DOCTOR_UNKNOWN);
		is(result.error, 0);
		yes(!strcmp(result.found, "only root may read it"));
	}
}

static void test_names(void)
{
	for (int i = 0; i < DOCTOR_CHECKS; i++)
		for (int j = 0; j < i; j++)
			yes(strcmp(doctor_name(i), doctor_name(j)));
}

int main(void)
{
	tap_run("a machine that can be hoisted", test_good);
	tap_run("no extension, or another one", test_extension);
	tap_run("the firmware disabled SVM", test_firmware);
	tap_run("what paging must and must not have", test_paging);
	tap_run("what Linux must use", test_linux);
	tap_run("KVM beneath and beside Linux", test_other_hypervisors);
	tap_run("each bit of CR4 and EFER", test_bits);
	tap_run("processors, memory, clock", test_sizes);
	tap_run("an unknown fact is no verdict", test_unknown);
	tap_run("names are unique", test_names);
	return tap_done();
}
