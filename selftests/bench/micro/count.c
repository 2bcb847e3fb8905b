// SPDX-License-Identifier: GPL-2.0
/*
 * A plugin for QEMU that counts instructions of a hypervisor by address, while
 * micro (main.c) works.
 *
 * -plugin count.so,out=FILE[,profile=FILE][,stays=FILE][,at=ADDRESS...]: for each go of a row
 * FILE has a line with what ran meanwhile in the half of the kernel's addresses
 * that Xen's ABI keeps for hypervisors: instructions, returns to a guest, loads
 * of CR3, INVLPGs, and how often the instruction at each ADDRESS. The second
 * FILE has a line "GO ADDRESS COUNT" for each instruction that ran in a go,
 * which "nm" and a sum make a profile of. The third has a line for each go with
 * the instructions of the longest stay: from one way out of the hypervisor
 * (IRET, SYSRET, VMRUN) to the next; its last line is about all that ran after
 * the last go. For one processor.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plugin.h"

#define HYPERVISOR_FIRST 0xffff800000000000ULL
#define HYPERVISOR_LAST 0xffff87ffffffffffULL

/* The two NOPs of main.c. */
static const unsigned char mark_begin[] = { 0x0f, 0x1f, 0x80,
					    'U',  'P',  'B', 'E' };
static const unsigned char mark_end[] = { 0x0f, 0x1f, 0x80, 'U', 'P', 'E', 'N' };

#define MARK_SIZE sizeof(mark_begin)
#define call_on qemu_plugin_register_vcpu_insn_exec_cb
#define SLOTS (1U << 18)
#define SLOTS_SHIFT (64 - 18)
#define ADDRESSES 8

/* What a line of the first file has. */
enum column {
	COLUMN_ALL,
	COLUMN_RETURN,
	COLUMN_CR3,
	COLUMN_INVLPG,
	COLUMN_AT,
	COLUMNS = COLUMN_AT + ADDRESSES,
};

static uint64_t count[COLUMNS], count_before[COLUMNS];
static uint64_t at[ADDRESSES];
static unsigned int nr_at;

/* An open hash table: instructions of the hypervisor. */
static struct {
	uint64_t address;
	uint64_t count;
	uint64_t before;
} slot[SLOTS];

static unsigned int slots;
static unsigned int go;
static FILE *out, *profile, *stays;
static uint64_t left_at, longest;

int qemu_plugin_version = PLUGIN_VERSION;

static uint64_t *counter_of(uint64_t address)
{
	uint64_t i = address * 0x9e3779b97f4a7c15ULL >> SLOTS_SHIFT;

	while (slot[i].address && slot[i].address != address)
		i = (i + 1) % SLOTS;
	if (!slot[i].address && ++slots > SLOTS / 2) {
		fprintf(stderr, "count: too many instructions\n");
		exit(1);
	}
	slot[i].address = address;
	return &slot[i].count;
}

static void on_leave(unsigned int cpu, void *arg)
{
	uint64_t stay = count[COLUMN_ALL] - left_at;

	(void)cpu;
	(void)arg;
	left_at = count[COLUMN_ALL];
	if (stay > longest)
		longest = stay;
}

static void stay_tell(void)
{
	if (!stays)
		return;
	fprintf(stays, "%llu\n", (unsigned long long)longest);
	fflush(stays);
	longest = 0;
}

static void on_begin(unsigned int cpu, void *arg)
{
	(void)cpu;
	(void)arg;
	for (unsigned int i = 0; profile && i < SLOTS; i++)
		slot[i].before = slot[i].count;
	memcpy(count_before, count, sizeof(count));
	longest = 0;
}

static void on_end(unsigned int cpu, void *arg)
{
	(void)cpu;
	(void)arg;
	for (unsigned int i = 0; i < COLUMN_AT + nr_at; i++)
		fprintf(out, "%s%llu", i ? " " : "",
			(unsigned long long)(count[i] - count_before[i]));
	fprintf(out, "\n");
	fflush(out);
	stay_tell();
	for (unsigned int i = 0; profile && i < SLOTS; i++)
		if (slot[i].count != slot[i].before)
			fprintf(profile, "%u %llx %llu\n", go,
				(unsigned long long)slot[i].address,
				(unsigned long long)(slot[i].count -
						     slot[i].before));
	go++;
}

static void add_one(struct qemu_plugin_insn *insn, uint64_t *counter)
{
	qemu_plugin_register_vcpu_insn_exec_inline(insn, PLUGIN_INLINE_ADD_U64,
						   counter, 1);
}

static int is(const unsigned char *bytes, size_t n, const char *these)
{
	return n >= strlen(these) && !memcmp(bytes, these, strlen(these));
}

static int is_way_out(const unsigned char *bytes, size_t n)
{
	return is(bytes, n, "\x48\xcf") || is(bytes, n, "\x48\x0f\x07") ||
	       is(bytes, n, "\x0f\x01\xd8");
}

static void count_instruction(struct qemu_plugin_insn *insn, uint64_t a)
{
	const unsigned char *bytes = qemu_plugin_insn_data(insn);
	size_t n = qemu_plugin_insn_size(insn);

	add_one(insn, &count[COLUMN_ALL]);
	if (profile)
		add_one(insn, counter_of(a));
	for (unsigned int i = 0; i < nr_at; i++)
		if (at[i] == a)
			add_one(insn, &count[COLUMN_AT + i]);
	if (stays && is_way_out(bytes, n))
		call_on(insn, on_leave, PLUGIN_CB_NO_REGS, NULL);
	if (is(bytes, n, "\x48\xcf") || is(bytes, n, "\x48\x0f\x07"))
		add_one(insn, &count[COLUMN_RETURN]);
	if (n && (bytes[0] & 0xf0) == 0x40) {
		bytes++;
		n--;
	}
	if (n == 3 && is(bytes, n, "\x0f\x22") && (bytes[2] & 0x38) == 0x18)
		add_one(insn, &count[COLUMN_CR3]);
	if (n >= 3 && is(bytes, n, "\x0f\x01") && (bytes[2] & 0x38) == 0x38 &&
	    bytes[2] < 0xc0)
		add_one(insn, &count[COLUMN_INVLPG]);
}

static void on_translate(uint64_t id, struct qemu_plugin_tb *tb)
{
	(void)id;
	for (size_t i = 0; i < qemu_plugin_tb_n_insns(tb); i++) {
		struct qemu_plugin_insn *insn = qemu_plugin_tb_get_insn(tb, i);
		uint64_t a = qemu_plugin_insn_vaddr(insn);
		const void *bytes = qemu_plugin_insn_data(insn);

		if (a >= HYPERVISOR_FIRST && a <= HYPERVISOR_LAST) {
			count_instruction(insn, a);
			continue;
		}
		if (qemu_plugin_insn_size(insn) != MARK_SIZE)
			continue;
		if (!memcmp(bytes, mark_begin, MARK_SIZE))
			call_on(insn, on_begin, PLUGIN_CB_NO_REGS, NULL);
		if (!memcmp(bytes, mark_end, MARK_SIZE))
			call_on(insn, on_end, PLUGIN_CB_NO_REGS, NULL);
	}
}

static void on_exit_of_qemu(uint64_t id, void *arg)
{
	(void)id;
	(void)arg;
	fclose(out);
	if (profile)
		fclose(profile);
	stay_tell();
	if (stays)
		fclose(stays);
}

int qemu_plugin_install(uint64_t id, const void *info, int argc, char **argv)
{
	(void)info;
	for (int i = 0; i < argc; i++) {
		if (!strncmp(argv[i], "out=", 4))
			out = fopen(argv[i] + 4, "w");
		if (!strncmp(argv[i], "profile=", 8))
			profile = fopen(argv[i] + 8, "w");
		if (!strncmp(argv[i], "stays=", 6))
			stays = fopen(argv[i] + 6, "w");
		if (!strncmp(argv[i], "at=", 3) && nr_at < ADDRESSES)
			at[nr_at++] = strtoull(argv[i] + 3, NULL, 16);
	}
	if (!out)
		return 1;
	qemu_plugin_register_vcpu_tb_trans_cb(id, on_translate);
	qemu_plugin_register_atexit_cb(id, on_exit_of_qemu, NULL);
	return 0;
}
