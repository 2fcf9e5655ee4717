/*
 * spec.h - what a container shall be, for container_create().
 *
 * Zeroed memory is an empty spec: every member left zero means "as the image or the engine says".
 * Owner: the spec owns its texts; container_spec_release() frees them all. Plain data, any thread.
 */
#ifndef DOCKER_SPEC_H
#define DOCKER_SPEC_H

#include "docker/networks.h"

/* In a spec: to be exposed, and published when is_published. In a state: as it is. */
struct port_map {
	uint16_t container_port;
	char protocol[8]; /* "tcp" (also when empty), "udp", "sctp" */
	bool is_published;
	char *host_ip;      /* "" or NULL: every address */
	uint16_t host_port; /* 0: the engine chooses */
};

enum mount_kind { MOUNT_VOLUME, MOUNT_BIND, MOUNT_TMPFS };

struct mount_map {
	enum mount_kind kind;
	char *source; /* volume name or host path; NULL for tmpfs */
	char *target; /* path in the container */
	bool is_read_only;
	bool makes_source; /* MOUNT_BIND: create a missing host directory, as -v does */
	char *options;     /* MOUNT_TMPFS: "size=64m,mode=1777", or NULL */
};

struct ulimit {
	char *name; /* "nofile" */
	int64_t soft;
	int64_t hard;
};

struct health_check {
	struct text_list
		test; /* ["CMD", ...], ["CMD-SHELL", "..."], ["NONE"]; empty: the image's */
	int64_t interval_ns; /* 0: the image's or the engine's default, as all below */
	int64_t timeout_ns;
	int64_t start_period_ns;
	int64_t start_interval_ns; /* left out for engines below API 1.44 */
	int retries;
};

struct container_spec {
	char *name;
	char *hostname;
	char *image;
	char *platform; /* "linux/amd64" */
	char *user;
	char *working_dir;
	struct text_list env; /* "KEY=value" */
	struct text_list cmd;
	struct text_list entrypoint;
	struct pair_list labels;
	struct port_map *ports;
	size_t n_ports;
	struct mount_map *mounts;
	size_t n_mounts;
	struct text_list volumes_from; /* containers: theirs, at their paths */
	char *network_mode; /* "none", "host", "container:ID"; NULL: networks[0] */
	struct endpoint *networks;
	size_t n_networks;
	struct text_list extra_hosts; /* "name:ip" */
	char *stop_signal;
	int stop_timeout_s; /* when has_stop_timeout */
	bool has_stop_timeout;
	char *restart_policy; /* "no", "always", "unless-stopped", "on-failure" */
	int restart_max;      /* on-failure: tries */
	int64_t memory_bytes;
	int64_t memory_swap_bytes;
	int64_t memory_reservation_bytes;
	int64_t nano_cpus; /* 1.5 CPUs = 1500000000 */
	char *cpuset;      /* "0,1" */
	int64_t pids_limit;
	int64_t shm_bytes;
	struct ulimit *ulimits;
	size_t n_ulimits;
	struct text_list cap_add;
	struct text_list cap_drop;
	struct text_list security_opt;
	struct pair_list sysctls;
	struct health_check health;
	char *log_driver; /* NULL: the engine's default */
	struct pair_list log_options;
	bool init; /* an init process as PID 1 */
	bool tty;
	bool privileged;
	bool read_only; /* root file system */
	bool auto_remove;
};

/* Each returns the new item, zeroed, for the caller to fill with texts the spec then owns. */
struct port_map *container_spec_add_port(struct container_spec *s);
void container_spec_drop_ports(struct container_spec *s);
struct mount_map *container_spec_add_mount(struct container_spec *s);
struct endpoint *container_spec_add_network(struct container_spec *s);
struct ulimit *container_spec_add_ulimit(struct container_spec *s);
void container_spec_release(struct container_spec *s);

#endif
