/*
 * docker_up.h - one call of up, shared by its files; private to cluster/.
 *
 * docker_up.c looks around, chooses ports and images, makes networks and volumes, and removes it
 * all when something fails; docker_start.c makes and starts the containers.
 * Threads: the calling one; start_service() runs in others and only reads.
 */
#ifndef CLUSTER_DOCKER_UP_H
#define CLUSTER_DOCKER_UP_H

#include "cluster/docker_cluster.h"
#include "cluster/labels.h"

struct upping {
	struct docker_cluster *cluster;
	struct compose *compose;
	const struct progress *progress;
	struct engine **engines; /* the calling thread's, as the cluster's */
	size_t n_engines;
	size_t manager; /* of them: makes the networks */
	struct text_list
		members; /* with an overlay: where each is reached in the swarm */
	struct label_set labels;
	char up[24]; /* the label by which what this call made is found */
	struct image_choice *images;
	size_t n_images;
	struct service **wave; /* those that start now */
	size_t n_wave;
};

/* The image of a service on its host; it was chosen before. */
const struct image_choice *upping_image(const struct upping *u, const struct service *s);

/* The calling thread's engine of the service's host. */
struct engine *upping_engine(const struct upping *u, const struct service *s);

/* docker_up_images.c: an image for every service, on its host. */
int upping_choose_images(struct upping *u, struct err *e);

/* Tells a line (or NULL: time passes); -1: somebody wants an end. */
int upping_tell(struct upping *u, const char *text, struct err *e);
int upping_interrupted(struct err *e);

/* In the calling thread while others work: shows life, and passes an end on to them. */
void upping_pulse(struct upping *u);

/* The number of the last wave there is. */
int upping_last_wave(const struct upping *u);

/* The service's ports, as far as they are given by number, are ours from now on. */
int upping_take_ports(struct upping *u, const struct service *s, struct err *e);

/* docker_hosts.c: with hosts, decides on the network among them and rewrites the Compose file's for it. */
int upping_join_hosts(struct upping *u, struct err *e);

/* Is no host's own address in the subnet of an overlay? */
int upping_check_subnet(const struct upping *u, const struct resource *r, struct err *e);

/* With hosts, nodes know each other by name and address; when the networks are made. */
void upping_name_nodes(struct upping *u);

/* By all of these voters may be named: service, hostname, container, aliases. */
void service_names(const struct service *s, struct text_list *out);

/* Each as "name:address", for /etc/hosts. */
void add_names_at(const struct service *s, const char *address, struct text_list *lines);

/* docker_hostnet.c: every node in its host's own network; ports and names are rewritten for it. */
int upping_use_host_network(struct upping *u, struct err *e);

/* docker_reach.c: does every host reach every other one, with whole packets? When the networks are made, and
 * before any node is. */
int upping_check_reach(struct upping *u, struct err *e);
extern const char
	upping_reach_script[]; /* for bash; its arguments are the addresses to try */

/* docker_companions.c: services that are no nodes, and that no node depends on, start when their image
 * is here and their ports are free; else they are left out, with those that depend on them, and that
 * is told. */
int upping_leave_out(struct upping *u, struct err *e);

/* Does the service have the volume mounted? */
bool upping_has_volume(const struct service *s, const struct resource *v);

/* docker_holder.c: on each host, the container that keeps its volumes in memory, if it has such. */
int upping_hold(struct upping *u, struct err *e);

/* docker_start.c: every service, wave after wave, those of a wave side by side. */
int upping_start(struct upping *u, struct err *e);

#endif
