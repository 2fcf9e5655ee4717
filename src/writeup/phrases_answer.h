/* phrases_answer.h - questions of the scenario answered from the findings, and the conclusions. */
#ifndef WRITEUP_PHRASES_ANSWER_H
#define WRITEUP_PHRASES_ANSWER_H

/* clang-format off */
#define ANSWER_PHRASES(X) \
	X(QUESTION, "**{0}. {1}**", "**{0}. {1}**") \
	X(QUESTION_SCOPE, "_About: {0}._", "_О фазах: {0}._") \
	X(QUESTION_UNREACHED, "Not answered: the run did not come to {0}.", "Ответа нет: прогон не дошёл до {0}.") \
	X(NO_DATA, "Not answered: nothing of the kind was measured.", "Ответа нет: ничего подобного не измерялось.") \
	X(NOT_OBSERVED, "Not answered: the observer recorded nothing.", "Ответа нет: наблюдатель ничего не записал.") \
	X(A_SERVED_ALL, "{0} ({1}): yes, without interruption: everything due was served in time ({2}).", "{0} ({1}): да, без перерыва: всё, что требовалось, обслужено вовремя ({2}).") \
	X(A_SERVED_LATE, "{0} ({1}): yes, without an outage; {2} of {3} were served in time, the others late.", "{0} ({1}): да, без простоя; вовремя {2} из {3}, остальное позже.") \
	X(A_SERVED_NO_WINDOW, "{0} ({1}): {2} of {3} were served in time; no stretch was long enough to count as an outage.", "{0} ({1}): вовремя {2} из {3}; ни один отрезок не был достаточно длинным, чтобы считаться простоем.") \
	X(A_SERVED_SOME, "{0} ({1}): with an interruption: {2} of {3} in time; the longest outage of a part was {4}.", "{0} ({1}): с перерывом: вовремя {2} из {3}; наибольший простой одной части — {4}.") \
	X(A_SERVED_NONE, "{0} ({1}): no: none of {2} was served in time; out for {3}.", "{0} ({1}): нет: вовремя не обслужено ничего из {2}; простой {3}.") \
	X(A_OUT_FROM, "It was out from {0} to {1}.", "Простой длился с {0} до {1}.") \
	X(A_OUT_OPEN, "It was out from {0} and was not served again before the measurement ended.", "Простой начался в {0} и до конца измерения не закончился.") \
	X(A_OUT_BEFORE, "It had been out since before the phase, and ended at {0}.", "Простой начался ещё до этого и закончился в {0}.") \
	X(A_OUT_NEVER, "It had been out since before, and was not served again before the measurement ended.", "Простой начался ещё до этого и до конца измерения не закончился.") \
	X(A_OUT_IDLE, "{0} ({1}): nothing was due; the longest outage of a part was {2}.", "{0} ({1}): ничего не требовалось; наибольший простой одной части — {2}.") \
	X(A_OUT_THROUGH, "It was out the whole time, from before to after.", "Простой длился всё это время: начался раньше и закончился позже.") \
	X(A_ALL_OUT, "All parts together were out for {0}.", "Все части сразу были недоступны {0}.") \
	X(A_NEVER_ALL, "At no time was every part out.", "Все части сразу не были недоступны ни разу.") \
	X(A_REASON, "Reason: {0} — {1}.", "Причина: {0} — {1}.") \
	X(A_ERRORS, "{0}: {1}.", "{0}: {1}.") \
	X(A_ERRORS_NONE, "{0}: no error came.", "{0}: ошибок не было.") \
	X(A_ERRORS_LATE, "{0}: no error came: the client kept trying, and {1} {1:answer|answers} came late.", "{0}: ошибок не было: клиент повторял попытки, и {1} {1:ответ пришёл|ответа пришли|ответов пришли} поздно.") \
	X(A_ERROR, "{0} × `{1}` ({2})", "{0} × `{1}` ({2})") \
	X(A_LATENCY, "{0}: from due time to answer p50 {1}, p95 {2}, p99 {3}, p99.9 {4}, at most {5}; {6} {6:answer|answers}.", \
	  "{0}: от срока до ответа p50 {1}, p95 {2}, p99 {3}, p99.9 {4}, не больше {5}; {6} {6:ответ|ответа|ответов}.") \
	X(A_LATENCY_NONE, "{0}: there was no answer, so there is no latency.", "{0}: ответов не было, поэтому нет и задержки.") \
	X(A_RATE, "{0}: {1} records/s of {2} due were served in time on average.", "{0}: вовремя в среднем {1} записей/с из {2} запланированных.") \
	X(A_CONTROLLER_NEW, "The controller was {0} (epoch {1}); after {2} without any, {3} took over at {4} (epoch {5}).", \
	  "Контроллером был {0} (эпоха {1}); через {2} без контроллера его сменил {3}, в {4} (эпоха {5}).") \
	X(A_CONTROLLER_CHANGED, "The controller was {0} (epoch {1}); {2} took over at {3} (epoch {4}).", "Контроллером был {0} (эпоха {1}); его сменил {2}, в {3} (эпоха {4}).") \
	X(A_CONTROLLER_STAYED, "The controller was {0} (epoch {1}) all the time.", "Контроллером всё время был {0} (эпоха {1}).") \
	X(A_CONTROLLER_LOST, "The controller was {0} (epoch {1}); from {2} on there was none, for {3} up to the end of this part.", \
	  "Контроллером был {0} (эпоха {1}); с {2} контроллера нет, {3} до конца этого отрезка.") \
	X(A_CONTROLLER_OPEN, "The controller was {0} (epoch {1}); from {2} on there was none, and none came before the measurement ended.", \
	  "Контроллером был {0} (эпоха {1}); с {2} контроллера нет, и до конца измерения он не появился.") \
	X(A_CONTROLLER_CAME, "There was none for {0}; {1} became controller at {2} (epoch {3}).", "{0} контроллера не было; в {2} им стал {1} (эпоха {3}).") \
	X(A_CONTROLLER_NONE, "There was none all the time: {0}.", "Контроллера не было всё это время: {0}.") \
	X(A_NODES, "At {0}:", "В {0}:") \
	X(A_ACTIVE, "Active controller: {0}. Replicas in sync: {1} of {2}.", "Активный контроллер: {0}. Синхронных реплик: {1} из {2}.") \
	X(A_SIZES, "On disk at {0}: {1}.", "На дисках в {0}: {1}.") \
	X(A_ON_ALL, "So each record of {0} is on {1} {1:broker|brokers}.", "Значит, каждая запись {0} есть на {1} {1:брокере|брокерах|брокерах}.") \
	X(A_QUORUM_BEAR, "The quorum bears {0} of {1} {1:voter|voters} down; with more down no controller is elected.", "Кворум переносит отказ {0} из {1} {1:голосующего узла|голосующих узлов|голосующих узлов}; если откажет больше, контроллер не выбирается.") \
	X(A_BEAR_WRITE, "{0} (acks={1}, {2} {2:replica|replicas}, min.insync.replicas {3}): {4} of a partition's brokers may be down; with more down it cannot write.", \
	  "{0} (acks={1}, реплик {2}, min.insync.replicas {3}): из брокеров раздела допустимо потерять {4}; если откажет больше, запись невозможна.") \
	X(A_BEAR_LEADER, "{0} (acks={1}): a living leader is enough, so {2} of a partition's {3} brokers may be down, one after the other; what the leader had not passed on may then be lost.", \
	  "{0} (acks={1}): достаточно живого лидера, поэтому по очереди допустимо потерять {2} из {3} брокеров раздела; непереданное лидером при этом может потеряться.") \
	X(A_BEAR_UNKNOWN, "{0} (acks={1}): how many brokers may be down depends on the cluster's own min.insync.replicas, which the scenario does not set.", \
	  "{0} (acks={1}): сколько брокеров могут отказать, зависит от min.insync.replicas кластера; сценарий его не задаёт.") \
	X(A_BEAR_READ, "{0} reads from the leader of a partition: it needs a living one, and in a group a coordinator as well.", "{0} читает у лидера раздела: нужен живой лидер, а для группы ещё и координатор.") \
	X(A_BEAR_SAID, "That follows from the settings; what happened is told in the phases.", "Это следует из настроек; что было на деле, сказано в фазах.") \
	X(A_GROUP, "The group of {0} was rebalanced {1} {1:time|times} and was delivered {2} {2:record|records} again.", \
	  "Группа {0}: {1} {1:ребалансировка|ребалансировки|ребалансировок}; повторно {2:доставлена|доставлены|доставлено} {2} {2:запись|записи|записей}.") \
	X(A_LOG_NONE, "The logs of {0} have no line of known meaning in that time.", "В журналах {0} за это время нет строк с известным смыслом.") \
	X(A_LOG_NOBODY, "No node's process ran all that time.", "Ни один узел не проработал всё это время.") \
	X(A_LOG_UNKNOWN, "The cluster has no node {0}.", "В кластере нет узла {0}.") \
	X(A_LOG, "What the log of {0} says:", "Что говорит журнал {0}:") \
	X(A_BACK_NODES, "Nodes answered again: {0}.", "Узлы снова ответили: {0}.") \
	X(A_BACK_NODE, "{0} at {1}", "{0} в {1}") \
	X(A_BACK_CONTROLLER, "An active controller was there at {0} ({1}).", "Активный контроллер появился в {0} ({1}).") \
	X(A_BACK_ISR, "All replicas of {0} were in sync at {1}.", "Все реплики {0} синхронны с {1}.") \
	X(A_BACK_SERVED, "{0}: everything was served again at {1}.", "{0}: всё снова обслуживается с {1}.") \
	X(A_BACK_NOTHING, "Nothing had to come back in that time.", "За это время нечему было восстанавливаться.") \
	X(A_NOT_BACK_ISR, "Not all replicas of {0} were in sync before it ended.", "До конца этого отрезка синхронны были не все реплики {0}.") \
	X(A_EXPECT, "{0} of {1} {1:expectation holds|expectations hold}.", "Выполнено ожиданий: {0} из {1}.") \
	X(A_EXPECT_ROW, "{0}: {1}; observed: {2}", "{0}: {1}; наблюдалось: {2}") \
	X(A_EXPECT_NONE, "Nothing was expected of it.", "Здесь ничего не ожидалось.") \
	/* conclusions */ \
	X(C_VERDICT, "{0}", "{0}") \
	X(C_OUTAGE, "{0} ({1}): {2} of {3} served in time; the longest outage of a part was {4}, mostly for this reason: {5}.", \
	  "{0} ({1}): вовремя {2} из {3}; наибольший простой одной части — {4}, главная причина: {5}.") \
	X(C_OUTAGE_OPEN, "{0} ({1}): {2} of {3} served in time; the longest outage of a part was {4} and was not over when the measurement ended; mostly for this reason: {5}.", \
	  "{0} ({1}): вовремя {2} из {3}; наибольший простой одной части — {4}, до конца измерения не восстановилось; главная причина: {5}.") \
	X(C_NO_OUTAGE, "{0} ({1}): {2} of {3} served in time, no outage.", "{0} ({1}): вовремя {2} из {3}, простоев не было.") \
	X(C_NOT_MEASURED, "{0} ({1}): nothing was due, or it cannot be measured.", "{0} ({1}): ничего не требовалось или измерить нельзя.") \
	X(C_CONTROLLER, "The active controller changed {0} {0:time|times}.", "Активный контроллер сменился {0} {0:раз|раза|раз}.") \
	X(C_CONTROLLER_NO, "The active controller did not change.", "Активный контроллер не менялся.") \
	X(C_NO_QUORUM, "Without an active controller: {0} in all.", "Без активного контроллера в сумме: {0}.") \
	X(C_ALL_SYNC, "At the end all {0} replicas were in sync.", "В конце синхронны все реплики, {0}.") \
	X(C_NOT_SYNC, "At the end {0} of {1} replicas were in sync.", "В конце синхронны {0} из {1} реплик.") \
	X(C_STALE, "A controller held itself for the leader for {0} after another had taken over ({1}, epoch {2}).", "Контроллер {1} (эпоха {2}) ещё {0} считал себя лидером после смены.")
/* clang-format on */

#endif
