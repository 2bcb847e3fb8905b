// SPDX-License-Identifier: GPL-2.0
/* CPUID by the instruction, MSRs by /dev/cpu/N/msr (msr(4)). */
#include "processor.h"

#include <cpuid.h>
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <string.h>
#include <unistd.h>

/* Hypervisors have their leaves at multiples of this, from here on. */
#define HYPERVISOR_LEAF 0x40000000u
#define HYPERVISOR_END 0x40010000u
#define HYPERVISOR_STEP 0x100u

struct leaf {
	uint32_t eax, ebx, ecx, edx;
};

/* __get_cpuid() knows which leaves there are. */
static struct leaf leaf_of(uint32_t leaf)
{
	struct leaf l = { 0 };

	__get_cpuid(leaf, &l.eax, &l.ebx, &l.ecx, &l.edx);
	return l;
}

uint32_t cpuid_ecx(uint32_t leaf)
{
	return leaf_of(leaf).ecx;
}

uint32_t cpuid_edx(uint32_t leaf)
{
	return leaf_of(leaf).edx;
}

/* APM vol.3 E.4.17 */
bool cpuid_encryption(void)
{
	return leaf_of(0x8000001f).eax & 3;
}

uint32_t cpuid_kvm_features(void)
{
	struct leaf l;

	if (!(cpuid_ecx(1) & 1u << 31))
		return 0;
	for (uint32_t base = HYPERVISOR_LEAF; base < HYPERVISOR_END;
	     base += HYPERVISOR_STEP) {
		__cpuid(base, l.eax, l.ebx, l.ecx, l.edx);
		if (memcmp(&l.ebx, "KVMKVMKVM\0\0", 12))
			continue;
		__cpuid(base + 1, l.eax, l.ebx, l.ecx, l.edx);
		return l.eax;
	}
	return 0;
}

/* Return: zero or an errno; EIO: there is no such MSR. */
static int msr_read(const char *path, uint32_t msr, uint64_t *value)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n;
	int err;

	if (fd < 0)
		return errno;
	n = pread(fd, value, sizeof(*value), msr);
	err = n < 0 ? errno : n == sizeof(*value) ? 0 : ENODATA;
	close(fd);
	return err;
}

const char *msr_or(uint32_t msr, uint64_t *value)
{
	const char *why = NULL;
	uint64_t one;
	glob_t g;
	int err;

	*value = 0;
	if (glob("/dev/cpu/[0-9]*/msr", 0, NULL, &g))
		return "there is no /dev/cpu/0/msr, and the module msr cannot be loaded";
	for (size_t i = 0; i < g.gl_pathc; i++) {
		err = msr_read(g.gl_pathv[i], msr, &one);
		if (!err)
			*value |= one;
		else if (err == EACCES || err == EPERM)
			why = "only root may read MSRs";
		else if (err != EIO && err != ENXIO)
			why = "an MSR of a processor cannot be read";
	}
	globfree(&g);
	return why;
}
