/*
 * Only in a ThreadSanitizer build: C11 threads as POSIX threads.
 *
 * librdkafka starts its threads with thrd_create(), which the sanitizer of gcc 12 and clang 14 does
 * not know: the first instrumented or intercepted call on such a thread crashes. The definitions
 * here win over libc's, also for the shared library, and lead to functions the sanitizer watches.
 * glibc's mtx_t and cnd_t are its pthread types under another name (nptl/thrd_priv.h).
 */
#include "base/base.h"

#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define WITH_TSAN 1
#endif
#elif defined(__SANITIZE_THREAD__)
#define WITH_TSAN 1
#endif

#ifdef WITH_TSAN

#include <errno.h>
#include <pthread.h>
#include <threads.h>

_Static_assert(sizeof(mtx_t) == sizeof(pthread_mutex_t), "the same thing");
_Static_assert(sizeof(cnd_t) == sizeof(pthread_cond_t), "the same thing");

struct start {
	thrd_start_t run;
	void *arg;
};

static void *run(void *arg)
{
	struct start s = *(struct start *)arg;

	free(arg);
	return (void *)(intptr_t)s.run(s.arg);
}

static int result(int rc)
{
	if (rc == ETIMEDOUT)
		return thrd_timedout;
	return rc == 0 ? thrd_success : thrd_error;
}

int thrd_create(thrd_t *t, thrd_start_t func, void *arg)
{
	struct start *s = malloc(sizeof(*s));

	if (!s)
		return thrd_nomem;
	*s = (struct start){.run = func, .arg = arg};
	return result(pthread_create(t, NULL, run, s));
}

int thrd_join(thrd_t t, int *out)
{
	void *value;
	int rc = pthread_join(t, &value);

	if (out)
		*out = (int)(intptr_t)value;
	return result(rc);
}

int mtx_init(mtx_t *m, int type)
{
	pthread_mutexattr_t attr;
	int rc;

	(void)pthread_mutexattr_init(&attr);
	if (type & mtx_recursive)
		(void)pthread_mutexattr_settype(&attr, PTHREAD_MUTEX_RECURSIVE);
	rc = pthread_mutex_init((void *)m, &attr);
	(void)pthread_mutexattr_destroy(&attr);
	return result(rc);
}

void mtx_destroy(mtx_t *m)
{
	(void)pthread_mutex_destroy((void *)m);
}

int mtx_lock(mtx_t *m)
{
	return result(pthread_mutex_lock((void *)m));
}

int mtx_unlock(mtx_t *m)
{
	return result(pthread_mutex_unlock((void *)m));
}

int cnd_init(cnd_t *c)
{
	return result(pthread_cond_init((void *)c, NULL));
}

void cnd_destroy(cnd_t *c)
{
	(void)pthread_cond_destroy((void *)c);
}

int cnd_signal(cnd_t *c)
{
	return result(pthread_cond_signal((void *)c));
}

int cnd_broadcast(cnd_t *c)
{
	return result(pthread_cond_broadcast((void *)c));
}

int cnd_wait(cnd_t *c, mtx_t *m)
{
	return result(pthread_cond_wait((void *)c, (void *)m));
}

int cnd_timedwait(cnd_t *c, mtx_t *m, const struct timespec *until)
{
	return result(pthread_cond_timedwait((void *)c, (void *)m, until));
}

#endif
