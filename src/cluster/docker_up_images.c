/* docker_up_images.c - the images that the services of a cluster are made from, on the hosts they are made on. */
#include "base/mem.h"
#include "cluster/docker_up.h"

#include <assert.h>

static const struct image_choice *find_image(const struct upping *u, const char *named,
					     int32_t host)
{
	for (size_t i = 0; i < u->n_images; i++)
		if (u->images[i].host == host && strcmp(u->images[i].named, named) == 0)
			return &u->images[i];
	return NULL;
}

const struct image_choice *upping_image(const struct upping *u, const struct service *s)
{
	const struct image_choice *found = find_image(u, s->spec.image, s->host);

	assert(found);
	return found;
}

static int choose(struct upping *u, const struct service *s, struct err *e)
{
	struct docker_cluster *d = u->cluster;
	struct image_choice choice = {0};

	if (image_choose(upping_engine(u, s), s->spec.image, d->opts.no_pull, u->progress,
			 &d->stop, &choice, e) < 0)
		return engines_blame(&d->engines, (size_t)s->host, e);
	choice.host = s->host;
	*GROW(u->images, u->n_images) = choice;
	return 0;
}

static void note_used(struct upping *u)
{
	struct docker_cluster *d = u->cluster;

	for (size_t i = 0; i < u->n_images; i++) {
		if (strcmp(u->images[i].named, d->base.topology.image) != 0)
			continue;
		free(d->image_used);
		free(d->base.topology.image_id);
		d->image_used = xstrdup(u->images[i].use);
		d->base.topology.image_id = xstrdup(u->images[i].id);
		return;
	}
}

int upping_choose_images(struct upping *u, struct err *e)
{
	for (size_t i = 0; i < u->compose->n_services; i++) {
		const struct service *s = &u->compose->services[i];

		if (!s->left_out && !find_image(u, s->spec.image, s->host) &&
		    choose(u, s, e) < 0)
			return -1;
	}
	note_used(u);
	return 0;
}
