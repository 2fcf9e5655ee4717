#include "docker/engineclock.h"

#include "docker/call.h"

enum {
	INFO_ROUNDS = 3,
	PINGS_MOST = 4000,
	NAP_MS = 50, /* how soon a sleep notices that it was called off */
};

/* Before the moment at which the engine's second is thought to turn, and after it: so far a clock may have run
 * away since that was thought. */
#define HEAD_START_NS (10 * NS_PER_MS)

static int64_t wall_now(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_REALTIME, &now); /* cannot fail with this clock */
	return (int64_t)now.tv_sec * NS_PER_S + now.tv_nsec;
}

void clock_bounds_stamp(struct clock_bounds *b, int64_t stamp_ns, int64_t unit_ns,
			int64_t sent_ns, int64_t received_ns)
{
	int64_t low = stamp_ns - received_ns;
	int64_t high = stamp_ns + unit_ns - 1 - sent_ns;

	if (b->is_known && low <= b->high_ns && high >= b->low_ns) {
		low = low > b->low_ns ? low : b->low_ns;
		high = high < b->high_ns ? high : b->high_ns;
	}
	*b = (struct clock_bounds){.low_ns = low, .high_ns = high, .is_known = true};
}

void clock_bounds_join(struct clock_bounds *now, const struct clock_bounds *before,
		       int64_t passed_ns)
{
	int64_t drift = passed_ns / 1000000 * CLOCK_DRIFT_PPM;
	int64_t low = before->low_ns - drift, high = before->high_ns + drift;

	if (low > now->high_ns || high < now->low_ns)
		return;
	now->low_ns = low > now->low_ns ? low : now->low_ns;
	now->high_ns = high < now->high_ns ? high : now->high_ns;
}

static int64_t middle(const struct clock_bounds *b)
{
	return b->low_ns + (b->high_ns - b->low_ns) / 2;
}

static int64_t half_width(const struct clock_bounds *b)
{
	return (b->high_ns - b->low_ns + 1) / 2;
}

/* One GET of `path`; *out the answer if it is wanted (caller decrefs). */
static int ask(struct engine *en, const char *path, json_t **out /* or NULL */,
	       int64_t *sent_ns, int64_t *received_ns, int64_t *date_s, struct err *e)
{
	struct call c = CALL("GET");
	int rc;

	call_path(&c, path, "", "");
	*sent_ns = wall_now();
	rc = call_run(en, &c, e);
	*received_ns = wall_now();
	*date_s = c.reply.date_s;
	if (rc == 0 && !call_ok(&c))
		rc = call_refused(&c, e);
	if (rc == 0 && out) {
		*out = js_parse(strbuf_text(&c.reply.body), c.reply.body.len, e);
		rc = *out ? 0 : -1;
	}
	call_release(&c);
	return rc;
}

static int ask_info(struct engine *en, struct clock_bounds *b, struct err *e)
{
	int64_t sent = 0, received = 0, date = 0, stamp;
	json_t *o = NULL;

	if (ask(en, "/info", &o, &sent, &received, &date, e) < 0)
		return -1;
	stamp = js_instant(o, "SystemTime");
	json_decref(o);
	if (stamp == NEVER)
		return err_set(e, CODE_ENGINE_GARBLED,
			       "the Docker engine at %s does not tell its time (/info "
			       "has no SystemTime)",
			       engine_url(en));
	clock_bounds_stamp(b, stamp, 1, sent, received);
	return 0;
}

/* 0, or 1: there is no Date. *out_round_ns: how long it took. */
static int ask_date(struct engine *en, struct clock_bounds *b, int64_t *out_date,
		    int64_t *out_round_ns, struct err *e)
{
	int64_t sent = 0, received = 0;

	if (ask(en, "/_ping", NULL, &sent, &received, out_date, e) < 0)
		return -1;
	*out_round_ns = received - sent;
	if (*out_date <= 0 || *out_date > SPAN_MOST / NS_PER_S)
		return 1;
	clock_bounds_stamp(b, *out_date * NS_PER_S, NS_PER_S, sent, received);
	return 0;
}

/* Until our wall clock says `at_ns`; a second at most. */
static int sleep_until(const struct engine *en, int64_t at_ns, struct err *e)
{
	for (int64_t left; (left = at_ns - wall_now()) > 0 && left <= NS_PER_S;) {
		int64_t nap = left < NAP_MS * NS_PER_MS ? left : NAP_MS * NS_PER_MS;
		struct timespec ts = {.tv_nsec = (long)nap};

		if (engine_is_cancelled(en))
			return err_set(e, ERR_INTERRUPTED,
				       "measuring the engine's clock: interrupted");
		(void)nanosleep(&ts, NULL); /* shorter is fine */
	}
	return 0;
}

/* Pings from shortly before the engine's full second until the Date has turned. They are believed by themselves:
 * in the second that is waited for, a clock may have drifted out of what was known. */
static int watch_the_turn(struct engine *en, struct clock_bounds *b, struct err *e)
{
	struct clock_bounds turned = {0};
	int64_t begun = wall_now(), half = half_width(b), engine_now = begun + middle(b);
	int64_t start = engine_now + half + HEAD_START_NS;
	/* By our clock; the first full second that is not too near to begin before. */
	int64_t turn = (start / NS_PER_S + 1) * NS_PER_S - middle(b);
	int64_t first = 0, date = 0, round;
	int rc = sleep_until(en, turn - half - HEAD_START_NS, e);

	for (int i = 0; rc == 0 && i < PINGS_MOST; i++) {
		rc = ask_date(en, &turned, &date, &round, e);
		first = first ? first : date;
		if (date != first || wall_now() > turn + half + HEAD_START_NS)
			break;
	}
	/* Missed: this machine, or the engine, was busy just then. */
	if (rc >= 0 && (!turned.is_known || half_width(&turned) > half))
		rc = ask_info(en, &turned, e);
	if (rc < 0)
		return -1;
	clock_bounds_join(&turned, b, wall_now() - begun);
	*b = turned;
	return 0;
}

int engine_clock(struct engine *en, struct engine_clock *out, struct err *e)
{
	struct clock_bounds b = {0};
	int64_t date, round;
	int rc = 0;

	for (int i = 0; rc == 0 && i < INFO_ROUNDS; i++)
		rc = ask_info(en, &b, e);
	if (rc == 0)
		rc = ask_date(en, &b, &date, &round, e);
	/* The turn is known to about a round trip of a ping: worth it where /info is the slower. */
	if (rc == 0 && round < half_width(&b))
		rc = watch_the_turn(en, &b, e);
	if (rc < 0)
		return err_wrap(e, "cannot compare clocks");
	*out = (struct engine_clock){.offset_ns = middle(&b),
				     .error_ns = half_width(&b),
				     .at_wall_ns = wall_now()};
	return 0;
}
