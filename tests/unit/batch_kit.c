#include "batch_kit.h"

#include "base/crc32c.h"
#include "kafka/batches.h"
#include "kafka/wire.h"

void batch_kit_add(struct strbuf *segment, int64_t base, int32_t records, int32_t epoch,
		   const char *payload)
{
	struct strbuf rest = STRBUF_INIT;

	wire_put_i16(&rest, 0); /* attributes */
	wire_put_i32(&rest, records - 1);
	wire_put_i64(&rest, 1000);
	wire_put_i64(&rest, 2000);
	wire_put_i64(&rest, -1); /* producer id */
	wire_put_i16(&rest, -1);
	wire_put_i32(&rest, -1);
	wire_put_i32(&rest, records);
	strbuf_addstr(&rest, payload);
	wire_put_i64(segment, base);
	wire_put_i32(segment, (int32_t)(4 + 1 + 4 + rest.len));
	wire_put_i32(segment, epoch);
	wire_put_i8(segment, 2);
	wire_put_i32(segment, (int32_t)crc32c(0, rest.buf, rest.len));
	strbuf_add(segment, rest.buf, rest.len);
	strbuf_release(&rest);
}
