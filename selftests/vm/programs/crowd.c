// SPDX-License-Identifier: GPL-2.0
/*
 * crowd IMAGE NUMBER SECONDS: many tiny guests at once, built by Xen's own
 * library as xl does it, but without a store and a console: one second is
 * enough for tens of them. They run for a while, everyone has to get its share
 * of it, and all go again.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define XC_WANT_COMPAT_MAP_FOREIGN_API
#include <xenctrl.h>
#include <xenguest.h>

#include "tap.h"

#define MEMORY_MB 4
#define SHARE 4 /* the most has up to so many times what the least has */

static xc_interface *xch;

/**
 * struct member - a guest
 * @id: its number, zero: it could not be built
 * @count: its page, how far it has counted
 * @counted: ... since it was looked at before
 * @ns: time it had on a processor since then
 */
struct member {
	uint32_t id;
	const unsigned long *count;
	unsigned long counted;
	unsigned long ns;
};

static int domain_create(uint32_t *id)
{
	struct xen_domctl_createdomain config = {
		.max_vcpus = 1,
		.max_evtchn_port = 127,
		.max_grant_frames = 4,
		.max_maptrack_frames = 4,
		.grant_opts = XEN_DOMCTL_GRANT_version(1),
	};

	return xc_domain_create(xch, id, &config) ||
	       xc_domain_max_vcpus(xch, *id, 1) ||
	       xc_domain_setmaxmem(xch, *id, (MEMORY_MB + 1) * 1024);
}

static int image_load(struct xc_dom_image *dom, const char *path, uint32_t id)
{
	dom->container_type = XC_DOM_PV_CONTAINER;
	dom->xenstore_evtchn = xc_evtchn_alloc_unbound(xch, id, 0);
	dom->console_evtchn = xc_evtchn_alloc_unbound(xch, id, 0);
	return xc_dom_kernel_file(dom, path) ||
	       xc_dom_boot_xen_init(dom, xch, id) || xc_dom_parse_image(dom) ||
	       xc_dom_mem_init(dom, MEMORY_MB) || xc_dom_boot_mem_init(dom) ||
	       xc_dom_build_image(dom) || xc_dom_boot_image(dom) ||
	       xc_dom_gnttab_init(dom);
}

static int build(struct member *m, const char *path)
{
	struct xc_dom_image *dom = xc_dom_allocate(xch, "test=count", NULL);
	int err = -1;

	if (!dom || domain_create(&m->id) || image_load(dom, path, m->id))
		goto out;
	m->count = xc_map_foreign_range(xch, m->id, getpagesize(), PROT_READ,
					xc_dom_p2m(dom, dom->xenstore_pfn));
	err = m->count ? 0 : -1;
out:
	if (dom)
		xc_dom_release(dom);
	return err;
}

/* Return: how many could be built. */
static unsigned int build_all(struct member *m, unsigned int n,
			      const char *path)
{
	unsigned int i;

	for (i = 0; i < n; i++) {
		if (build(&m[i], path)) {
			printf("# guest %u: %s\n", i, strerror(errno));
			break;
		}
	}
	return i;
}

static void look(struct member *m)
{
	xc_domaininfo_t info;

	if (xc_domain_getinfolist(xch, m->id, 1, &info) == 1 &&
	    info.domain == m->id)
		m->ns = info.cpu_time - m->ns;
	m->counted = __atomic_load_n(m->count, __ATOMIC_RELAXED) - m->counted;
}

static int by_time(const void *a, const void *b)
{
	const struct member *x = a, *y = b;

	return (x->ns > y->ns) - (x->ns < y->ns);
}

static void judge(struct member *m, unsigned int n)
{
	unsigned int i, counted = 0;
	unsigned long all = 0;

	for (i = 0; i < n; i++) {
		look(&m[i]);
		counted += m[i].counted > 0;
		all += m[i].ns;
	}
	value_is("every guest counts", counted, n);
	qsort(m, n, sizeof(*m), by_time);
	printf("# time of each: %lu to %lu ms, median %lu, sum %lu\n",
	       m[0].ns / 1000000, m[n - 1].ns / 1000000, m[n / 2].ns / 1000000,
	       all / 1000000);
	value_is("each has its share of the processors",
		 m[0].ns * SHARE >= m[n - 1].ns, 1);
}

/* Who destroys them one by one is not to compete with the others. */
static unsigned int destroy_all(struct member *m, unsigned int n)
{
	unsigned int i, gone = 0;

	for (i = 0; i < n; i++)
		xc_domain_pause(xch, m[i].id);
	for (i = 0; i < n; i++) {
		if (m[i].count)
			munmap((void *)m[i].count, getpagesize());
		gone += m[i].id && !xc_domain_destroy(xch, m[i].id);
	}
	return gone;
}

int main(int argc, char **argv)
{
	unsigned int i, n, built, running = 0;
	struct member *m;

	if (argc != 4)
		return EXIT_FAILURE;
	n = atoi(argv[2]);
	m = calloc(n, sizeof(*m));
	xch = xc_interface_open(NULL, NULL, 0);
	if (!m || !xch)
		return EXIT_FAILURE;
	built = build_all(m, n, argv[1]);
	value_is("guests that were built", built, n);
	for (i = 0; i < built; i++)
		running += !xc_domain_unpause(xch, m[i].id);
	value_is("guests that were started", running, built);
	/* The first ones had a start: what all had together counts. */
	for (i = 0; i < built; i++)
		look(&m[i]);
	sleep(atoi(argv[3]));
	judge(m, built);
	value_is("guests that were destroyed", destroy_all(m, n), built);
	xc_interface_close(xch);
	return tap_done();
}
