// SPDX-License-Identifier: GPL-2.0
/*
 * bare-domain create: a domain with frames and no vCPU; prints its number.
 * bare-domain destroy NUMBER: the end of it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bare.h"

static int create(struct bare *b)
{
	if (bare_create(b))
		return -1;
	printf("%u\n", b->id);
	return 0;
}

static int destroy(struct bare *b, const char *id)
{
	b->id = atoi(id);
	return bare_destroy(b);
}

int main(int argc, char **argv)
{
	struct bare b;
	int err = -1;

	if (bare_open(&b))
		perror("bare-domain");
	else if (argc == 2 && !strcmp(argv[1], "create"))
		err = create(&b);
	else if (argc == 3 && !strcmp(argv[1], "destroy"))
		err = destroy(&b, argv[2]);
	if (err)
		perror("bare-domain");
	return err ? EXIT_FAILURE : EXIT_SUCCESS;
}
