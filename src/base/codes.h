/*
 * codes.h - every message of kchaos itself as one of these families, each with a short code.
 *
 * A family has one cause and one next step, whatever the words of its messages; guide/codes.c has both in full. The kind of
 * an error follows from its row, so a call site names one thing. By hundreds: 0 general, 1 command line, 2 scenario file,
 * 3 Compose file, 4 engine, 5 cluster, 6 faults and the undo journal, 7 Kafka, 8 files and run directories, 9 verdict.
 * A number is never given to another family, also when its own has gone: see docs/compatibility.md.
 * Threads: const tables, pure functions. Fails: never.
 */
#ifndef BASE_CODES_H
#define BASE_CODES_H

#include "base/base.h"

#define CODE_KINDS(X)                                                     \
	X(USAGE, "wrong use", "exit code 2")                              \
	X(MISTAKE, "mistake in a file", "exit code 2")                    \
	X(ENVIRONMENT, "failure of engine, Kafka or disk", "exit code 3") \
	X(INTERRUPTED, "interruption", "exit code 130")                   \
	X(WARNING, "warning", "no effect on the exit code")               \
	X(DOUBT, "reason for an inconclusive verdict", "exit code 4")

enum code_kind {
#define CODE_KIND_ENUM(id, name, ends) CODE_IS_##id,
	CODE_KINDS(CODE_KIND_ENUM)
#undef CODE_KIND_ENUM
};

/* Numbers below 8 may have zeros before them; 008 would be no number in C. */
#define CODES(X)                                                                         \
	/* general: the first three are those of enum err_kind */                        \
	X(USAGE, 001, USAGE, "wrong use that has no code of its own")                    \
	X(ENVIRONMENT, 002, ENVIRONMENT, "a failure that has no code of its own")        \
	X(INTERRUPTED, 003, INTERRUPTED, "a signal or Ctrl-C ended it")                  \
	X(WARNING, 004, WARNING, "a warning that has no code of its own")                \
	X(MISTAKE, 005, MISTAKE, "a mistake in a file that has no code of its own")      \
	X(NO_RESOURCE, 006, ENVIRONMENT,                                                 \
	  "this machine refuses a thread, a pipe or memory")                             \
	/* command line */                                                               \
	X(COMMAND_UNKNOWN, 101, USAGE, "kchaos has no such command")                     \
	X(OPTION_UNKNOWN, 102, USAGE,                                                    \
	  "there is no such option, or not with this command")                           \
	X(OPTION_VALUE, 103, USAGE,                                                      \
	  "an option's value is missing, or is none that it takes")                      \
	X(ARGUMENTS, 104, USAGE, "too few or too many arguments")                        \
	X(OPTIONS_TOGETHER, 105, USAGE, "options that do not go together")               \
	X(WORD_UNKNOWN, 106, USAGE, "nothing has the name that was asked for")           \
	X(OUTPUT_TAKEN, 107, USAGE,                                                      \
	  "what is to be written would overwrite something that is there")               \
	X(WHICH_CLUSTER, 108, USAGE, "there is no cluster of kchaos, or several")        \
	X(NODE_UNNAMED, 109, USAGE, "the cluster has no node of that name")              \
	/* scenario file, and YAML in general */                                         \
	X(FILE_INVALID, 201, USAGE, "a file has mistakes, so nothing was started")       \
	X(SCENARIO_NOT_FOUND, 202, USAGE, "there is no such scenario")                   \
	X(NO_TEXT, 203, MISTAKE, "a file is no text")                                    \
	X(NO_YAML, 204, MISTAKE, "a file is not YAML")                                   \
	X(EMPTY, 205, MISTAKE, "something is empty that must hold at least one thing")   \
	X(TOO_LARGE, 206, MISTAKE, "a file, a text or a list is larger than any of use") \
	X(KEY_TWICE, 207, MISTAKE, "a key stands twice in one mapping")                  \
	X(VARIABLE, 208, MISTAKE, "a ${VARIABLE} is not set, or is written wrongly")     \
	X(KEY_UNKNOWN, 209, MISTAKE, "a key that does not belong there")                 \
	X(KEY_MISSING, 210, MISTAKE, "a key is missing")                                 \
	X(WRONG_SHAPE, 211, MISTAKE,                                                     \
	  "a mapping, a list or a text stands where another of these belongs")           \
	X(WRONG_VALUE, 212, MISTAKE,                                                     \
	  "a value is not of the form or size that its key wants")                       \
	X(KEYS_TOGETHER, 213, MISTAKE, "keys that exclude or need each other")           \
	X(NAME_FORM, 214, MISTAKE,                                                       \
	  "a name is too long, or has characters that names cannot have")                \
	X(NAME_TWICE, 215, MISTAKE, "two things have one name")                          \
	X(NAME_UNKNOWN, 216, MISTAKE,                                                    \
	  "the scenario has no topic, workload, group or phase of that name")            \
	X(ACTION_UNKNOWN, 217, MISTAKE, "there is no such action")                       \
	X(EXPECTATION_UNKNOWN, 218, MISTAKE,                                             \
	  "there is no such expectation, or not there")                                  \
	X(ANSWER_UNKNOWN, 219, MISTAKE, "there is no such answer to a question")         \
	X(NO_PARTITION, 220, MISTAKE, "the topic has no such partition")                 \
	X(REPLICATION, 221, MISTAKE, "more replicas are wanted than there can be")       \
	X(TOO_LATE, 222, MISTAKE,                                                        \
	  "something is to begin after the end of its phase, or never ends")             \
	X(NESTING, 223, MISTAKE, "an action stands within another that cannot hold it")  \
	X(WORKLOAD_UNFIT, 224, MISTAKE, "a workload cannot do what is asked of it")      \
	X(QUESTION_UNFIT, 225, MISTAKE,                                                  \
	  "what a workload asks does not go with its other keys")                        \
	X(CLIENT_PROPERTY, 226, MISTAKE,                                                 \
	  "a property of the Kafka client that is unknown or reserved")                  \
	X(RECORD_TEMPLATE, 227, MISTAKE, "what records are made of cannot be used")      \
	X(SELECTOR_FORM, 228, MISTAKE, "these words are no selector")                    \
	X(SELECTOR_NOBODY, 229, MISTAKE,                                                 \
	  "a selector can never pick anybody in this cluster")                           \
	X(NODE_UNKNOWN, 230, MISTAKE, "the cluster of the scenario has no such node")    \
	X(ACTION_VALUE, 231, MISTAKE,                                                    \
	  "the keys of an action say nothing that can be done")                          \
	X(EXPECTATION_VALUE, 232, MISTAKE,                                               \
	  "the keys of an expectation say nothing that can be judged")                   \
	X(NOT_ADOPTED, 233, USAGE, "something that is not done to an adopted cluster")   \
	X(ADOPT_SETTINGS, 234, WARNING,                                                  \
	  "the scenario sets variables that an adopted cluster does not follow")         \
	X(VARIABLE_UNSET, 235, WARNING, "a ${VARIABLE} is not set, and counts as empty") \
	X(HOST_ENTRY, 236, MISTAKE, "a host cannot be what a hosts file says of it")     \
	X(PLACEMENT, 237, MISTAKE, "nodes cannot be placed on the hosts as asked")       \
	X(HOST_COMMANDS, 238, USAGE, "a host lacks a command that an action needs")      \
	/* Compose file */                                                               \
	X(COMPOSE_MISSING, 301, MISTAKE, "the Compose file cannot be found or read")     \
	X(COMPOSE_UNSUPPORTED, 302, MISTAKE,                                             \
	  "something in a Compose file that kchaos does not do")                         \
	X(COMPOSE_IGNORED, 303, WARNING,                                                 \
	  "something in a Compose file that is not gone by")                             \
	X(COMPOSE_LEFT_OUT, 304, WARNING, "a service is not started")                    \
	X(COMPOSE_SERVICES, 305, MISTAKE, "a file without usable services")              \
	X(COMPOSE_PROJECT, 306, MISTAKE,                                                 \
	  "the project has no name, or one that the engine refuses")                     \
	X(COMPOSE_DANGLING, 307, MISTAKE,                                                \
	  "a service names a network, volume or service that there is not")              \
	X(COMPOSE_PORTS, 308, MISTAKE, "a port is not written as ports are")             \
	X(COMPOSE_PUBLISHED, 309, WARNING,                                               \
	  "a port is published otherwise than the file says")                            \
	X(ENV_FILE, 310, MISTAKE, "a file of variables has a line that is none")         \
	X(KAFKA_NO_NODE, 311, MISTAKE, "no service is a Kafka node in KRaft mode")       \
	X(KAFKA_NODE_ID, 312, MISTAKE,                                                   \
	  "a Kafka node has no id, a bad one, or that of another")                       \
	X(KAFKA_DISAGREE, 313, MISTAKE,                                                  \
	  "Kafka nodes do not agree on what all must agree on")                          \
	X(KAFKA_LISTENERS, 314, MISTAKE,                                                 \
	  "a node could not be reached by the clients of this machine")                  \
	X(KAFKA_VOTERS, 315, MISTAKE,                                                    \
	  "the list of voters does not match the controllers")                           \
	X(KAFKA_NO_VOTE, 316, WARNING, "a controller has no vote at first")              \
	X(NO_FREE_PORT, 317, MISTAKE, "no port of this machine is free for a node")      \
	X(SETTINGS_UNSEEN, 318, WARNING, "a node's settings cannot be read")             \
	/* engine: its machine, images, containers, networks */                          \
	X(ENGINE_UNREACHABLE, 401, ENVIRONMENT,                                          \
	  "nothing answers where the Docker engine should be")                           \
	X(ENGINE_GONE, 402, ENVIRONMENT,                                                 \
	  "the Docker engine went away or did not answer in time")                       \
	X(ENGINE_ADDRESS, 403, ENVIRONMENT,                                              \
	  "the Docker engine's address cannot be used")                                  \
	X(ENGINE_VERSION, 404, ENVIRONMENT,                                              \
	  "the engine and kchaos have no version of the API in common")                  \
	X(ENGINE_OTHER, 405, ENVIRONMENT,                                                \
	  "what listens there is no Docker engine for Linux containers")                 \
	X(ENGINE_REFUSED, 406, ENVIRONMENT, "the Docker engine refused a request")       \
	X(ENGINE_GARBLED, 407, ENVIRONMENT,                                              \
	  "the Docker engine answered something that makes no sense")                    \
	X(IMAGE_MISSING, 408, ENVIRONMENT,                                               \
	  "an image is not on the engine and was not fetched")                           \
	X(HELPER_MISSING, 409, ENVIRONMENT,                                              \
	  "the image of helper containers is missing, or lacks a program")               \
	X(HELPER_FAILED, 410, ENVIRONMENT,                                               \
	  "a helper, or a command in a container, did not end well")                     \
	X(HELPER_STAYS, 411, WARNING, "a helper container may stay behind")              \
	X(CONTAINER_GONE, 412, ENVIRONMENT,                                              \
	  "a container is not there any more, or does not go")                           \
	X(KERNEL_MODULE, 413, ENVIRONMENT,                                               \
	  "the kernel of the engine's host lacks a module")                              \
	X(PORT_IN_USE, 414, ENVIRONMENT,                                                 \
	  "a port that a node wants is held by somebody else")                           \
	X(NETWORK_TAKEN, 415, ENVIRONMENT,                                               \
	  "a network of that name is there and is not ours")                             \
	X(NODE_ADDRESS, 416, ENVIRONMENT, "a node did not get its network address back") \
	X(ADDRESS_MAY_CHANGE, 417, WARNING,                                              \
	  "a node's network address is not kept for it")                                 \
	X(HOST_NETWORK, 418, USAGE,                                                      \
	  "the nodes cannot live in a network with other hosts as they are")             \
	X(NO_OVERLAY, 419, ENVIRONMENT, "the hosts' engines are not in one swarm")       \
	X(HOST_UNREACHED, 420, ENVIRONMENT, "a host does not reach another one")         \
	X(IMAGES_DIFFER, 421, ENVIRONMENT, "an image is not the same on all hosts")      \
	X(ENDPOINT, 422, USAGE, "an engine's endpoint is not written as one")            \
	X(IMAGE_COPY, 423, ENVIRONMENT,                                                  \
	  "an image was not brought from one engine to another")                         \
	X(HOST_UNSEEN, 424, ENVIRONMENT,                                                 \
	  "a host does not answer, so nothing is told of its nodes")                     \
	/* cluster */                                                                    \
	X(CLUSTER_EXISTS, 501, ENVIRONMENT, "the project is there already")              \
	X(CLUSTER_PARTLY, 502, ENVIRONMENT, "the project is there, but not whole")       \
	X(CLUSTER_NOT_FOUND, 503, ENVIRONMENT,                                           \
	  "the engine has no Kafka node of that project")                                \
	X(NOT_ADOPTABLE, 504, ENVIRONMENT, "that project cannot be adopted as it is")    \
	X(NOT_GIVEN_BACK, 505, ENVIRONMENT,                                              \
	  "an earlier run left a cluster in need of healing")                            \
	X(DEPENDENCY, 506, ENVIRONMENT,                                                  \
	  "a service that others wait for failed or took too long")                      \
	X(NOT_READY, 507, ENVIRONMENT, "the cluster did not become ready in time")       \
	X(NODE_ENDED, 508, ENVIRONMENT, "a node ended while the cluster was starting")   \
	X(CLUSTER_MAY_STAY, 509, WARNING, "something of the cluster may stay behind")    \
	X(NODE_FOLDER, 510, ENVIRONMENT,                                                 \
	  "a node's log folder or volume is not where it should be")                     \
	X(HOST_MEMORY, 511, ENVIRONMENT,                                                 \
	  "a limit of a node's memory cannot be set or lifted")                          \
	/* faults */                                                                     \
	X(PICKED_NOBODY, 601, ENVIRONMENT, "a selector picks nobody at this moment")     \
	X(NOT_KNOWN_YET, 602, ENVIRONMENT,                                               \
	  "the cluster has not told yet what a selector needs")                          \
	X(NO_LEADER, 603, ENVIRONMENT,                                                   \
	  "there is no leader, controller or replica of that sort now")                  \
	X(CANNOT_ASK, 604, ENVIRONMENT, "what a selector needs cannot be asked here")    \
	X(PICKED_WRONG, 605, ENVIRONMENT, "nodes were picked that this is not done to")  \
	X(TOO_MANY_DOWN, 606, ENVIRONMENT,                                               \
	  "more nodes would be down than may or can be")                                 \
	X(NO_EFFECT, 607, ENVIRONMENT,                                                   \
	  "an action was done, and its effect is not there")                             \
	X(STILL_THERE, 608, ENVIRONMENT,                                                 \
	  "a fault was undone, and its effect is still there")                           \
	X(COMMAND_FAILED, 609, ENVIRONMENT, "a command of the scenario failed")          \
	X(DISK_UNFIT, 610, ENVIRONMENT,                                                  \
	  "a node's disk is none that faults of disks are done to")                      \
	X(DISK_SCRIPT, 611, ENVIRONMENT, "what should be done on a node's disk failed")  \
	X(NETWORK_FAULT, 612, ENVIRONMENT, "a node's network could not be disturbed")    \
	X(FAULTS_CLASH, 613, ENVIRONMENT, "two faults cannot lie over each other")       \
	X(NODE_UP, 614, ENVIRONMENT, "a node runs that has to be down for this")         \
	X(IN_VAIN, 615, ENVIRONMENT, "what was waited for did not come in time")         \
	X(NO_LOAD, 616, ENVIRONMENT, "no workload is there to do it, or it is stuck")    \
	X(ACTION_FAILED, 617, WARNING, "an action failed")                               \
	X(NOT_IN_TIME, 618, WARNING, "a fault lasts longer than the scenario says")      \
	X(PHASE_IN_VAIN, 619, WARNING,                                                   \
	  "a phase waited in vain for what it was to last until")                        \
	X(JOURNAL_FILE, 650, ENVIRONMENT, "the undo journal cannot be written or read")  \
	X(JOURNAL_HELD, 651, ENVIRONMENT, "another kchaos works on this cluster")        \
	X(JOURNAL_GARBLED, 652, ENVIRONMENT,                                             \
	  "the undo journal does not say how to undo something")                         \
	X(JOURNAL_ROOM, 653, USAGE,                                                      \
	  "an action would need more room in the undo journal than there is")            \
	X(JOURNAL_BEHIND, 654, WARNING, "the undo journal is not quite what was done")   \
	X(NOT_HEALED, 655, WARNING, "not everything could be undone")                    \
	X(STILL_TO_UNDO, 656, ENVIRONMENT,                                               \
	  "something is still to be undone, where an engine does not answer")            \
	X(KCHAOS_DIED, 657, WARNING,                                                     \
	  "kchaos ended without tidying up, and its watchdog does that")                 \
	/* Kafka and its client */                                                       \
	X(KAFKA_UNREACHABLE, 701, ENVIRONMENT, "a node's Kafka port cannot be reached")  \
	X(KAFKA_NO_ANSWER, 702, ENVIRONMENT, "Kafka did not do it in time")              \
	X(KAFKA_REFUSED, 703, ENVIRONMENT, "Kafka refused a request")                    \
	X(KAFKA_GARBLED, 704, ENVIRONMENT,                                               \
	  "Kafka answered something that makes no sense to kchaos")                      \
	X(TOPIC_DIFFERS, 705, ENVIRONMENT,                                               \
	  "a topic is there already, and is another one")                                \
	X(TOPIC_NOT_MADE, 706, ENVIRONMENT,                                              \
	  "a topic could not be created, or has no leaders")                             \
	X(TOPIC_NOT_REMOVED, 707, ENVIRONMENT, "a topic could not be deleted")           \
	X(CLIENT_REFUSED, 708, USAGE, "the Kafka client refuses a topic")                \
	X(NAME_TAKEN, 709, USAGE,                                                        \
	  "an adopted cluster has a topic or group of that name")                        \
	X(NOT_WARM, 710, ENVIRONMENT,                                                    \
	  "the clients got no answers before the measurement")                           \
	X(NOT_READ, 711, ENVIRONMENT, "what the cluster holds could not be read")        \
	X(ISR_INCOMPLETE, 712, WARNING, "not every replica came back in sync")           \
	X(UNANSWERED, 713, WARNING, "records got no answer")                             \
	/* files and run directories */                                                  \
	X(FILE_READ, 801, USAGE, "a file cannot be read")                                \
	X(FILE_SIZE, 802, USAGE, "a file is larger than any of use")                     \
	X(FILE_WRITE, 803, ENVIRONMENT, "a file or folder cannot be written")            \
	X(NOT_A_RUN, 804, USAGE, "a folder is not what was asked for: a run, or runs")   \
	X(RUN_NEWER, 805, USAGE, "a run was recorded by a newer kchaos")                 \
	X(RUN_DAMAGED, 806, USAGE, "a run directory is damaged")                         \
	X(RUN_HAS_NOT, 807, USAGE,                                                       \
	  "the run has no such phase, or recorded nothing of it")                        \
	X(RUN_WRITE, 808, ENVIRONMENT, "the run directory cannot be written")            \
	X(LOG_INCOMPLETE, 809, WARNING, "kchaos.log is missing or incomplete")           \
	X(CHART, 810, ENVIRONMENT, "a chart could not be drawn")                         \
	X(SUMMARY, 811, WARNING, "the summary for the build server lacks this run")      \
	/* verdict */                                                                    \
	X(PHASE_UNFINISHED, 901, DOUBT,                                                  \
	  "a phase did not begin or did not come to its end")                            \
	X(ACTION_UNPROVEN, 902, DOUBT,                                                   \
	  "an action failed or was not seen to take effect")                             \
	X(NOT_MEASURED, 903, DOUBT, "nothing was acknowledged, so nothing was measured") \
	X(NO_DEMAND, 904, DOUBT, "nothing was due")                                      \
	X(THIN_DEMAND, 905, DOUBT, "too little was due to know")                         \
	X(GENERATOR_LAGGED, 906, DOUBT, "kchaos itself was too late or had no room")     \
	X(WITHIN_BAR, 907, DOUBT, "a number lies within its error bar of the limit")     \
	X(OBSERVER_GAP, 908, DOUBT,                                                      \
	  "the observer did not look for longer than what is judged")                    \
	X(NOT_OBSERVED, 909, DOUBT, "nothing was seen of what is judged")                \
	X(READ_BACK, 910, DOUBT, "not everything that was written was read back")        \
	X(NOT_COMPARED, 911, DOUBT, "not all copies were compared")                      \
	X(CLOCK_UNSURE, 912, DOUBT, "a host's clock moved, or could not be compared")

enum code {
	CODE_NONE = 0,
#define CODE_ENUM(id, number, kind, meaning) CODE_##id = (number),
	CODES(CODE_ENUM)
#undef CODE_ENUM
};

struct code_row {
	const char *text; /* "K101"; first member: str_nearest() walks these */
	enum code code;
	enum code_kind kind;
	const char *meaning;
};
extern const struct code_row code_rows[]; /* by number; ends with text NULL */

/* `code` may be a general kind of error (enum err_kind). NULL: none. */
const struct code_row *code_find(int code);

/* "K101"; "" for CODE_NONE. */
const char *code_text(enum code code);

const char *code_kind_name(enum code_kind k); /* "wrong use" */
const char *code_kind_ends(enum code_kind k); /* "exit code 2" */

#endif
