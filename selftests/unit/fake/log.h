/* SPDX-License-Identifier: GPL-2.0 */
/* What the code under test logged. */
#ifndef FAKE_LOG_H
#define FAKE_LOG_H

/** fake_log_last() - the last line of log_line(), "" at first */
const char *fake_log_last(void);

/** fake_log_count() - lines so far */
unsigned int fake_log_count(void);

#endif /* FAKE_LOG_H */
