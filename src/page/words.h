/*
 * words.h - what the page says in so many words, in each language, in one table: headings, labels, verdicts.
 *
 * Names, error codes and what the findings say in words (evidence, proofs, log lines) stay as they are.
 */
#ifndef PAGE_WORDS_H
#define PAGE_WORDS_H

#include "report/told.h"

/* clang-format off */
#define WORDS(X) \
	X(PASS, "Pass", "Пройдено") \
	X(FAIL, "Fail", "Не пройдено") \
	X(INCONCLUSIVE, "Inconclusive", "Не доказано") \
	X(RUNS, "Runs side by side", "Прогоны рядом") \
	X(RUN, "run", "прогон") \
	X(SCENARIO, "scenario", "сценарий") \
	X(VERDICT, "verdict", "вердикт") \
	X(SKIP, "Skip to the verdict", "К вердикту") \
	X(CONTENTS, "Contents", "Содержание") \
	X(THEME, "Light or dark", "Светлая или тёмная") \
	X(QUESTION, "Question", "Вопрос") \
	X(EXPECTATIONS, "Expectations", "Ожидания") \
	X(NO_EXPECTATIONS, "None are stated.", "Не заданы.") \
	X(PHASE, "phase", "фаза") \
	X(EXPECTED, "expected", "ожидалось") \
	X(OBSERVED, "observed", "наблюдалось") \
	X(CLOSE, "close to the limit", "близко к пределу") \
	X(WHOLE_RUN, "whole run", "весь прогон") \
	X(STARTED, "started", "начало") \
	X(LASTED, "measured for", "измерение") \
	X(LONGEST_OUT, "longest outage", "самый долгий простой") \
	X(LOST, "acknowledged records lost", "потеряно подтверждённых записей") \
	X(DUPLICATED, "duplicated", "дубликатов") \
	X(ELECTIONS, "changes of the active controller", "смен активного контроллера") \
	X(NOT_OBSERVED, "not observed", "не наблюдалось") \
	X(NOT_SETTLED, "not read back", "не перечитано") \
	X(NONE, "none", "нет") \
	X(TIMELINE, "Timeline", "Временная шкала") \
	X(TIMELINE_HELP, \
	  "All lanes share one time axis, in seconds since the first phase began. A red bar is a stretch in which " \
	  "something was not served: follow it to its evidence.", \
	  "У всех дорожек одна ось времени: секунды от начала первой фазы. Красная полоса - время, когда " \
	  "что-то не обслуживалось: по ней открываются доказательства.") \
	X(TIMELINE_KEYS, \
	  "Drag to zoom, Shift and drag or the arrow buttons to pan, point for values. On the time axis: arrow keys move, + and - zoom, 0 resets.", \
	  "Протяните, чтобы приблизить; Shift и протянуть или кнопки - сдвиг; наведите, чтобы увидеть значения. " \
	  "На оси времени: стрелки двигают, + и - масштаб, 0 сбрасывает.") \
	X(ZOOM_IN, "Zoom in", "Приблизить") \
	X(ZOOM_OUT, "Zoom out", "Отдалить") \
	X(EARLIER, "Earlier", "Раньше") \
	X(LATER, "Later", "Позже") \
	X(RESET, "Whole run", "Весь прогон") \
	X(SEARCH, "Find a node, topic, partition, workload", "Найти узел, топик, партицию, нагрузку") \
	X(SEARCH_HELP, \
	  "Lanes and rows of tables that have all these words stay. / goes here, Escape empties it.", \
	  "Остаются дорожки и строки таблиц, где есть все эти слова. / ведёт сюда, Escape очищает.") \
	X(NOTHING_FOUND, "nothing found", "ничего не найдено") \
	X(LANES_FOUND, "lanes", "дорожек") \
	X(ROWS_FOUND, "rows", "строк") \
	X(TOPICS, "topics", "топики") \
	X(WORKLOADS, "workloads", "нагрузки") \
	X(PARTITIONS, "partitions", "партиции") \
	X(CLOSE_PANEL, "Close", "Закрыть") \
	X(TIME, "time", "время") \
	X(PHASES, "Phases", "Фазы") \
	X(ACTIONS, "Actions", "Действия") \
	X(CONTROLLER, "controller", "контроллер") \
	X(ISR, "smallest ISR", "наименьший ISR") \
	X(OBSERVER, "observer", "наблюдатель") \
	X(DID_NOT_LOOK, "did not look", "не смотрел") \
	X(NOBODY, "nobody", "никто") \
	X(EPOCH, "epoch", "эпоха") \
	X(RATE, "per second", "в секунду") \
	X(LATENCY, "latency", "задержка") \
	X(DUE, "due", "положено") \
	X(SERVED, "served", "обслужено") \
	X(LATE, "late", "поздно") \
	X(FAILED, "failed", "отказ") \
	X(ALL_SERVED, "served", "обслуживается") \
	X(SOME_OUT, "some out", "частично нет") \
	X(ALL_OUT, "out", "нет") \
	X(NOT_MEASURED, "not measured: acks=0 proves nothing", "не измеряется: acks=0 ничего не доказывает") \
	X(BULK, "as fast as it goes: no due times", "с полной скоростью: сроков нет") \
	X(WINDOWS, "Windows", "Окна недоступности") \
	X(WINDOWS_HELP, \
	  "A window is a stretch in which a part was not served, from the last good instant to the next good one.", \
	  "Окно - время, когда часть не обслуживалась: от последнего успешного момента до следующего успешного.") \
	X(ALL_WINDOWS, "every window, part by part", "все окна по частям") \
	X(PART, "part", "часть") \
	X(FROM, "from", "с") \
	X(TO, "to", "до") \
	X(LENGTH, "length", "длительность") \
	X(RECORDS, "due in it", "положено в нём") \
	X(NEVER_SERVED, "never served", "не обслужено") \
	X(REASON, "reason", "причина") \
	X(CAUSE, "cause", "вызвано") \
	X(UNEXPLAINED, "unexplained", "не объяснено") \
	X(BEFORE_BEGIN, "before the measurement", "до измерения") \
	X(OPEN_END, "open at the end", "открыто в конце") \
	X(EVIDENCE, "Evidence", "Доказательства") \
	X(LAST_GOOD, "last good", "последний успех") \
	X(FIRST_GOOD, "first good after it", "первый успех после") \
	X(BETWEEN, "between", "между") \
	X(AND, "and", "и") \
	X(ERRORS, "errors", "ошибки") \
	X(PARTS_OUT, "parts out", "затронуто частей") \
	X(SHARES, "where the time went", "куда ушло время") \
	X(SHARE_CLUSTER, "cluster", "кластер") \
	X(SHARE_CLIENT, "client", "клиент") \
	X(SEEN, "what was seen", "что наблюдалось") \
	X(CLUSTER_THEN, "the cluster then", "кластер в это время") \
	X(LOG_LINES, "log lines around it", "строки журналов рядом") \
	X(MORE_LEFT_OUT, "left out here; results.json has them all", "здесь опущено; в results.json есть все") \
	X(LINES_LEFT_OUT, "lines left out", "строк опущено") \
	X(WIDENED, "an edge is wider because kchaos itself stalled", "край шире: сам kchaos задержался") \
	X(AVAILABILITY, "Availability by phase", "Доступность по фазам") \
	X(ANY_OUT, "some out", "частично нет") \
	X(IN_TIME, "in time", "вовремя") \
	X(BULK_LOAD, "Bulk load", "Полная нагрузка") \
	X(CLUSTER, "The cluster at each phase boundary", "Кластер на границах фаз") \
	X(CLUSTER_HELP, \
	  "What everybody told when asked at once. What differs from the table before is marked ◆, with the value it had.", \
	  "Что ответили все, когда их спросили разом. Что отличается от прежней таблицы, отмечено ◆ с прежним значением.") \
	X(NO_TABLES, "This run directory has no tables.", "В этом прогоне таблиц нет.") \
	X(WHEN_BEGAN, "when this began:", "когда началось:") \
	X(AT_END, "after the last phase", "после последней фазы") \
	X(CHANGES, "changes", "изменений") \
	X(WAS, "was", "было") \
	X(NODES, "nodes", "узлы") \
	X(QUORUM, "quorum", "кворум") \
	X(NO_LEADER, "no controller says that it leads", "никто из контроллеров не называет себя лидером") \
	X(TOPIC, "topic", "топик") \
	X(TOPICS_UNTOLD, "no broker told the topics", "ни один брокер не сообщил топики") \
	X(OTHER_TOPICS, "further topics, not shown here", "других топиков, здесь не показаны") \
	X(SETTLEMENT, "What became of every record", "Судьба каждой записи") \
	X(SETTLEMENT_HELP, \
	  "After everything had healed, every partition was read from its first offset to its last.", \
	  "Когда всё восстановилось, каждая партиция была прочитана от первого смещения до последнего.") \
	X(READ_BACK_MISSING, \
	  "The read-back is missing or incomplete: what is unverified is not lost.", \
	  "Перечитывание не состоялось или неполно: непроверенное не значит потерянное.") \
	X(WORKLOAD, "workload", "нагрузка") \
	X(PRODUCED, "produced", "отправлено") \
	X(ACKED, "acknowledged", "подтверждено") \
	X(REJECTED, "rejected", "отклонено") \
	X(UNKNOWN, "unknown", "неизвестно") \
	X(UNKNOWN_FOUND, "of them written", "из них записано") \
	X(LOST_SHORT, "lost", "потеряно") \
	X(REORDERED, "reordered", "переставлено") \
	X(UNVERIFIED, "unverified", "не проверено") \
	X(UNACCOUNTED, "unaccounted", "без следа") \
	X(FIRST_LOST, "the first lost records", "первые потерянные записи") \
	X(FOREIGN, "records in the topics that are not this run's", "записей в топиках не из этого прогона") \
	X(REPLICAS, "replicas", "реплики") \
	X(IDENTICAL, "identical", "одинаковы") \
	X(NOT_COMPARED, "replicas were not compared", "реплики не сравнивались") \
	X(LOGS, "What the nodes logged", "Что писали узлы") \
	X(NOTHING_LOGGED, "No line that means something here was found.", "Значимых строк не найдено.") \
	X(NODE, "node", "узел") \
	X(FIRST, "first", "первая") \
	X(LAST, "last", "последняя") \
	X(LINES, "lines", "строк") \
	X(MEANING, "meaning", "значение") \
	X(QUALITY, "How far to trust this", "Насколько этому верить") \
	X(NOTES, "notes", "замечания") \
	X(ENVIRONMENT, "Environment", "Окружение") \
	X(REPRODUCE, "How to reproduce", "Как повторить") \
	X(NO_SCENARIO, "The run directory has no scenario.yaml.", "В прогоне нет scenario.yaml.") \
	X(WHAT, "what", "что") \
	X(EFFECT, "took effect", "подействовало") \
	X(UNDONE, "undone", "отменено") \
	X(PROOF, "proof", "подтверждение") \
	X(NO_EFFECT, "no effect seen", "действия не видно") \
	X(ENDED_BY, "ended by", "закончена") \
	X(IN_SYNC, "in sync", "в синхроне") \
	X(DID_NOT_BEGIN, "did not begin", "не началась") \
	X(CUT_OFF, "cut off", "оборвана") \
	X(RUN_CUT_OFF, "The run was cut off: what came after is not known.", \
	  "Прогон оборван: что было дальше, неизвестно.") \
	X(NOT_OBSERVED_LONG, \
	  "Nobody observed the cluster in this run: controller, ISR and tables are not known.", \
	  "В этом прогоне за кластером не наблюдали: контроллер, ISR и таблицы неизвестны.") \
	X(STALE, "told before, nobody answers", "прежние сведения, никто не отвечает") \
	X(FROZEN, "as it was, no controller", "как было, контроллера нет") \
	X(LEADERLESS, "without a leader", "без лидера") \
	X(ABOUT_PAGE, "About this page", "Об этой странице") \
	X(STATE_UP, "up", "работает") \
	X(STATE_SILENT, "silent", "молчит") \
	X(STATE_HIT, "hit", "под действием") \
	X(STATE_PAUSED, "paused", "на паузе") \
	X(STATE_STOPPED, "stopped", "остановлен") \
	X(STATE_UNKNOWN, "unknown: the host does not answer", "неизвестно: хост не отвечает") \
	X(LEGEND, "Legend", "Обозначения")
/* clang-format on */

enum word {
#define WORD_ENUM(id, en, ru) WORD_##id,
	WORDS(WORD_ENUM)
#undef WORD_ENUM
		WORD_COUNT
};

const char *word(enum lang lang, enum word w);

#endif
