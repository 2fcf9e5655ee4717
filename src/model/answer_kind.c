#include "model/answer_kind.h"

const struct answer_row answer_rows[ANSWER_COUNT] = {
#define ANSWER_ROW(id, name, of, help) [ANSWER_##id] = {name, of, help},
	ANSWER_KINDS(ANSWER_ROW)
#undef ANSWER_ROW
};

enum answer_kind answer_find(const char *name)
{
	unsigned i = 0;

	while (i < ANSWER_COUNT && strcmp(answer_rows[i].name, name) != 0)
		i++;
	return (enum answer_kind)i;
}

const char *answer_of_words(enum answer_of of)
{
	switch (of) {
	case OF_SERVED: return "a workload or a plane";
	case OF_WORKLOAD: return "a workload";
	case OF_WRITER: return "a workload that writes";
	case OF_READER: return "a workload that reads in a group";
	case OF_TOPIC: return "a topic";
	case OF_NODE: return "a node";
	case OF_NOTHING: break;
	}
	return "";
}
