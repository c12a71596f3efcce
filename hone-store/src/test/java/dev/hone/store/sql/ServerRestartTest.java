package dev.hone.store.sql;

import static dev.hone.store.sql.RemoteLedger.patiently;
import static dev.hone.store.sql.Talk.messages;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.core.StepId;
import dev.hone.store.StepRecord.Status;
import dev.hone.store.StoreException;
import dev.hone.store.StoreException.Code;
import dev.hone.store.postgres.PostgresLedger;
import dev.hone.store.postgres.PostgresServer;
import java.time.Clock;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** The PostgreSQL server crashes while steps are written, and comes back. */
class ServerRestartTest {

  private static final int CALLERS = 8;
  private static final int CRASHES = 2;
  private static final int BETWEEN = 40;

  private final Queue<StepId> acknowledged = new ConcurrentLinkedQueue<>();
  private final Set<Code> refusals = ConcurrentHashMap.newKeySet();
  private final Set<String> reasons = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean stop = new AtomicBoolean();

  @Test
  void meanwhileErrorsAreClearAndAfterwardsItGoesOn() {
    PostgresServer.whyMissing().ifPresent(Assumptions::abort);
    try (PostgresServer server = PostgresServer.start();
        SqlLedger ledger =
            PostgresLedger.open(
                server.url(), PostgresServer.USER, null, RemoteLedger.OPTIONS, Clock.systemUTC())) {
      Talk talk = Talk.of(ledger);
      try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
        for (int i = 0; i < CALLERS; i++) {
          Talk user = talk.user("user-" + i);
          callers.execute(() -> write(user));
        }
        try {
          for (int i = 0; i < CRASHES; i++) {
            awaitMore();
            server.crash();
            refusals.clear();
            patiently().until(() -> refusals.contains(Code.UNAVAILABLE));
            assertThat(ledger.unwritable().orElseThrow()).contains("cannot be reached");
            server.run();
            awaitMore();
          }
        } finally {
          stop.set(true);
        }
      }
      assertThat(refusals).doesNotContain(Code.CORRUPT, Code.INCOMPATIBLE);
      assertThat(reasons).anyMatch(reason -> reason.contains("goes on by itself"));
      patiently().until(() -> ledger.unwritable().isEmpty());
      Kept.of(ledger).assertNothingLostOrDoubled("after the crashes", acknowledged);
      assertThat(Kept.of(ledger).count(Status.COMPLETE))
          .isGreaterThanOrEqualTo(acknowledged.size());
    }
  }

  private void awaitMore() {
    int enough = acknowledged.size() + BETWEEN;
    patiently().until(() -> acknowledged.size() >= enough);
  }

  private void write(Talk user) {
    for (int i = 0; !stop.get(); i++) {
      try {
        acknowledged.add(user.ask("answer " + i, messages("u:question " + i)).step());
      } catch (StoreException e) {
        refusals.add(e.code());
        reasons.add(String.valueOf(e.getMessage()));
      }
    }
  }
}
