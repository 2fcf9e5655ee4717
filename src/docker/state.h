/*
 * state.h - what a container is: the engine's answer to "inspect", as a struct.
 *
 * container_state_read() is a pure function of that answer; what is missing in it is zero, "" or
 * NEVER. Owner: the caller; container_state_release(). Plain data, any thread.
 * Fails: on text that is not such an answer.
 */
#ifndef DOCKER_STATE_H
#define DOCKER_STATE_H

#include "docker/spec.h"

enum container_status {
	CONTAINER_UNKNOWN, /* a word this program does not know */
	CONTAINER_CREATED, /* never started */
	CONTAINER_RUNNING,
	CONTAINER_PAUSED,
	CONTAINER_RESTARTING,
	CONTAINER_REMOVING,
	CONTAINER_EXITED,
	CONTAINER_DEAD, /* could not be removed */
};
const char *container_status_name(enum container_status s);
enum container_status container_status_parse(const char *word);

/* Instants are wall-clock ns since 1970, or NEVER. */
struct container_state {
	char *id;
	char *name;     /* without the leading '/' */
	char *image;    /* as it was asked for: "kchaos/kafka:4.3.1" */
	char *image_id; /* "sha256:..." */
	enum container_status status;
	bool running; /* stays true while paused */
	bool paused;
	bool restarting;
	bool oom_killed;
	bool tty;
	int exit_code;
	int64_t pid;  /* on the engine's host; 0 when not running */
	char *error;  /* why the last start failed */
	char *health; /* "none", "starting", "healthy", "unhealthy" */
	int restart_count;
	int64_t created_at_ns;
	int64_t started_at_ns;
	int64_t finished_at_ns;
	int64_t told_at_ns; /* when it told this, to the second; 0: it did not say */
	char *hostname;
	struct pair_list labels;
	struct text_list env;
	struct text_list cmd;
	struct text_list entrypoint;
	struct port_map *
		ports; /* one row per binding; exposed-only ones have is_published false */
	size_t n_ports;
	struct endpoint *networks;
	size_t n_networks;
	struct mount_map *mounts; /* MOUNT_VOLUME: source is the volume's name */
	size_t n_mounts;
	char *network_mode;
	char *sandbox_key; /* path of its network namespace on the engine's host */
	char *stop_signal;
	int stop_timeout_s; /* -1: not set */
	char *restart_policy;
	int restart_max;
	/* Limits, for faults that change and restore them; 0: none. */
	int64_t memory_bytes;
	int64_t memory_swap_bytes;
	int64_t nano_cpus;
	int64_t cpu_quota_us;
	int64_t cpu_period_us;
};

int container_state_read(const char *json, size_t n, struct container_state *out,
			 struct err *e);

/* The endpoint in a network (name or id), or NULL. Borrowed. */
const struct endpoint *container_state_network(const struct container_state *s,
					       const char *network);
/* The published binding of a container port, or NULL. Borrowed. */
const struct port_map *container_state_port(const struct container_state *s,
					    uint16_t container_port);
void container_state_release(struct container_state *s);

#endif
