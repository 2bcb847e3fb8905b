// SPDX-License-Identifier: GPL-2.0
/*
 * Print what can be seen of each processor's state from user space: the
 * model-specific registers that a hoist could leave changed. Two such lists,
 * taken natively before a hoist and after the drop, have to be equal. Needs
 * Linux's msr module.
 *
 * Not here: FS base, GS base and KERNEL_GS_BASE (a process's own), the TSC and
 * performance counters (they count), the APIC's timer.
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <unistd.h>

static const struct {
	const char *name;
	uint32_t number;
	unsigned int count, stride;
} msrs[] = {
	{ "APIC_BASE", 0x1b, 1, 0 },
	{ "TSC_ADJUST", 0x3b, 1, 0 },
	{ "SPEC_CTRL", 0x48, 1, 0 },
	{ "PATCH_LEVEL", 0x8b, 1, 0 },
	{ "MTRRCAP", 0xfe, 1, 0 },
	{ "SYSENTER_CS", 0x174, 1, 0 },
	{ "SYSENTER_ESP", 0x175, 1, 0 },
	{ "SYSENTER_EIP", 0x176, 1, 0 },
	{ "MCG_", 0x179, 3, 1 },
	{ "MISC_ENABLE", 0x1a0, 1, 0 },
	{ "DEBUGCTL", 0x1d9, 1, 0 },
	{ "MTRR_PHYS", 0x200, 20, 1 },
	{ "MTRR_FIX64K", 0x250, 1, 0 },
	{ "MTRR_FIX16K_", 0x258, 2, 1 },
	{ "MTRR_FIX4K_", 0x268, 8, 1 },
	{ "PAT", 0x277, 1, 0 },
	{ "MTRR_DEF_TYPE", 0x2ff, 1, 0 },
	{ "MC_CTL", 0x400, 32, 4 },
	{ "MC_STATUS", 0x401, 32, 4 },
	{ "CET", 0x6a0, 9, 1 },
	{ "XSS", 0xda0, 1, 0 },
	{ "EFER", 0xc0000080, 1, 0 },
	{ "STAR", 0xc0000081, 1, 0 },
	{ "LSTAR", 0xc0000082, 1, 0 },
	{ "CSTAR", 0xc0000083, 1, 0 },
	{ "SFMASK", 0xc0000084, 1, 0 },
	{ "TSC_AUX", 0xc0000103, 1, 0 },
	{ "TSC_RATIO", 0xc0000104, 1, 0 },
	{ "SMCA", 0xc0002000, 32, 1 },
	{ "SYSCFG", 0xc0010010, 1, 0 },
	{ "HWCR", 0xc0010015, 1, 0 },
	{ "IORR", 0xc0010016, 4, 1 },
	{ "TOP_MEM", 0xc001001a, 2, 3 },
	{ "MC_CTL_MASK", 0xc0010044, 8, 1 },
	{ "VM_CR", 0xc0010114, 1, 0 },
	{ "VM_HSAVE_PA", 0xc0010117, 1, 0 },
	{ "OSVW", 0xc0010140, 2, 1 },
	{ "CFG", 0xc0011020, 16, 1 },
	{ "IBS_CONTROL", 0xc001103a, 1, 0 },
};

static void print_msr(int cpu, int fd, unsigned int row, unsigned int n)
{
	uint32_t number = msrs[row].number + n * msrs[row].stride;
	uint64_t value;

	printf("cpu%d %s", cpu, msrs[row].name);
	if (msrs[row].count > 1)
		printf("%u", n);
	if (pread(fd, &value, sizeof(value), number) == sizeof(value))
		printf(" %#llx\n", (unsigned long long)value);
	else
		printf(" absent\n");
}

static void print_processor(int cpu, int fd)
{
	unsigned int row, n;

	for (row = 0; row < sizeof(msrs) / sizeof(msrs[0]); row++)
		for (n = 0; n < msrs[row].count; n++)
			print_msr(cpu, fd, row, n);
}

int main(void)
{
	char path[32];
	int cpu, fd;

	for (cpu = 0; ; cpu++) {
		snprintf(path, sizeof(path), "/dev/cpu/%d/msr", cpu);
		fd = open(path, O_RDONLY);
		if (fd < 0)
			break;
		print_processor(cpu, fd);
		close(fd);
	}
	return cpu == 0;
}
