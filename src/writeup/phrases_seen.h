/* phrases_seen.h - what was done and what was seen of it, in the phases and after them. */
#ifndef WRITEUP_PHRASES_SEEN_H
#define WRITEUP_PHRASES_SEEN_H

/* clang-format off */
#define SEEN_PHRASES(X) \
	X(H_PHASE, "### {0}. {1}", "### {0}. {1}") \
	X(PHASE_NOT_BEGUN, "This phase did not begin.", "Эта фаза не началась.") \
	X(PHASE_TIME, "From {0} to {1} ({2}).", "С {0} до {1} ({2}).") \
	X(PHASE_TIMEOUT, "What it waited for did not come in time.", "Того, чего она ждала, за отведённое время не произошло.") \
	X(PHASE_CUT, "It was cut off.", "Она оборвалась.") \
	X(PHASE_INTERRUPTED, "It was interrupted.", "Она была прервана.") \
	X(DONE, "**What was done**", "**Что сделано**") \
	X(DONE_NOTHING, "**What was done.** Nothing: the cluster was only watched.", "**Что сделано.** Ничего: за кластером только наблюдали.") \
	X(DONE_BULK, "**What was done.** The workload {0} began: {1} {1:record|records} as fast as they are taken.", "**Что сделано.** Началась нагрузка {0}: {1} {1:запись|записи|записей} так быстро, как их принимают.") \
	X(DONE_WAITED, "It then waited until: `{0}: {1}`.", "Затем ожидалось: `{0}: {1}`.") \
	X(T_ACTION, "action", "действие") \
	X(T_NODES, "nodes", "узлы") \
	X(T_REQUESTED, "requested", "запрошено") \
	X(T_EFFECTIVE, "took effect", "подействовало") \
	X(T_OVER, "done", "завершено") \
	X(T_PROOF, "proof", "подтверждение") \
	X(ACTION_FAILED, "failed", "не удалось") \
	X(ACTION_UNSEEN, "not seen", "не замечено") \
	X(SEEN, "**What was seen**", "**Что наблюдалось**") \
	X(CONTROLLER_WAS, "The active controller was {0}.", "Активный контроллер: {0}.") \
	X(CONTROLLER_SAME, "The active controller was {0} (epoch {1}) all the time.", "Активным контроллером всё время был {0} (эпоха {1}).") \
	X(CONTROLLER_NONE, "There was no active controller at any time.", "Активного контроллера не было ни в какой момент.") \
	X(CONTROLLER_SPAN, "{0} (epoch {1})", "{0} (эпоха {1})") \
	X(CONTROLLER_GAP, "nobody for {0}", "{0} без контроллера") \
	X(CONTROLLER_OPEN_GAP, "nobody from {0} to the end of the measurement", "с {0} и до конца измерения без контроллера") \
	X(THEN, ", then ", ", затем ") \
	X(LEADERS_MOVED, "Leaders of {0} moved: {1}.", "Лидеры разделов {0} сменились: {1}.") \
	X(LEADERS_MOVE, "from {0} to {1}: {2:partition|partitions} {3} (first at {4})", "с {0} на {1}: {2:раздел|разделы|разделы} {3} (впервые в {4})") \
	X(LEADERS_GONE, "from {0} to nobody: {1:partition|partitions} {2} (first at {3})", "{0} больше не лидер, и никто вместо него: {1:раздел|разделы|разделы} {2} (впервые в {3})") \
	X(LEADERS_CAME, "from nobody to {0}: {1:partition|partitions} {2} (first at {3})", "снова есть лидер, {0}: {1:раздел|разделы|разделы} {2} (впервые в {3})") \
	X(LEADERS_STAYED, "No partition of {0} got another leader.", "Ни у одного раздела {0} лидер не сменился.") \
	X(ISR_SAME, "Replicas in sync: {0} of {1}, at the beginning and at the end.", "Синхронных реплик: {0} из {1}, в начале и в конце.") \
	X(ISR_CHANGED, "Replicas in sync: {0} of {1} at the beginning, {2} of {3} at the end.", "Синхронных реплик: {0} из {1} в начале, {2} из {3} в конце.") \
	X(ISR_TOPIC, "{0}: {1} of {2} replicas in sync at the beginning, {3} of {4} at the end.", "{0}: синхронны {1} из {2} реплик в начале, {3} из {4} в конце.") \
	X(ISR_STALE, "Of {0} no broker answered at the end: this is what was told last.", "По {0} в конце не отвечал ни один брокер: это то, что сообщили последним.") \
	X(ISR_FROZEN, "Nobody was active controller then, and nobody else can change an ISR: this is what the metadata held last, not who lived.", \
	  "Активного контроллера при этом не было, а больше никто изменить ISR не может: это последнее, что записано в метаданных, а не кто был жив.") \
	X(LEADERLESS, "At the end {0} {0:partition|partitions} had no leader.", "В конце без лидера {0:был|были|было} {0} {0:раздел|раздела|разделов}.") \
	X(NODES_UNKNOWN, "Unknown at the end, their hosts did not answer: {0}.", "В конце неизвестно, их хосты не отвечали: {0}.") \
	X(NODES_DOWN, "Not up at the end: {0}.", "В конце не работали: {0}.") \
	X(T_WORKLOAD, "workload", "нагрузка") \
	X(T_PLANE, "plane", "плоскость") \
	X(T_DUE, "due", "всего") \
	X(T_SERVED, "served in time", "вовремя") \
	X(T_LATE, "late", "поздно") \
	X(T_REJECTED, "rejected", "отклонено") \
	X(T_UNKNOWN, "unknown", "неизвестно") \
	X(T_LONGEST, "longest outage", "наибольший простой") \
	X(T_ANY, "some part out", "часть недоступна") \
	X(T_ALL, "all out", "недоступно всё") \
	X(T_P50, "p50", "p50") \
	X(T_P99, "p99", "p99") \
	X(T_MAX, "max", "макс.") \
	X(NOT_MEASURABLE, "{0} writes with acks=0: nothing is acknowledged, so its availability is not measurable.", "{0} пишет с acks=0: ничего не подтверждается, поэтому её доступность измерить нельзя.") \
	X(BULK_LINE, "{0} wrote as fast as it could: {1} {1:record|records} acknowledged in {2}, {3} records/s ({4} MiB/s) on average, {5} records/s ({6} MiB/s) in the best second.", \
	  "{0} писала так быстро, как могла: за {2} {1:подтверждена|подтверждены|подтверждено} {1} {1:запись|записи|записей}, в среднем {3} записей/с ({4} МиБ/с), в лучшую секунду {5} записей/с ({6} МиБ/с).") \
	X(BULK_NOT_BEGUN, "{0} did not begin: none of its records was handed over.", "{0} не началась: ни одной записи не передано.") \
	X(BULK_NO_ACK, "{0} handed over {1} {1:record|records}, and none was acknowledged.", "{0} передала {1} {1:запись|записи|записей}, ни одна не подтверждена.") \
	X(BULK_LATENCY, "Latency from handing over to the answer: {0} on average, p50 {1}, p95 {2}, p99 {3}, p99.9 {4}, at most {5}.", \
	  "Задержка от передачи до ответа: в среднем {0}, p50 {1}, p95 {2}, p99 {3}, p99.9 {4}, не больше {5}.") \
	X(BULK_GENERATOR, "The generator was the bottleneck: the cluster may take more.", "Узким местом был генератор: кластер, возможно, может больше.") \
	X(BULK_FULL, "The client's queue was full {0} % of the time: the cluster was what was waited for.", "Очередь клиента была полна {0} % времени: ждали кластер.") \
	X(STALE_ANSWERS, "{0} {0:answer|answers} to {1} {0:was|were} stale: older than what the cluster had told before.", "{0} {0:ответ|ответа|ответов} для {1} {0:устарел|устарели|устарели}: старше того, что кластер уже сообщал.") \
	X(WHY, "**Why**", "**Почему**") \
	X(WHY_NOTHING, "**Why.** There was no window: everything measured was served within its limits, or nothing was due.", "**Почему.** Окон недоступности не было: всё измеряемое обслужено в пределах сроков, либо ничего не требовалось.") \
	X(WHY_NOTHING_NEW, "**Why.** The windows that touch this phase are told where they began, or where their cause lies.", "**Почему.** Окна, которые задевают эту фазу, описаны там, где они начались или где их причина.") \
	X(WHY_GROUP_OF, "**{0}**, {1}: {2}, i.e. {3}.", "**{0}**, {1}: {2} — {3}.") \
	X(WHY_LENGTH, "{0} {0:window|windows}, the longest {1}", "{0} {0:окно|окна|окон}, наибольшее {1}") \
	X(WHY_LENGTH_OPEN, "{0} {0:window|windows}, the longest {1} and not over when the measurement ended", "{0} {0:окно|окна|окон}, наибольшее {1}; до конца измерения не восстановилось") \
	X(WHY_CAUSE, "Cause: {0} {1}, in effect at {2}.", "Причина: {0} {1}, подействовало в {2}.") \
	X(WHY_UNEXPLAINED, "No action of the scenario explains it.", "Ни одно действие сценария этого не объясняет.") \
	X(WHY_SHARES, "Of it the cluster took {0}, the client {1}.", "Из них на кластер приходится {0}, на клиента {1}.") \
	X(WHY_EVIDENCE, "Seen: {0}.", "Видно: {0}.") \
	X(WHY_PARTS, "It concerned: {0}.", "Затронуто: {0}.") \
	X(WHY_UNSERVED, "{0} {0:record|records} or questions fell into these windows; {1} {1:was|were} never served.", "На эти окна пришлось записей или вопросов: {0}; так и не обслужено: {1}.") \
	X(LOGS, "**What the nodes' logs say** (they explain; no number rests on them)", "**Что говорят журналы узлов** (они поясняют; числа на них не опираются)") \
	X(T_WHEN, "when", "когда") \
	X(T_NODE, "node", "узел") \
	X(T_SAYS, "what it means", "что это значит") \
	X(T_LINES, "lines", "строк") \
	X(LEFT_OUT, "{0} more {0:row is|rows are} left out here; `results.json` has all of them.", "Ещё {0} {0:строка|строки|строк} здесь не {0:показана|показаны|показаны}; все есть в `results.json`.") \
	X(TABLES_END, "The cluster's tables at the end of this phase", "Таблицы кластера в конце фазы") \
	X(TABLES_BEGIN, "The cluster's tables when the first phase began", "Таблицы кластера к началу первой фазы") \
	X(TABLES_LARGE, "Topics are left out for their {0} partitions; `kchaos describe {1}` shows them.", "Топики не показаны: у них {0} разделов; их покажет `kchaos describe {1}`.") \
	/* chronology */ \
	X(CHRONOLOGY, "Everything on one clock, in seconds since the first phase began: actions, nodes, controller, replicas and who was served.", \
	  "Всё на одних часах, в секундах от начала первой фазы: действия, узлы, контроллер, реплики и доступность.") \
	X(E_PHASE, "**phase {0}: {1}**", "**фаза {0}: {1}**") \
	X(E_ACTION, "`{0}` {1}: took effect", "`{0}` {1}: подействовало") \
	X(E_NODE_UNKNOWN, "whether {0} runs is unknown: its host does not answer", "работает ли {0}, неизвестно: его хост не отвечает") \
	X(E_NODE_STOPPED, "{0} stopped", "{0} остановлен") \
	X(E_NODE_PAUSED, "{0} paused", "{0} приостановлен") \
	X(E_NODE_SILENT, "{0} runs and does not answer", "{0} запущен и не отвечает") \
	X(E_NODE_HIT, "{0} under a fault", "{0} под воздействием") \
	X(E_NODE_UP, "{0} answers again", "{0} снова отвечает") \
	X(E_NO_CONTROLLER, "nobody is active controller", "активного контроллера нет") \
	X(E_CONTROLLER, "{0} is active controller, epoch {1}", "{0} — активный контроллер, эпоха {1}") \
	X(E_ISR_SHORT, "{0}: not all replicas in sync any more", "{0}: синхронны уже не все реплики") \
	X(E_ISR_FULL, "{0}: all {1} replicas in sync", "{0}: синхронны все реплики, {1}") \
	X(E_OUT, "{0}: some part is not served", "{0}: часть не обслуживается") \
	X(E_SERVED, "{0}: everything is served again", "{0}: снова обслуживается всё") \
	X(E_NEVER_SERVED, "{0}: not everything was served again before the measurement ended", "{0}: до конца измерения полностью не восстановилось") \
	/* data */ \
	X(DATA_METHOD, "Every record carries its producer and number. What was sent, warm-up included, is held against what was found when everything was read back.", \
	  "У каждой записи есть производитель и номер. Отправленное, вместе с прогревом, сверено с найденным при контрольном чтении.") \
	X(DATA_UNREAD, "Nothing was read back completely, so nothing can be said to be lost or to be safe: “unverified” records are neither.", \
	  "Полного контрольного чтения не было, поэтому нельзя сказать ни что записи потеряны, ни что они сохранены: «не проверено» — ни то ни другое.") \
	X(T_PRODUCED, "sent", "отправлено") \
	X(T_ACKED, "acknowledged", "подтверждено") \
	X(T_LOST, "lost", "потеряно") \
	X(T_UNVERIFIED, "unverified", "не проверено") \
	X(T_WRITTEN, "unknown, yet written", "неизвестно, но записано") \
	X(T_DUPLICATED, "doubled", "дубликатов") \
	X(T_REORDERED, "out of order", "не по порядку") \
	X(T_UNACCOUNTED, "unaccounted for", "без исхода") \
	X(DATA_NO_WRITERS, "No workload wrote anything.", "Ни одна нагрузка ничего не писала.") \
	X(LOST_NONE, "{0}: none of the {1} acknowledged {1:record|records} was lost.", "{0}: ни одной записи не потеряно; подтверждено {1}.") \
	X(LOST_SOME, "{0}: {1} of {2} acknowledged {2:record|records} {1:was|were} lost.", "{0}: {1:потеряна|потеряны|потеряно} {1} {1:запись|записи|записей} из {2} подтверждённых.") \
	X(LOST_NOBODY_KNOWS, "{0}: of {1} acknowledged {1:record|records} {2} could not be verified.", "{0}: из {1} подтверждённых записей не удалось проверить {2}.") \
	X(LOST_NO_ACKS, "{0}: nothing was acknowledged, so nothing acknowledged could be lost.", "{0}: ничего не было подтверждено, поэтому нечему было и потеряться.") \
	X(LOST_FIRST, "First lost: {0}.", "Первые потерянные: {0}.") \
	X(LOST_RECORD, "record {0} of partition {1}", "запись {0} раздела {1}") \
	X(DOUBLED_NONE, "{0}: none was written twice.", "{0}: ни одна запись не записана дважды.") \
	X(DOUBLED_SOME, "{1}: {0} {0:copy|copies} too many {0:was|were} found, as a client's repeat after a lost answer makes them.", "{1}: {0:найдена|найдены|найдено} {0} {0:лишняя копия|лишние копии|лишних копий}, как от повтора клиента после потерянного ответа.") \
	X(REORDERED_NONE, "{0}: all are in order.", "{0}: все записи идут по порядку.") \
	X(REORDERED_SOME, "{1}: {0} {0:record lies|records lie} behind a later one.", "{1}: {0} {0:запись стоит|записи стоят|записей стоит} после более поздней.") \
	X(FOREIGN, "{0} {0:record|records} in the topics {0:is|are} not of this run and {0:was|were} not counted.", "{0} {0:запись|записи|записей} в топиках не из этого прогона и не {0:учтена|учтены|учтены}.") \
	X(REPLICAS_SAME, "All {0} replicas were compared where they lie on the disks, byte for byte up to the high watermark: they are identical.", \
	  "Сравнены все реплики ({0}) там, где они лежат на дисках, побайтно до high watermark: они одинаковы.") \
	X(REPLICAS_DIFFER, "Of {0} replicas {1} {1:differs|differ} from the others, {2} are identical, {3} could not be compared.", \
	  "Из {0} реплик {1:отличается|отличаются|отличаются} от других {1}, одинаковы {2}, не удалось сравнить {3}.") \
	X(REPLICAS_NONE, "The replicas were not compared with each other (the scenario did not ask for it, or the run did not come to it).", \
	  "Реплики между собой не сравнивались (сценарий этого не требует, или прогон до этого не дошёл).") \
	X(DISKS, "On disk after the last phase: {0}.", "На дисках после последней фазы: {0}.") \
	X(DISK, "{0} {1}", "{0} — {1}") \
	X(NOT_TOLD, "not told", "нет данных") \
	X(DATA_LIMITS, "Limits: what was deleted (retention) is not compared; records sent with acks=0 are counted as unknown; that a record is on a disk's file does not say that it would survive a power cut.", \
	  "Пределы метода: удалённое (retention) не сравнивается; записи с acks=0 считаются неизвестными; наличие записи в файле не значит, что она переживёт отключение питания.")
/* clang-format on */

#endif
