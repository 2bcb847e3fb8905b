/* SPDX-License-Identifier: GPL-2.0 */
/* The page through which a domain talks to xenstored. */
#ifndef PV_ABI_XEN_XENSTORE_H
#define PV_ABI_XEN_XENSTORE_H

#include "../types.h"

#define XENSTORE_RING_SIZE			1024
#define XENSTORE_PAYLOAD_MAX			4096

#define XENSTORE_SERVER_FEATURE_RECONNECTION	1
#define XENSTORE_SERVER_FEATURE_ERROR		2

#define XENSTORE_CONNECTED			0
#define XENSTORE_RECONNECT			1

/* Indices run freely and are taken modulo XENSTORE_RING_SIZE. */
struct xenstore_domain_interface {
	char req[XENSTORE_RING_SIZE];
	char rsp[XENSTORE_RING_SIZE];
	uint32_t req_cons;
	uint32_t req_prod;
	uint32_t rsp_cons;
	uint32_t rsp_prod;
	uint32_t server_features;
	uint32_t connection;
	uint32_t error;
};

/* Head of each message on the ring and on xenstored's socket. */
struct xsd_sockmsg {
	uint32_t type;
	uint32_t req_id;
	uint32_t tx_id;
	uint32_t len;
};

#endif
