/* phrases_frame.h - what stands around the findings: headings, the set-up, how it was measured, the end. */
#ifndef WRITEUP_PHRASES_FRAME_H
#define WRITEUP_PHRASES_FRAME_H

/* clang-format off */
#define FRAME_PHRASES(X) \
	X(AND, " and ", " и ") \
	X(NOBODY, "nobody", "никто") \
	X(YES, "yes", "да") \
	X(NO, "no", "нет") \
	X(OWN_WORDS, "> **Your conclusion:** _..._", "> **Вывод:** _..._") \
	X(PASS, "pass", "пройдено") \
	X(FAIL, "FAIL", "НЕ ПРОЙДЕНО") \
	X(INCONCLUSIVE, "inconclusive", "нельзя судить") \
	X(VERDICT, "**Verdict: {0}** — {1}.", "**Итог: {0}** — {1}.") \
	X(H_GOAL, "## Goal", "## Цель") \
	X(H_SETUP, "## Set-up", "## Стенд") \
	X(H_METHOD, "## How it was measured", "## Как измерялось") \
	X(H_COURSE, "## What happened", "## Ход эксперимента") \
	X(H_CHRONOLOGY, "## Chronology and recovery", "## Хронология и восстановление") \
	X(H_DATA, "## Is the data consistent?", "## Целостность данных") \
	X(H_QUESTIONS, "## Questions and answers", "## Вопросы и ответы") \
	X(H_EXPECTATIONS, "## What was expected", "## Ожидания") \
	X(H_CONCLUSIONS, "## Conclusions", "## Выводы") \
	X(H_APPENDIX, "## Appendix: how to repeat it", "## Приложение: как повторить") \
	X(GOAL_NONE, "The scenario states no goal.", "В сценарии цель не указана.") \
	X(GOAL_QUESTION, "**Question.** {0}", "**Вопрос.** {0}") \
	X(INTERPRET, "Everything below was generated from the record of the run; nothing that was not measured is claimed. Lines that begin with “Your conclusion” are yours to fill in: they are kept when the document is written again.", \
	  "Всё ниже получено из записи прогона; ничего, что не измерялось, не утверждается. Строки «Вывод» оставлены для ваших слов: при повторной генерации они сохраняются.") \
	/* set-up */ \
	X(SETUP_NODES, "{0} {0:node|nodes}: {1} {1:broker|brokers}, {2} {2:voter|voters} in the quorum. {3} of the voters may be down; with more down nobody can be elected and nothing decided.", \
	  "{0} {0:узел|узла|узлов}: {1} {1:брокер|брокера|брокеров}, {2} {2:участник|участника|участников} кворума с правом голоса. Из них допустимо потерять {3}; если не работает больше, никого нельзя выбрать и ничего нельзя решить.") \
	X(SETUP_ADOPTED, "The cluster was not started by kchaos but adopted as it ran: project {0}.", "Кластер запущен не kchaos: взят работающий проект {0}.") \
	X(SETUP_TABLES, "When the first phase began:", "К началу первой фазы:") \
	X(SETUP_NO_TABLES, "The cluster's tables were not recorded: the run is of an earlier version.", "Таблицы кластера не записаны: прогон сделан прежней версией.") \
	X(T_PARAMETER, "parameter", "параметр") \
	X(T_VALUE, "value", "значение") \
	X(T_ORIGIN, "where it comes from", "откуда") \
	X(T_WHY, "why it matters", "почему важно") \
	X(ORIGIN_SCENARIO, "scenario", "сценарий") \
	X(ORIGIN_DEFAULT, "default of kchaos", "умолчание kchaos") \
	X(ORIGIN_TOPIC, "topic, from the scenario", "топик, из сценария") \
	X(ORIGIN_CLUSTER, "as the cluster told it", "по ответу кластера") \
	X(ORIGIN_COMPOSE, "Compose file", "файл Compose") \
	X(WHY_PARTITIONS, "so many parts are led, and fail, apart from each other", "столько частей ведутся, и отказывают, независимо друг от друга") \
	X(WHY_REPLICATION, "so many brokers have a copy of each record", "на стольких брокерах лежит копия каждой записи") \
	X(WHY_MIN_ISR, "with fewer replicas in sync, acks=all is refused: {0} of a partition's {1} brokers may be down for it", \
	  "если синхронных реплик меньше, запись с acks=all отклоняется: из {1} брокеров раздела для неё допустимо потерять {0}") \
	X(WHY_ACKS_ALL, "a record counts as written when every replica in sync has it", "запись считается принятой, когда она есть у всех синхронных реплик") \
	X(WHY_ACKS_ONE, "a record counts as written when the leader has it: what it did not pass on may be lost", "запись считается принятой, когда она есть у лидера: непереданное дальше может потеряться") \
	X(WHY_ACKS_NONE, "nothing is acknowledged, so nothing can be measured", "ничего не подтверждается, поэтому ничего нельзя измерить") \
	X(WHY_RATE, "so many records are due each second, whether or not the cluster answers", "столько записей в секунду должно быть отправлено, отвечает кластер или нет") \
	X(WHY_BULK, "as fast as the client takes them: throughput is measured, not availability", "так быстро, как их берёт клиент: измеряется пропускная способность, а не доступность") \
	X(WHY_LATE, "an answer later than this after the due time counts as late", "ответ позже этого срока считается опоздавшим") \
	X(WHY_GROUP, "its members share the partitions; a coordinator keeps their offsets", "участники делят разделы между собой; смещения хранит координатор") \
	X(WHY_EVERY, "a question of this kind is due so often", "такой вопрос задаётся с этим интервалом") \
	X(WHY_OTHER, "as the cluster or the client documents it", "см. документацию кластера или клиента") \
	X(WHY_QUORUM, "who may vote for the controller", "кто голосует за контроллер") \
	X(WHY_IMAGE, "the version under test", "испытываемая версия") \
	X(P_PARTITIONS, "{0}: partitions", "{0}: разделов") \
	X(P_REPLICATION, "{0}: replication factor", "{0}: фактор репликации") \
	X(P_OF, "{0}: {1}", "{0}: {1}") \
	X(P_RATE, "{0}: rate", "{0}: темп") \
	X(P_RECORDS, "{0}: records", "{0}: записей") \
	X(P_GROUP, "{0}: group, members", "{0}: группа, участников") \
	X(P_EVERY, "{0}: asks ({1}) every", "{0}: спрашивает ({1}) каждые") \
	X(P_LATE, "{0}: late after", "{0}: опоздание после") \
	X(P_QUORUM, "quorum", "кворум") \
	X(P_IMAGE, "image", "образ") \
	X(PER_SECOND, "{0}/s", "{0}/с") \
	/* method */ \
	X(METHOD_DUE, "Load is open-loop: each record or question has a due time, and latency counts from it, so that a client that stalls hides no demand. Served means answered within the workload's time limit; *late* later, *rejected* certainly not written, *unknown* without an answer.", \
	  "Нагрузка с открытым циклом: у каждой записи и каждого вопроса есть срок отправки, задержка считается от него, поэтому застывший клиент ничего не скрывает. «Вовремя» — ответ пришёл в пределах срока нагрузки; *поздно* — позже; *отклонено* — точно не записано; *неизвестно* — ответа нет.") \
	X(METHOD_WINDOWS, "A window is a stretch of one partition (or broker) between two good answers in which something due was not served in time. Nobody sees the moment of a failure itself: the error bar (±) is what lies between the neighbouring observations.", \
	  "Окно — отрезок между двумя удачными ответами одного раздела (или брокера), в котором что-то не было обслужено вовремя. Сам момент отказа никто не видит: погрешность (±) — это расстояние между соседними наблюдениями.") \
	X(METHOD_WHO, "Leaders, ISR and controller are what the nodes themselves tell, asked about ten times a second; node states are the engine's events; the active controller is a controller whose claim is alive, not what a client's metadata names.", \
	  "Лидеры, ISR и контроллер — по словам самих узлов, их спрашивают около десяти раз в секунду; состояния узлов — по событиям движка контейнеров; активный контроллер — тот, чья роль подтверждена, а не тот, кого называют метаданные клиента.") \
	X(METHOD_UNOBSERVED, "In this run the observer recorded nothing: controllers, leaders and ISR are not known and are not told.", \
	  "В этом прогоне наблюдатель ничего не записал: контроллеры, лидеры и ISR неизвестны и не описываются.") \
	X(METHOD_SETTLE, "When all was healed, every partition was read from its first offset to its last, and every record sent was looked for by its number.", \
	  "Когда всё было восстановлено, каждый раздел прочитан от первого смещения до последнего, и каждая отправленная запись найдена по номеру.") \
	X(METHOD_NO_SETTLE, "The reading back of all records did not take place or is incomplete: what was not read is unverified, not lost.", \
	  "Контрольного чтения всех записей не было или оно неполно: непрочитанное не проверено, но и не потеряно.") \
	X(METHOD_INSTRUMENT, "The instrument itself was at most {0} late; it took {1} % of a core.", "Сам прибор опаздывал не более чем на {0}; он занимал {1} % ядра.") \
	X(METHOD_CONTENDED, "Some program of the machine waited for a processor {0} % of the time: short latencies are the machine's as much as the cluster's.", \
	  "{0} % времени какая-то программа машины ждала процессор: малые задержки принадлежат машине не меньше, чем кластеру.") \
	X(METHOD_CUT, "The run was cut off before its end: what is told stops there.", "Прогон оборвался до конца: рассказ на этом кончается.") \
	X(METHOD_NOTES, "Worth knowing:", "Следует учесть:") \
	/* expectations, conclusions, appendix */ \
	X(NO_EXPECTATIONS, "The scenario states no expectations, so nothing was judged.", "В сценарии нет ожиданий, поэтому судить не о чем.") \
	X(T_VERDICT, "verdict", "итог") \
	X(T_PHASE, "phase", "фаза") \
	X(T_EXPECTED, "expected", "ожидалось") \
	X(T_OBSERVED, "observed", "наблюдалось") \
	X(WHOLE_RUN, "whole run", "весь прогон") \
	X(CLOSE_CALL, "{0} (within its error bar of the limit)", "{0} (у предела, в пределах погрешности)") \
	X(BUT, "{0}; inconclusive: {1}", "{0}; судить нельзя: {1}") \
	X(REPEAT_COMMAND, "The same picks and contents again (not the same timing):", "Те же узлы и то же содержимое ещё раз (но не те же моменты времени):") \
	X(REPEAT_SEED, "The scenario that was run is `scenario.yaml` in the run directory, the seed is {0}: put `seed: {0}` into the file to pick the same nodes.", \
	  "Выполненный сценарий — `scenario.yaml` в каталоге прогона, зерно — {0}: с `seed: {0}` в файле будут выбраны те же узлы.") \
	X(REPEAT_REPORT, "This document again, and the record it rests on:", "Этот документ ещё раз и запись, на которой он основан:") \
	X(T_WHAT, "what", "что") \
	X(MADE_BY, "Generated by kchaos {0} from the run {1}, which began at {2} UTC.", "Составлено kchaos {0} по прогону {1}, начатому {2} UTC.") \
	X(DEFINITIONS, "What the numbers mean exactly: `docs/measuring.md` of kchaos.", "Точные определения чисел: `docs/measuring.md` в kchaos.") \
	/* charts */ \
	X(CHART_ALT, "Timeline of the run", "Ход прогона на шкале времени") \
	X(CHART_STRIP, "There is no chart here, because {0}. A column is {1}; █ served, ▒ some parts out, ░ all out, digits are phases, nodes and replicas:", \
	  "Графика здесь нет: {0}. Один столбец — {1}; █ обслужено, ▒ часть недоступна, ░ недоступно всё, цифры — фазы, узлы и реплики:") \
	X(STRIP_SECONDS, "seconds", "секунды") \
	X(STRIP_PHASES, "phase begins", "начало фазы") \
	X(STRIP_CONTROLLER, "active controller", "активный контроллер") \
	X(STRIP_ISR, "smallest ISR {0}", "наименьший ISR {0}") \
	X(STRIP_NODES, "nodes running", "узлов работает") \
	X(NO_FILE, "a document without a file has nothing beside it (name one with -o)", "у документа без файла нет соседних файлов (задайте файл через -o)") \
	X(G_NODES, "nodes", "узлы") \
	X(G_CONTROLLER, "controller", "контроллер") \
	X(G_NO_CONTROLLER, "none", "нет") \
	X(G_SERVED, "served", "доступность") \
	X(G_ISR, "ISR", "ISR") \
	X(G_RATE, "in time, per second", "вовремя, в секунду") \
	X(G_LATENCY, "latency, ms", "задержка, мс") \
	X(G_SECONDS, "seconds since the first phase began", "секунды от начала первой фазы") \
	X(G_OUT_SOME, "some parts out", "часть недоступна") \
	X(G_OUT_ALL, "all out", "недоступно всё") \
	X(G_WELL, "all is well", "всё в порядке") \
	X(G_STOPPED, "stopped", "остановлен") \
	X(G_PAUSED, "paused", "приостановлен") \
	X(G_UNKNOWN, "host does not answer", "хост не отвечает") \
	X(G_SILENT, "does not answer", "не отвечает") \
	X(G_HIT, "under a fault", "под воздействием") \
	X(G_BAND, "{0}: p50 to p99", "{0}: p50–p99") \
	X(G_NOT_TOLD, "not told", "нет данных")
/* clang-format on */

#endif
