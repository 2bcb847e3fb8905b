// SPDX-License-Identifier: GPL-2.0
/*
 * Grants through /dev/xen/gntdev: mapped, unmapped, copied, and given back by
 * whatever ends a mapping.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bare.h"
#include "tap.h"
#include "xen/dev-gntdev.h"
#include "xen/grant_setup.h"
#include "xen/hypercall.h"

/* The domain's grants: frames 1, 2 and 3, the last one for reading only. */
#define REF_RW 8
#define REF_RW2 9
#define REF_RO 10
#define REF_UNUSED 11

static struct bare dom;
static int gntdev;
static struct grant_entry_v1 *table;
static unsigned char *frames;

static int setup_table(void)
{
	struct gnttab_setup_table *op = dom.buffer;
	uint64_t *list = (void *)(op + 1);
	int err;

	*op = (struct gnttab_setup_table) {
		.dom = dom.id,
		.nr_frames = 1,
		.frame_list = (uintptr_t)list,
	};
	if (bare_call(&dom, __HYPERVISOR_grant_table_op, GNTTABOP_setup_table,
		      (uintptr_t)op, 1) || op->status)
		return -1;
	table = (void *)bare_window(&dom, 1);
	return table ? bare_map(&dom, table, list, 1, &err) : -1;
}

static void grant(unsigned int ref, int frame, unsigned int flags)
{
	table[ref].domid = 0;
	table[ref].frame = dom.mfn[frame];
	table[ref].flags = GTF_permit_access | flags;
}

static long reserve(unsigned int ref, unsigned int count, uint64_t *index)
{
	struct {
		struct ioctl_gntdev_map_grant_ref head;
		struct ioctl_gntdev_grant_ref more;
	} req = {
		.head = { .count = count, .refs = { { dom.id, ref } } },
		.more = { dom.id, ref + 1 },
	};
	long result = ioctl(gntdev, IOCTL_GNTDEV_MAP_GRANT_REF, &req);

	*index = req.head.index;
	return result;
}

static long release(uint64_t index, unsigned int count)
{
	struct ioctl_gntdev_unmap_grant_ref req = {
		.index = index, .count = count,
	};

	return ioctl(gntdev, IOCTL_GNTDEV_UNMAP_GRANT_REF, &req);
}

static unsigned char *map_at(uint64_t index, unsigned int count, int prot)
{
	void *va = mmap(NULL, count * PAGE, prot, MAP_SHARED, gntdev, index);

	return va == MAP_FAILED ? NULL : va;
}

static int in_use(unsigned int ref)
{
	return __atomic_load_n(&table[ref].flags, __ATOMIC_RELAXED) &
	       (GTF_reading | GTF_writing);
}

static void test_mapping(void)
{
	struct ioctl_gntdev_get_offset_for_vaddr where = { 0 };
	unsigned char *va;
	uint64_t index;

	errno_is("two grants are reserved", reserve(REF_RW, 2, &index), 0);
	value_is("which does not use them", in_use(REF_RW), 0);
	va = map_at(index, 2, PROT_READ | PROT_WRITE);
	value_is("they are mapped", !!va, 1);
	value_is("and in use", in_use(REF_RW), GTF_reading | GTF_writing);
	value_is("they show the frames", va[0] == 0x11 && va[PAGE] == 0x22, 1);
	va[5] = 0x99;
	value_is("and change them", frames[PAGE + 5], 0x99);
	where.vaddr = (uintptr_t)va;
	errno_is("their offset is found",
		 ioctl(gntdev, IOCTL_GNTDEV_GET_OFFSET_FOR_VADDR, &where), 0);
	value_is("and is right", where.offset == index && where.count == 2, 1);
	value_is("a second mapping is refused",
		 !map_at(index, 2, PROT_READ), 1);
	errno_is("the reservation is withdrawn", release(index, 2), 0);
	value_is("the mapping stays", va[5], 0x99);
	munmap(va, PAGE);
	value_is("also in part", in_use(REF_RW2), GTF_reading | GTF_writing);
	munmap(va + PAGE, PAGE);
	value_is("until it is unmapped", in_use(REF_RW) | in_use(REF_RW2), 0);
}

static void test_read_only(void)
{
	unsigned char *va;
	uint64_t index;

	reserve(REF_RO, 1, &index);
	value_is("a read-only grant is not mapped writable",
		 !map_at(index, 1, PROT_READ | PROT_WRITE), 1);
	va = map_at(index, 1, PROT_READ);
	value_is("but read-only", va && va[0] == 0x33, 1);
	value_is("and used so", in_use(REF_RO), GTF_reading);
	errno_is("it does not become writable",
		 mprotect(va, PAGE, PROT_READ | PROT_WRITE), EACCES);
	munmap(va, PAGE);
	release(index, 1);
	errno_is("grants are mapped together or not at all",
		 reserve(REF_RO, 2, &index), 0);
	value_is("an unused reference among them",
		 !map_at(index, 2, PROT_READ), 1);
	value_is("leaves the other one alone", in_use(REF_RO), 0);
	release(index, 2);
}

static void test_process_end(void)
{
	uint64_t index;
	pid_t pid;

	reserve(REF_RW, 1, &index);
	pid = fork();
	if (!pid)
		_exit(!map_at(index, 1, PROT_READ));
	waitpid(pid, NULL, 0);
	value_is("a process' end unmaps", in_use(REF_RW), 0);
	release(index, 1);
}

static long copy(struct ioctl_gntdev_grant_copy_segment *segment, int count)
{
	struct ioctl_gntdev_grant_copy req = {
		.count = count,
		.segments = (uintptr_t)segment,
	};

	return ioctl(gntdev, IOCTL_GNTDEV_GRANT_COPY, &req);
}

static void test_copy(void)
{
	static unsigned char mine[3 * PAGE];
	struct ioctl_gntdev_grant_copy_segment in = {
		.source.foreign = { REF_RO, 16, dom.id },
		.dest.virt = (uintptr_t)mine + PAGE - 100,
		.len = 1000,
		.flags = GNTCOPY_source_gref,
		.status = 77,
	}, out = {
		.source.virt = (uintptr_t)mine + PAGE - 100,
		.dest.foreign = { REF_RW2, 0, dom.id },
		.len = 1000,
		.flags = GNTCOPY_dest_gref,
	}, two[2];

	errno_is("copying nothing is possible", copy(NULL, 0), 0);
	errno_is("a grant is copied across my pages", copy(&in, 1), 0);
	value_is("without error", in.status, GNTST_okay);
	value_is("completely", mine[PAGE - 100] == 0x33 &&
		 mine[PAGE + 899] == 0x33 && !mine[PAGE + 900], 1);
	errno_is("and copied back", copy(&out, 1), 0);
	value_is("without error", out.status, GNTST_okay);
	value_is("completely", frames[2 * PAGE] == 0x33 &&
		 frames[2 * PAGE + 999] == 0x33 &&
		 frames[2 * PAGE + 1000] == 0x22, 1);
	two[0] = in;
	two[0].source.foreign.ref = REF_UNUSED;
	two[1] = in;
	errno_is("one bad reference does not fail the others", copy(two, 2),
		 0);
	value_is("it has a status", two[0].status < 0, 1);
	value_is("the other one is copied", two[1].status, GNTST_okay);
	in.source.foreign.offset = 4000;
	errno_is("a grant ends with its page", copy(&in, 1), EINVAL);
	out.source.virt = 8;
	errno_is("nowhere is no source", copy(&out, 1), EFAULT);
	out.flags = 0;
	errno_is("one's own memory to itself is refused", copy(&out, 1),
		 EINVAL);
	errno_is("segments nowhere", copy((void *)8, 1), EFAULT);
	value_is("no grant is left in use", in_use(REF_RW2) | in_use(REF_RO),
		 0);
}

static void test_notify(void)
{
	struct ioctl_gntdev_unmap_notify notify = {
		.action = UNMAP_NOTIFY_CLEAR_BYTE,
	};
	unsigned char *va;
	uint64_t index;

	reserve(REF_RW, 1, &index);
	notify.index = index + 7;
	errno_is("a byte to clear is named",
		 ioctl(gntdev, IOCTL_GNTDEV_SET_UNMAP_NOTIFY, &notify), 0);
	notify.index = index + PAGE;
	errno_is("but none that is not reserved",
		 ioctl(gntdev, IOCTL_GNTDEV_SET_UNMAP_NOTIFY, &notify),
		 ENOENT);
	va = map_at(index, 1, PROT_READ | PROT_WRITE);
	memset(va, 0xff, PAGE);
	munmap(va, PAGE);
	value_is("unmapping clears it", frames[PAGE + 7], 0);
	value_is("and nothing else", frames[PAGE + 6] + frames[PAGE + 8],
		 0x1fe);
	release(index, 1);
}

static void test_death(void)
{
	unsigned char *va;
	uint64_t index;

	reserve(REF_RW2, 1, &index);
	va = map_at(index, 1, PROT_READ | PROT_WRITE);
	errno_is("the domain is destroyed while a grant is mapped",
		 bare_destroy(&dom), 0);
	value_is("the frame is still seen", va && touch(va, 1) == 0, 1);
	munmap(frames, BARE_FRAMES * PAGE);
	munmap(table, PAGE);
	value_is("the domain lingers", bare_exists(&dom), 1);
	munmap(va, PAGE);
	value_is("then it is gone", bare_exists(&dom), 0);
	value_is("and its grants with it", !map_at(index, 1, PROT_READ), 1);
}

int main(void)
{
	int err[BARE_FRAMES];

	gntdev = open("/dev/xen/gntdev", O_RDWR);
	errno_is("the device opens", gntdev, 0);
	errno_is("a domain with frames", bare_open(&dom) || bare_create(&dom)
		 ? -1 : 0, 0);
	errno_is("its grant table", setup_table(), 0);
	frames = bare_window(&dom, BARE_FRAMES);
	errno_is("its frames", bare_map(&dom, frames, dom.mfn, BARE_FRAMES,
					err), 0);
	memset(frames + PAGE, 0x11, PAGE);
	memset(frames + 2 * PAGE, 0x22, PAGE);
	memset(frames + 3 * PAGE, 0x33, PAGE);
	grant(REF_RW, 1, 0);
	grant(REF_RW2, 2, 0);
	grant(REF_RO, 3, GTF_readonly);
	test_mapping();
	test_read_only();
	test_process_end();
	test_copy();
	test_notify();
	test_death();
	return tap_done();
}
