// SPDX-License-Identifier: GPL-2.0
/*
 * Giving frames back that foreign.c mapped.
 *
 * To hide frames again every processor is interrupted, once for each mapping
 * that goes. A tool that maps one frame after the other, as xl dump-core does,
 * would have that happen for each frame of a guest. So frames of small
 * mappings gather in a list, which is given back as a whole: when it is full,
 * before a tool's next hypercall, and else by the first worker that has time
 * after LATE_MS. Until then they have their references and stay the domain's
 * that they are of.
 *
 * What was mapped writable is given back at once: its domain may use it as a
 * page table next.
 */
#define pr_fmt(fmt) "underpin: " fmt

#include <linux/io.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

#include "foreign_put.h"
#include "loader.h"
#include "m2p.h"

/* A mapping of more frames is worth an interrupt of its own. */
#define LATE_FRAMES 16
#define LATE_MS 10

/* The list that gathers, of a mapping that went; NULL: nothing waits. */
static DEFINE_MUTEX(late_lock);
static struct up_list *late;

static void put_frames(struct up_list *list, bool writable)
{
	struct ldr_call call = {
		.nr = UP_CALL_FOREIGN_PUT,
		.arg = { virt_to_phys(list), writable },
	};
	u64 i;
	long err;

	if (!list->count)
		return;
	err = ldr_hypercall(&call);
	/* Without a monitor there is nobody to give them back to. */
	if (err && err != -ENODEV)
		pr_err("giving back %llu mapped frames failed: %ld\n",
		       list->count, err);
	for (i = 0; i < list->count; i++)
		put_page(pfn_to_page(list->mfn[i]));
}

/* Move the frames in a page of the record to its front. */
static void list_pack(struct up_list *list)
{
	unsigned int i, n = 0;

	for (i = 0; i < UP_LIST_MAX; i++)
		if ((s64)list->mfn[i] >= 0 && !ldr_m2p_put(list->mfn[i]))
			list->mfn[n++] = list->mfn[i];
	list->count = n;
}

static void late_put_locked(void)
{
	if (!late)
		return;
	put_frames(late, false);
	ldr_flush_nested();
	ldr_reclaim();
	free_page((unsigned long)late);
	late = NULL;
}

static void late_work_fn(struct work_struct *unused)
{
	mutex_lock(&late_lock);
	late_put_locked();
	mutex_unlock(&late_lock);
}

static DECLARE_DELAYED_WORK(late_work, late_work_fn);

static void late_add(struct ldr_frames *f)
{
	struct up_list *list = f->list[0];

	if (!list->count)
		return;
	mutex_lock(&late_lock);
	if (late && late->count + list->count > UP_LIST_MAX)
		late_put_locked();
	if (late) {
		memcpy(late->mfn + late->count, list->mfn,
		       list->count * sizeof(*list->mfn));
		late->count += list->count;
	} else {
		late = list;
		f->list[0] = NULL;
		schedule_delayed_work(&late_work, msecs_to_jiffies(LATE_MS));
	}
	mutex_unlock(&late_lock);
}

void ldr_foreign_release(struct ldr_frames *f)
{
	unsigned long i, lists = DIV_ROUND_UP(f->nr, UP_LIST_MAX);

	if (!f->list)
		goto out;
	for (i = 0; i < lists; i++)
		list_pack(f->list[i]);
	if (!f->writable && f->nr <= LATE_FRAMES) {
		late_add(f);
	} else {
		for (i = 0; i < lists; i++)
			put_frames(f->list[i], f->writable);
		ldr_flush_nested();
		ldr_reclaim();
	}
	ldr_frames_room_free(f);
out:
	kfree(f);
}

void ldr_foreign_put_late(void)
{
	if (READ_ONCE(late))
		late_work_fn(NULL);
}

void ldr_foreign_exit(void)
{
	cancel_delayed_work_sync(&late_work);
	ldr_foreign_put_late();
}
