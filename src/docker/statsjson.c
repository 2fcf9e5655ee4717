#include "docker/statsjson.h"

#include <strings.h>

/* What counts is memory that cannot be given back: usage without the idle page cache, which cgroup
 * v1 and v2 name differently. */
static uint64_t memory_in_use(const json_t *memory)
{
	const json_t *detail = js_at(memory, "stats");
	uint64_t usage = js_count(memory, "usage");
	uint64_t cache = js_count(detail, js_at(detail, "total_inactive_file")
						  ? "total_inactive_file"
						  : "inactive_file");

	return cache < usage ? usage - cache : 0;
}

static uint64_t io_bytes(const json_t *blkio, const char *op)
{
	const json_t *rows = js_at(blkio, "io_service_bytes_recursive"), *row;
	uint64_t sum = 0;
	size_t i;

	json_array_foreach (rows, i, row) {
		if (strcasecmp(js_text(row, "op"), op) == 0) /* "Read" or "read" */
			sum += js_count(row, "value");
	}
	return sum;
}

void stats_read(const json_t *o, struct container_stats *out)
{
	const json_t *cpu = js_at(o, "cpu_stats"), *memory = js_at(o, "memory_stats");
	json_t *networks = js_at(o, "networks"), *one;
	const char *name;

	*out = (struct container_stats){
		.read_at_ns = js_instant(o, "read"),
		.cpu_total_ns = js_count(js_at(cpu, "cpu_usage"), "total_usage"),
		.system_cpu_ns = js_count(cpu, "system_cpu_usage"),
		.throttled_ns = js_count(js_at(cpu, "throttling_data"), "throttled_time"),
		.online_cpus = (int)js_int(cpu, "online_cpus"),
		.memory_bytes = memory_in_use(memory),
		.memory_limit_bytes = js_count(memory, "limit"),
		.disk_read_bytes = io_bytes(js_at(o, "blkio_stats"), "read"),
		.disk_write_bytes = io_bytes(js_at(o, "blkio_stats"), "write"),
		.pids = js_count(js_at(o, "pids_stats"), "current"),
	};
	json_object_foreach (networks, name, one) {
		out->rx_bytes += js_count(one, "rx_bytes");
		out->tx_bytes += js_count(one, "tx_bytes");
	}
}
