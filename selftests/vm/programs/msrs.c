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
} msrs[] = {
	{ "APIC_BASE", 0x1b },
	{ "SPEC_CTRL", 0x48 },
	{ "MTRRCAP", 0xfe },
	{ "SYSENTER_CS", 0x174 },
	{ "SYSENTER_ESP", 0x175 },
	{ "SYSENTER_EIP", 0x176 },
	{ "MCG_STATUS", 0x17a },
	{ "MISC_ENABLE", 0x1a0 },
	{ "DEBUGCTL", 0x1d9 },
	{ "MTRR_PHYSBASE0", 0x200 },
	{ "MTRR_PHYSMASK0", 0x201 },
	{ "PAT", 0x277 },
	{ "MTRR_DEF_TYPE", 0x2ff },
	{ "XSS", 0xda0 },
	{ "EFER", 0xc0000080 },
	{ "STAR", 0xc0000081 },
	{ "LSTAR", 0xc0000082 },
	{ "CSTAR", 0xc0000083 },
	{ "SFMASK", 0xc0000084 },
	{ "TSC_AUX", 0xc0000103 },
	{ "SYSCFG", 0xc0010010 },
	{ "VM_CR", 0xc0010114 },
	{ "VM_HSAVE_PA", 0xc0010117 },
};

static void print_processor(int cpu, int fd)
{
	uint64_t value;
	unsigned int i;

	for (i = 0; i < sizeof(msrs) / sizeof(msrs[0]); i++) {
		printf("cpu%d %s ", cpu, msrs[i].name);
		if (pread(fd, &value, sizeof(value), msrs[i].number) ==
		    sizeof(value))
			printf("%#llx\n", (unsigned long long)value);
		else
			printf("absent\n");
	}
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
