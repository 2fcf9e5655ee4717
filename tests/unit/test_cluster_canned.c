#include "test_cluster_canned.h"

#include "base/mem.h"
#include "unit.h"

#define NAME  "proj-kafka1-1"
#define STATE "/containers/" NAME "/json"

struct canned canned;

static const char listed[] = "[{\"Id\":\"" CANNED_ID "\",\"Names\":[\"/" NAME
			     "\"],\"State\":\"running\","
			     "\"Labels\":{\"com.docker.compose.project\":\"proj\","
			     "\"com.docker.compose.service\":\"kafka1\"}}]";

static char *state(bool runs, const char *more)
{
	return xasprintf(
		"{\"Id\":\"" CANNED_ID "\",\"Name\":\"/" NAME "\",\"State\":{\"Status\":"
		"\"%s\",\"Running\":%s},\"Config\":{\"Image\":\"img:1\",\"Env\":["
		"\"KAFKA_PROCESS_ROLES=broker,controller\",\"KAFKA_NODE_ID=1\","
		"\"KAFKA_LISTENERS=P://:9092,C://:9093\","
		"\"KAFKA_CONTROLLER_LISTENER_NAMES=C\","
		"\"KAFKA_LOG_DIRS=/var/lib/kafka/data/, /other\"]}%s%s}",
		runs ? "running" : "exited", runs ? "true" : "false", more ? "," : "",
		more ? more : "");
}

void canned_on(const char *method, const char *path, int status, const char *body)
{
	fake_engine_on(canned.engine, method, path,
		       &(struct fake_reply){.status = status, .body = body});
}

void canned_once(const char *method, const char *path, int status, const char *body)
{
	fake_engine_on(canned.engine, method, path,
		       &(struct fake_reply){.status = status, .body = body, .times = 1});
}

void canned_state(bool runs, const char *more)
{
	char *json = state(runs, more);

	canned_on("GET", STATE, 200, json);
	free(json);
}

void canned_state_once(bool runs, const char *more)
{
	char *json = state(runs, more);

	canned_once("GET", STATE, 200, json);
	free(json);
}

void canned_open(void)
{
	struct cluster_opts opts = {.run_id = "run-9"};
	char *json = state(true, NULL);

	canned = (struct canned){.engine = fake_engine_new()};
	opts.engine = fake_engine_host(canned.engine);
	canned_on("GET", "/info", 200, "{\"ID\":\"E\",\"MemTotal\":8000000000}");
	canned_on("GET", "/containers/json", 200, listed);
	canned_once("GET", "/containers/" CANNED_ID "/json", 200, json);
	free(json);
	canned.cluster = cluster_attach("proj", &opts, &canned.err);
	ck_assert_msg(canned.cluster != NULL, "%s", canned.err.msg);
	canned.node = &cluster_topology(canned.cluster)->nodes[0];
	canned.from = fake_engine_count(canned.engine);
}

void canned_close(void)
{
	cluster_free(canned.cluster);
	fake_engine_free(canned.engine);
	canned = (struct canned){0};
}

const char *canned_request(size_t i)
{
	const char *text = fake_engine_request(canned.engine, canned.from + i);

	return text ? text : "";
}

size_t canned_count(void)
{
	return fake_engine_count(canned.engine) - canned.from;
}

bool canned_was_asked(const char *start)
{
	for (size_t i = 0; i < canned_count(); i++)
		if (strncmp(canned_request(i), start, strlen(start)) == 0)
			return true;
	return false;
}
