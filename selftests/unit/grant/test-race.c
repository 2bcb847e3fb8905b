// SPDX-License-Identifier: GPL-2.0
/*
 * A guest that changes its entry while the control domain maps it: another
 * thread flips frame, domain and flags at full speed. Whatever a mapping got
 * must be a frame of the guest, held; after the last unmapping nothing is.
 */
#include <pthread.h>

#include "world.h"

#define ROUNDS 20000
#define REF 20

static bool stop;
static mfn_t own, foreign;

static void *flip(void *unused)
{
	struct grant_entry_v1 *e = entry(GUEST, REF);
	u32 n = 1;

	while (!__atomic_load_n(&stop, __ATOMIC_RELAXED)) {
		n = n * 1103515245 + 12345;
		WRITE_ONCE(e->frame, n & 0x10000 ? foreign.n : own.n);
		WRITE_ONCE(e->domid, n & 0x70000 ? CONTROL : OTHER);
		WRITE_ONCE(e->flags, n & 0x180000 ? GTF_permit_access :
				     n & 0x200000 ? GTF_invalid :
						    GTF_permit_access |
							    GTF_readonly);
	}
	return NULL;
}

static void test_flip(void)
{
	struct gnttab_map_grant_ref op;
	unsigned int i, good = 0;
	pthread_t thread;

	world_init();
	own = page(GUEST);
	foreign = page(OTHER);
	grant(GUEST, REF, CONTROL, own, 0);
	pthread_create(&thread, NULL, flip, NULL);
	for (i = 0; i < ROUNDS && !tap_failed(); i++) {
		s64 status = map(GUEST, REF, i & 1 ? RO : RW, &op);

		if (status) {
			yes(status == GNTST_general_error ||
			    status == GNTST_bad_page);
			continue;
		}
		good++;
		is(op.dev_bus_addr, mfn_to_maddr(own));
		is(refs(own), 2);
		is(type_refs(own), !(i & 1));
		is(unmap(op.handle, 0), GNTST_okay);
	}
	__atomic_store_n(&stop, true, __ATOMIC_RELAXED);
	pthread_join(thread, NULL);
	is(refs(own), 1);
	is(refs(foreign), 1);
	is(type_refs(own), 0);
	is(fake_domain(GUEST)->grants.nr_uses, 0);
	yes(good > 0);

	/* The marks are the monitor's again as soon as the guest is quiet. */
	grant(GUEST, REF, CONTROL, own, 0);
	is(map(GUEST, REF, RW, &op), GNTST_okay);
	is(unmap(op.handle, 0), GNTST_okay);
	is(entry(GUEST, REF)->flags, GTF_permit_access);
}

static struct gnttab_map_grant_ref *racing;

static void turn_to_other(void)
{
	static unsigned int copies;

	if (copies++)
		racing->dom = OTHER;
}

static void test_double_fetch(void)
{
	struct gnttab_map_grant_ref op = { .dom = GUEST, .flags = RO };

	world_init();
	own = page(GUEST);
	grant(GUEST, 0, CONTROL, own, 0);
	racing = &op;
	guest_allow(&op, sizeof(op));
	guest_race = turn_to_other;
	is(call(CONTROL, GNTTABOP_map_grant_ref, &op, 1), 0);
	is(op.status, GNTST_okay);
	is(op.dev_bus_addr, mfn_to_maddr(own));
}

int main(void)
{
	tap_run("an entry that changes all the time", test_flip);
	tap_run("arguments are fetched once", test_double_fetch);
	return tap_done();
}
