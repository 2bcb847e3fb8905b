// SPDX-License-Identifier: GPL-2.0
/*
 * Frames of a domain mapped through /dev/xen/privcmd: what is seen of them,
 * and that they stay the domain's until the last mapping is gone, however it
 * goes: in parts, with its process, after the domain.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bare.h"
#include "tap.h"
#include "xen/dev-privcmd.h"
#include "xen/memory.h"

static struct bare dom;

static unsigned char *map_all(void)
{
	unsigned char *va = bare_window(&dom, BARE_FRAMES);
	int err[BARE_FRAMES];

	if (!va || bare_map(&dom, va, dom.mfn, BARE_FRAMES, err))
		return NULL;
	return va;
}

static void test_contents(void)
{
	unsigned char *one = map_all();
	unsigned char *two = map_all();
	int i, same = 0;

	value_is("all frames are mapped", one && two, 1);
	for (i = 0; i < BARE_FRAMES; i++)
		memset(one + i * PAGE, 0x40 + i, PAGE);
	for (i = 0; i < BARE_FRAMES; i++)
		same += !memcmp(one + i * PAGE, two + i * PAGE, PAGE);
	value_is("twice the same", same, BARE_FRAMES);
	errno_is("one mapping goes", munmap(one, BARE_FRAMES * PAGE), 0);
	value_is("the other one stays", two[PAGE], 0x41);
	munmap(two, BARE_FRAMES * PAGE);
}

static void test_batches(void)
{
	unsigned char *va = bare_window(&dom, 3);
	uint64_t mfn[3] = { dom.mfn[0], 0, dom.mfn[2] };
	int err[3] = { 1, 1, 1 };

	value_is("nothing is there before the first batch", touch(va, 0),
		 SIGBUS);
	errno_is("the first batch has to cover the window",
		 bare_map(&dom, va, mfn, 2, err), EINVAL);
	errno_is("one wrong frame does not fail the batch",
		 bare_map(&dom, va, mfn, 3, err), 0);
	value_is("the right ones have no error", err[0] || err[2], 0);
	value_is("the wrong one has", err[1], -EINVAL);
	value_is("the right ones are there",
		 touch(va, 1) || touch(va + 2 * PAGE, 1), 0);
	value_is("the wrong one is not", touch(va + PAGE, 0), SIGBUS);
	errno_is("what is mapped is not mapped over",
		 bare_map(&dom, va, dom.mfn, 3, err), EINVAL);
	errno_is("a hole is filled",
		 bare_map(&dom, va + PAGE, dom.mfn + 1, 1, err), 0);
	value_is("with what is asked for", va[PAGE], 0x41);
	munmap(va, 3 * PAGE);
}

static void test_parts(void)
{
	unsigned char *va = map_all();
	int err;

	touch(va + PAGE, 0);
	errno_is("a page in the middle is unmapped",
		 munmap(va + 2 * PAGE, PAGE), 0);
	value_is("it is gone", touch(va + 2 * PAGE, 0), SIGSEGV);
	value_is("its neighbours are not", va[PAGE] == 0x41 &&
		 va[3 * PAGE] == 0x43, 1);
	errno_is("a page is made read-only",
		 mprotect(va + 4 * PAGE, PAGE, PROT_READ), 0);
	value_is("it is not written", touch(va + 4 * PAGE, 1), SIGSEGV);
	value_is("but read", va[4 * PAGE], 0x44);
	value_is("a part is not moved", mremap(va, PAGE, PAGE, MREMAP_MAYMOVE |
		 MREMAP_FIXED, va + 2 * PAGE) == MAP_FAILED, 1);
	value_is("nor made larger",
		 mremap(va, PAGE, 2 * PAGE, MREMAP_MAYMOVE) == MAP_FAILED, 1);
	value_is("and is still there", touch(va, 1), 0);
	errno_is("a part is not mapped over",
		 bare_map(&dom, va + 5 * PAGE, dom.mfn, 1, &err), EINVAL);
	munmap(va, BARE_FRAMES * PAGE);
	value_is("a private mapping is refused",
		 mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, dom.privcmd, 0) ==
		 MAP_FAILED, 1);
}

/* Run @fn in a child process; its exit status. */
static int in_child(int (*fn)(unsigned char *), unsigned char *va)
{
	int status = -1;
	pid_t pid = fork();

	if (!pid)
		_exit(fn(va));
	waitpid(pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static int child_touches(unsigned char *va)
{
	return touch(va, 0);
}

static int child_maps(unsigned char *va)
{
	va = map_all();
	/* Ends with its mapping in place. */
	return va ? touch(va, 1) : -1;
}

static void test_processes(void)
{
	unsigned char *va = map_all();

	value_is("a child does not inherit the mapping",
		 in_child(child_touches, va), SIGSEGV);
	value_is("nor does its end take it away", touch(va, 1), 0);
	value_is("a child maps for itself and ends",
		 in_child(child_maps, NULL), 0);
	value_is("the parent's is still there", touch(va, 1), 0);
	munmap(va, BARE_FRAMES * PAGE);
}

/* Frames of the grant table, by IOCTL_PRIVCMD_MMAP_RESOURCE. */
static long map_table(unsigned char *va, uint32_t idx, uint64_t n)
{
	struct privcmd_mmap_resource r = {
		.dom = dom.id,
		.type = XENMEM_resource_grant_table,
		.id = XENMEM_resource_grant_table_id_shared,
		.idx = idx,
		.num = n,
		.addr = (uintptr_t)va,
	};
	long result = ioctl(dom.privcmd, IOCTL_PRIVCMD_MMAP_RESOURCE, &r);

	return result ? result : (long)r.num;
}

static void test_grant_table(void)
{
	long size = map_table(NULL, 0, 0);
	unsigned char *one = bare_window(&dom, 3);
	unsigned char *two = bare_window(&dom, 1);

	value_is("a grant table has a size", size > 0, 1);
	errno_is("there is no frame beyond it", map_table(one, size - 2, 3),
		 EINVAL);
	value_is("three frames of it are mapped", map_table(one, 0, 3), 3);
	value_is("the last of them once more", map_table(two, 2, 1), 1);
	one[2 * PAGE + 5] = 0x77;
	value_is("both are the same", two[5], 0x77);
	value_is("the others are not", one[PAGE + 5], 0);
	errno_is("what is mapped is not mapped over", map_table(two, 2, 1),
		 EINVAL);
	munmap(one, 3 * PAGE);
	munmap(two, PAGE);
}

static void test_death(void)
{
	unsigned char *va = map_all();
	int err;

	errno_is("the domain is destroyed while mapped", bare_destroy(&dom),
		 0);
	value_is("it lingers", bare_exists(&dom), 1);
	value_is("its frames are still seen", va[5 * PAGE], 0x45);
	munmap(va, PAGE);
	value_is("also while a part is mapped", touch(va + 5 * PAGE, 1), 0);
	munmap(va, BARE_FRAMES * PAGE);
	value_is("then it is gone", bare_exists(&dom), 0);
	va = bare_window(&dom, 1);
	errno_is("and cannot be mapped", bare_map(&dom, va, dom.mfn, 1, &err),
		 ESRCH);
}

int main(void)
{
	errno_is("the devices open", bare_open(&dom), 0);
	errno_is("a domain with frames", bare_create(&dom), 0);
	test_contents();
	test_batches();
	test_parts();
	test_processes();
	test_grant_table();
	test_death();
	return tap_done();
}
