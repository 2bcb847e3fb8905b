// SPDX-License-Identifier: GPL-2.0
/*
 * Versions and size of a table: the operations that guests and the toolstack
 * use to set it up, with each of their errors.
 */
#include <string.h>

#include "world.h"

static s64 setup(u16 caller, u16 dom, u32 n, u64 *list)
{
	struct gnttab_setup_table op = { .dom = dom, .nr_frames = n };
	s64 err;

	guest_forbid_all();
	guest_allow(&op, sizeof(op));
	op.frame_list = list ? guest_allow(list, n * sizeof(*list)).a : 8;
	err = call(caller, GNTTABOP_setup_table, &op, 1);
	return err ? err : op.status;
}

static s64 query(u16 caller, u16 dom, struct gnttab_query_size *op)
{
	s64 err;

	op->dom = dom;
	err = call_with(caller, GNTTABOP_query_size, op, 1, sizeof(*op));
	return err ? err : op->status;
}

static void test_versions(void)
{
	struct gnttab_set_version set = { 1 };
	struct gnttab_get_version get = { .dom = DOMID_SELF };

	world_init();
	is(call_with(GUEST, GNTTABOP_set_version, &set, 1, sizeof(set)), 0);
	is(set.version, 1);
	fake_domain(GUEST)->grants.max_version = 1;
	set.version = 2;
	is(call_with(GUEST, GNTTABOP_set_version, &set, 1, sizeof(set)),
	   -XEN_ENOSYS);
	is(set.version, 1);
	set.version = 3;
	is(call_with(GUEST, GNTTABOP_set_version, &set, 1, sizeof(set)),
	   -XEN_EINVAL);
	is(call_with(GUEST, GNTTABOP_get_version, &get, 1, sizeof(get)), 0);
	is(get.version, 1);
	get.dom = OTHER;
	is(call_with(GUEST, GNTTABOP_get_version, &get, 1, sizeof(get)),
	   -XEN_EPERM);
	is(call_with(CONTROL, GNTTABOP_get_version, &get, 1, sizeof(get)), 0);
	get.dom = NOBODY;
	is(call_with(CONTROL, GNTTABOP_get_version, &get, 1, sizeof(get)),
	   -XEN_ESRCH);
}

static void test_setup(void)
{
	struct domain *d = fake_domain(GUEST);
	u64 list[4] = { 0 };
	int i;

	world_init();
	is(setup(GUEST, DOMID_SELF, 1, list), GNTST_okay);
	is(list[0], frame_mfn(d->grants.table->shared[0]).n);
	is(d->grants.nr_frames, 1);
	is(setup(GUEST, GUEST, 4, list), GNTST_okay);
	is(d->grants.nr_frames, 4);
	is(d->nr_xen_frames, 4);
	is(d->tot_pages, 0);
	for (i = 0; i < 4; i++) {
		struct frame *f = frame_lookup(mfn(list[i]));

		is(f->owner, GUEST);
		yes(f->flags & FRAME_XEN);
	}
	is(setup(GUEST, DOMID_SELF, 2, list), GNTST_okay);
	is(setup(GUEST, DOMID_SELF, 0, NULL), GNTST_okay);
	is(d->grants.nr_frames, 4);

	/* The domain builder seeds the first two entries this way. */
	is(setup(CONTROL, GUEST, 1, list), GNTST_okay);
	is(list[0], frame_mfn(d->grants.table->shared[0]).n);
	is(d->refs, 1);
}

static void test_setup_errors(void)
{
	u64 list[DOMAIN_GRANT_FRAMES + 1];

	world_init();
	is(setup(GUEST, DOMID_SELF, DOMAIN_GRANT_FRAMES + 1, list),
	   GNTST_general_error);
	is(setup(GUEST, DOMID_SELF, UINT32_MAX, NULL), GNTST_general_error);
	is(setup(GUEST, OTHER, 1, list), GNTST_permission_denied);
	is(setup(CONTROL, NOBODY, 1, list), GNTST_bad_domain);
	is(setup(CONTROL, DOMID_SELF, 1, list), GNTST_general_error);
	is(setup(GUEST, DOMID_SELF, 1, NULL), GNTST_bad_virt_addr);
	is(setup(GUEST, DOMID_SELF, DOMAIN_GRANT_FRAMES, list), GNTST_okay);
	fake_domain(OTHER)->life = DOMAIN_DYING;
	is(setup(OTHER, DOMID_SELF, 2, list), GNTST_general_error);
}

/* The frames that could be had are kept; the same call gets the others. */
static void test_setup_no_frames(void)
{
	struct gnttab_setup_table op = { .dom = GUEST, .nr_frames = 8 };
	u64 list[8];
	struct hypercall hc = {
		.d = fake_domain(CONTROL),
		.arg = { GNTTABOP_setup_table, guest_allow(&op, sizeof(op)).a,
			 1 },
	};

	world_init();
	op.frame_list = guest_allow(list, sizeof(list)).a;
	while (frames_free() > 3)
		page(OTHER);
	is(hc_grant_table_op(&hc), HC_NEED_FRAMES);
	is(hc.frames_wanted, 4);
	is(fake_domain(GUEST)->grants.nr_frames, 4);
	is(frame_donate(arena_mfn(300)), 0);
	is(frame_donate(arena_mfn(301)), 0);
	is(frame_donate(arena_mfn(302)), 0);
	is(frame_donate(arena_mfn(303)), 0);
	frames_admit();
	is(hc_grant_table_op(&hc), 0);
	is(op.status, GNTST_okay);
	is(fake_domain(GUEST)->grants.nr_frames, 8);
}

static void test_query(void)
{
	struct gnttab_query_size op;

	world_init();
	is(query(GUEST, DOMID_SELF, &op), GNTST_okay);
	is(op.nr_frames, 1);
	is(op.max_nr_frames, DOMAIN_GRANT_FRAMES);
	is(query(GUEST, OTHER, &op), GNTST_permission_denied);
	is(query(CONTROL, OTHER, &op), GNTST_okay);
	is(query(CONTROL, NOBODY, &op), GNTST_bad_domain);
	is(query(CONTROL, DOMID_SELF, &op), GNTST_okay);
	is(op.nr_frames, 0);
	is(op.max_nr_frames, 0);
}

static void test_limits(void)
{
	struct xen_domctl_createdomain c = { .max_grant_frames = -1,
					     .max_maptrack_frames = -1,
					     .grant_opts = 1 };
	struct domain *d = fake_domain(GUEST);

	yes(gt_config_ok(&c));
	gt_domain_init(d, &c);
	is(d->grants.max_frames, DOMAIN_GRANT_FRAMES);
	is(d->grants.max_version, 1);
	is(d->grants.maps.max_pages, DOMAIN_MAPTRACK_PAGES);
	c.max_grant_frames = 5;
	c.max_maptrack_frames = 0;
	c.grant_opts = 2;
	yes(gt_config_ok(&c));
	gt_domain_init(d, &c);
	is(d->grants.max_frames, 5);
	is(d->grants.max_version, 2);
	is(d->grants.maps.max_pages, 0);
	c.grant_opts = 3;
	yes(!gt_config_ok(&c));
	c.grant_opts = 1;
	c.max_grant_frames = 0;
	yes(!gt_config_ok(&c));
	c.max_grant_frames = DOMAIN_GRANT_FRAMES + 1;
	yes(!gt_config_ok(&c));
	c.max_grant_frames = 1;
	c.max_maptrack_frames = DOMAIN_MAPTRACK_PAGES + 1;
	yes(!gt_config_ok(&c));
	c.max_maptrack_frames = 1;
	c.grant_opts = 0;
	yes(gt_config_ok(&c));
	gt_domain_init(d, &c);
	is(d->grants.max_frames, 0);
}

static void test_calls(void)
{
	static u64 zero[8];
	u32 cmd;

	world_init();
	is(call_with(GUEST, GNTTABOP_query_size, zero, 0, 64), -XEN_EINVAL);
	is(call_with(GUEST, GNTTABOP_setup_table, zero, 2, 64), -XEN_EINVAL);
	is(call_with(GUEST, GNTTABOP_copy, zero, -1, 64), -XEN_EINVAL);
	is(call_with(GUEST, GNTTABOP_copy, zero, 1u << 31, 64), -XEN_EINVAL);
	is(call_with(GUEST, GNTTABOP_copy, zero, 0, 64), 0);
	is(call_with(GUEST, GNTTABOP_dump_table, zero, 1, 64), -XEN_ENOSYS);
	is(call_with(GUEST, GNTTABOP_cache_flush, zero, 1, 64), -XEN_ENOSYS);
	is(call_with(GUEST, GNTTABOP_cache_flush + 1, zero, 1, 64),
	   -XEN_ENOSYS);
	is(call_with(GUEST, 0xfff, zero, 1, 64), -XEN_ENOSYS);
	is(call_with(GUEST, 0x1000 | GNTTABOP_copy, zero, 1, 64),
	   -XEN_EINVAL);
	for (cmd = 0; cmd <= GNTTABOP_cache_flush; cmd++) {
		s64 rc = call(GUEST, cmd, (void *)8, 1);

		yes(rc == -XEN_EFAULT || rc == -XEN_ENOSYS);
	}
}

static void test_unwritable(void)
{
	static const struct gnttab_setup_table setup_op = { .dom = NOBODY };
	static const struct gnttab_query_size query_op = { .dom = GUEST };
	static const struct gnttab_get_version get_op = { .dom = GUEST };
	static const struct gnttab_set_version set_op = { .version = 1 };

	world_init();
	guest_allow_read(&setup_op, sizeof(setup_op));
	guest_allow_read(&query_op, sizeof(query_op));
	guest_allow_read(&get_op, sizeof(get_op));
	guest_allow_read(&set_op, sizeof(set_op));
	is(call(GUEST, GNTTABOP_setup_table, (void *)&setup_op, 1),
	   -XEN_EFAULT);
	is(call(GUEST, GNTTABOP_query_size, (void *)&query_op, 1),
	   -XEN_EFAULT);
	is(call(GUEST, GNTTABOP_get_version, (void *)&get_op, 1),
	   -XEN_EFAULT);
	is(call(GUEST, GNTTABOP_set_version, (void *)&set_op, 1),
	   -XEN_EFAULT);
}

static void test_destroy(void)
{
	struct domain *d = fake_domain(GUEST);
	u64 before;

	world_init();
	before = frames_free();
	spin_lock(&d->lock);
	is(gt_grow(d, 20), 0);
	is(gt_domain_destroy(d), 0);
	is(gt_domain_destroy(d), 0);
	spin_unlock(&d->lock);
	is(frames_free(), before + 1);
	is(d->nr_xen_frames, 0);
	is(d->grants.nr_frames, 0);
}

int main(void)
{
	tap_run("versions", test_versions);
	tap_run("setup_table", test_setup);
	tap_run("setup_table errors", test_setup_errors);
	tap_run("setup_table without frames", test_setup_no_frames);
	tap_run("query_size", test_query);
	tap_run("limits at creation", test_limits);
	tap_run("numbers, counts and pointers of the call", test_calls);
	tap_run("answers that cannot be written", test_unwritable);
	tap_run("destruction frees the table", test_destroy);
	return tap_done();
}
