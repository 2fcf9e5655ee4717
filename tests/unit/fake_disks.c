#include "fake_disks.h"

#include "base/str.h"
#include "unit.h"

#include <inttypes.h>
#include <pthread.h>

struct fake_disk fake_disk[FAKE_DISKS];
int64_t fake_disks_size;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static const char *after(const char *script, const char *key)
{
	const char *at = strstr(script, key);

	return at ? at + strlen(key) : "";
}

static int64_t number(const char *script, const char *key)
{
	return strtoll(after(script, key), NULL, 10);
}

static int64_t free_bytes(const struct fake_disk *d)
{
	return fake_disks_size - d->used - d->ballast;
}

static void mark(struct fake_cluster *f, const struct node *node, const char *what,
		 bool is_so)
{
	fake_cluster_mark(f, node->id, what, is_so ? "yes" : "");
}

static int ballast(struct fake_disk *d, const char *script, struct strbuf *out)
{
	int64_t leave = number(script, "leave="), had = d->ballast,
		before = free_bytes(d), want = leave < 0 ? 0 : had + before - leave;

	d->ballast = want < 0 ? 0 : want;
	strbuf_addf(out,
		    "had %" PRId64 "\nhas %" PRId64 "\nbefore %" PRId64 "\nafter %" PRId64
		    "\n",
		    had, d->ballast, before, free_bytes(d));
	return 0;
}

static int remount(struct fake_disk *d, const char *script, struct strbuf *out)
{
	bool to_ro = str_starts(after(script, "to="), "ro");

	if (d->refuses && to_ro != d->is_readonly) {
		strbuf_addstr(out, "it cannot be made ro: mount point is busy\n");
		return 1;
	}
	strbuf_addf(out, "was %s\n", d->is_readonly ? "ro" : "rw");
	d->is_readonly = to_ro;
	strbuf_addf(out, "is %s\nwhy Read-only file system\n", to_ro ? "ro" : "rw");
	return 0;
}

static int wipe(struct fake_disk *d, struct strbuf *out)
{
	strbuf_addf(out, "files %d\nbytes %" PRId64 "\n", d->files, d->used);
	d->files = 0;
	d->used = d->ballast = 0;
	strbuf_addstr(out, "left 0\n");
	return 0;
}

static int corrupt(struct fake_disk *d, const char *script, struct strbuf *out)
{
	char log[40] = "", how[20] = "";

	(void)sscanf(after(script, "log="), "%39s", log);
	(void)sscanf(after(script, "how="), "%19s", how);
	if (!*d->segment) {
		strbuf_addf(out, "every segment of %s is empty\n", log);
		return 1;
	}
	(void)snprintf(d->garbled, sizeof(d->garbled), "%.8s %.30s %" PRId64, how, log,
		       number(script, "bytes="));
	strbuf_addf(out, "segment %s\nbefore 5000\nsum_before 11 5000\n", d->segment);
	strbuf_addf(out, "bytes 1024\nafter 5000\nsum_after %d 5000\n",
		    d->refuses ? 11 : 22);
	return 0;
}

bool fake_disks_answer(struct fake_cluster *f, const struct node *node,
		       const struct helper_job *job, int *out_exit_code,
		       struct strbuf *out)
{
	struct fake_disk *d = &fake_disk[node->id % FAKE_DISKS];
	const char *s = job->script;
	bool is_ours = true;

	(void)pthread_mutex_lock(&lock);
	if (str_starts(s, "# ballast"))
		*out_exit_code = ballast(d, s, out);
	else if (str_starts(s, "# remount"))
		*out_exit_code = remount(d, s, out);
	else if (str_starts(s, "# wipe"))
		*out_exit_code = wipe(d, out);
	else if (str_starts(s, "# corrupt"))
		*out_exit_code = corrupt(d, s, out);
	else
		is_ours = str_starts(s, "# look");
	mark(f, node, "ballast", d->ballast > 0);
	mark(f, node, "read-only", d->is_readonly);
	(void)pthread_mutex_unlock(&lock);
	return is_ours;
}

static void on_help(void *arg, const struct node *node, const struct helper_job *job,
		    int *out_exit_code, struct strbuf *out)
{
	ck_assert(fake_disks_answer(arg, node, job, out_exit_code, out));
}

void fake_disks_begin(struct fake_cluster *f)
{
	fake_disks_size = INT64_C(100) << 20; /* as the fake cluster says */
	for (size_t i = 0; i < FAKE_DISKS; i++)
		fake_disk[i] = (struct fake_disk){.used = INT64_C(10) << 20,
						  .files = 7,
						  .segment = "00000000000000000000.log"};
	fake_cluster_on_help(f, on_help, f);
}
