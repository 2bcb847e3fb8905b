/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the files of the command owe each other. Each subcommand is a file with
 * one function, which gets the options and returns the exit status.
 */
#ifndef UNDERPIN_COMMAND_H
#define UNDERPIN_COMMAND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define STATUS_DIR "/sys/kernel/underpin/"

/** enum command_status - exit statuses */
enum command_status {
	STATUS_OK,
	STATUS_FAILED,
	STATUS_USAGE,
	STATUS_UNKNOWN, /* doctor: no obstacle, but not everything is known */
};

/**
 * struct options - of the command line
 * @module: file to load; NULL: the one of the running kernel
 * @help: print the usage and do nothing
 */
struct options {
	const char *module;
	bool help;
	bool json;
	bool follow;
};

int command_doctor(const struct options *opt);
int command_hoist(const struct options *opt);
int command_drop(const struct options *opt);
int command_status(const struct options *opt);
int command_log(const struct options *opt);
int command_selftest(const struct options *opt);

/* files.c */

/** file_read() - first line of a file, without its end; false: errno says why */
bool file_read(const char *path, char *buf, size_t size);

/** file_has() - does any line of a file contain @text? */
bool file_has(const char *path, const char *text);

/** status_number() - value of a file below STATUS_DIR; -1: cannot be read */
int64_t status_number(const char *name);

/**
 * status_state() - "native" when the module is not there; static memory
 *
 * "unknown" when /sys does not tell.
 */
const char *status_state(void);

/** is_hoisted() - status_state() is "hoisted" */
bool is_hoisted(void);

/* kmsg.c */

/**
 * kmsg_open() - the kernel's log, at its start or behind its end
 *
 * Return: a descriptor that does not block, or -1.
 */
int kmsg_open(bool at_end);

/**
 * kmsg_next() - the next record's text
 * @when_us: its time since boot, or NULL
 *
 * Return: true; false when there is none left, errno EAGAIN then.
 */
bool kmsg_next(int fd, char *text, size_t size, uint64_t *when_us);

/** kmsg_found() - is there a record that contains @text? */
bool kmsg_found(const char *text);

/** kmsg_own() - Underpin's part of a record, or NULL if it is not Underpin's */
const char *kmsg_own(const char *text);

/* module.c */

/**
 * module_load() / module_unload() - Return: 0 or a negative errno
 *
 * @path: a file, or NULL: from the running kernel's folder
 */
int module_load(const char *path);
int module_unload(void);

/** module_load_msr() - so that /dev/cpu/N/msr is there; failure shows later */
void module_load_msr(void);

#endif /* UNDERPIN_COMMAND_H */
