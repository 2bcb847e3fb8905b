// SPDX-License-Identifier: GPL-2.0
/*
 * usage: core-file FILE TEXT
 *
 * What xl dump-core wrote: an ELF file of sections alone, in the format that
 * crash(8) reads. TEXT must be all over the guest's memory.
 */
#define _GNU_SOURCE
#include <elf.h>
#include <err.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "tap.h"
#include "xen/regs.h"
#include "xen/trap.h"
#include "xen/vcpu_context.h"

#define PAGE 4096
#define NOTE_HEADER 0x2000001 /* type of the note with struct header */
#define MAGIC_PV 0xf00febed
#define OFTEN 1000

/* What the header's note says. */
struct header {
	uint64_t magic;
	uint64_t nr_vcpus;
	uint64_t nr_pages;
	uint64_t page_size;
};

struct p2m {
	uint64_t pfn;
	uint64_t mfn;
};

static const char *file;
static uint64_t file_size;

static void file_map(const char *path)
{
	struct stat st;
	int fd = open(path, O_RDONLY);

	if (fd < 0 || fstat(fd, &st))
		err(1, "%s", path);
	file_size = st.st_size;
	file = mmap(NULL, file_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (file == MAP_FAILED)
		err(1, "%s", path);
}

/* Return: where the section is in the file, NULL if nowhere in it. */
static const void *section(const char *name, uint64_t *size)
{
	const Elf64_Ehdr *e = (const void *)file;
	const Elf64_Shdr *s = (const void *)(file + e->e_shoff);
	const char *names = file + s[e->e_shstrndx].sh_offset;
	int i;

	for (i = 0; i < e->e_shnum; i++) {
		if (strcmp(names + s[i].sh_name, name))
			continue;
		*size = s[i].sh_size;
		if (s[i].sh_offset + *size > file_size)
			return NULL;
		return file + s[i].sh_offset;
	}
	return NULL;
}

static const struct header *find_header(void)
{
	uint64_t size, at = 0;
	const char *notes = section(".note.Xen", &size);

	while (notes && at + sizeof(Elf64_Nhdr) < size) {
		const Elf64_Nhdr *n = (const void *)(notes + at);

		at += sizeof(*n) + (n->n_namesz + 3) / 4 * 4;
		if (n->n_type == NOTE_HEADER)
			return (const void *)(notes + at);
		at += (n->n_descsz + 3) / 4 * 4;
	}
	return NULL;
}

static void check_elf(void)
{
	const Elf64_Ehdr *e = (const void *)file;
	const Elf64_Shdr *s = (const void *)(file + e->e_shoff);
	const Elf64_Shdr *names = s + e->e_shstrndx;

	value_is("it is ELF", memcmp(e->e_ident, ELFMAG, SELFMAG), 0);
	if (e->e_shoff + e->e_shnum * sizeof(*s) > file_size ||
	    names->sh_offset + names->sh_size > file_size)
		errx(1, "the file is cut off");
	value_is("of 64 bits", e->e_ident[EI_CLASS], ELFCLASS64);
	value_is("a core file", e->e_type, ET_CORE);
	value_is("of this machine", e->e_machine, EM_X86_64);
}

static void check_registers(const struct header *h)
{
	const struct vcpu_guest_context *c;
	uint64_t size;

	c = section(".xen_prstatus", &size);
	value_is("each vCPU has its registers",
		 c && size == h->nr_vcpus * sizeof(*c), 1);
	if (!c)
		return;
	/* An idle guest is in a hypercall of its kernel. */
	value_is("an address of the kernel in RIP",
		 c->user_regs.rip >> 47, 0x1ffff);
	value_is("a page table in CR3",
		 c->ctrlreg[3] != 0 && c->ctrlreg[3] % PAGE == 0, 1);
}

static void check_p2m(const struct header *h)
{
	uint64_t size, i, ascending = 1;
	const struct p2m *p = section(".xen_p2m", &size);

	value_is("each page has its two numbers",
		 p && size == h->nr_pages * sizeof(*p), 1);
	for (i = 1; p && i < h->nr_pages && p[i].pfn != UINT64_MAX; i++)
		ascending += p[i].pfn > p[i - 1].pfn && p[i].mfn != p[i - 1].mfn;
	value_is("in ascending order", ascending, i);
}

static void check_pages(const struct header *h, const char *text)
{
	uint64_t size, found = 0;
	const char *pages = section(".xen_pages", &size);
	const char *at = pages, *end = pages + size;

	value_is("all pages are there",
		 pages && size == h->nr_pages * h->page_size, 1);
	while (at && at < end) {
		at = memmem(at, end - at, text, strlen(text));
		if (!at)
			break;
		found++;
		at++;
	}
	value_is("with what the guest wrote", found >= OFTEN, 1);
}

int main(int argc, char **argv)
{
	const struct header *h;

	if (argc != 3)
		errx(2, "usage: core-file FILE TEXT");
	file_map(argv[1]);
	check_elf();
	h = find_header();
	value_is("it has a header", !!h, 1);
	if (h) {
		value_is("of a PV guest", h->magic, MAGIC_PV);
		value_is("with pages of 4 KiB", h->page_size, PAGE);
		check_registers(h);
		check_p2m(h);
		check_pages(h, argv[2]);
	}
	return tap_done();
}
