package dev.hone.store.sql;

import static dev.hone.store.sql.Talk.messages;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.core.StepId;
import dev.hone.store.LedgerOptions;
import dev.hone.store.OpenedStep;
import dev.hone.store.StepRecord;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Store.class)
class ManyCallersTest {

  private static final int CALLERS = 100;
  private static final int TURNS = 5;

  private final Store store;
  @TempDir Path folder;

  ManyCallersTest(Store store) {
    this.store = store;
  }

  @Test
  void eachConversationStaysItsOwn() throws Exception {
    try (SqlLedger ledger = store.open(folder, LedgerOptions.defaults(), Clock.systemUTC())) {
      Talk talk = Talk.of(ledger);
      Queue<StepId> steps = new ConcurrentLinkedQueue<>();
      try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
        List<Future<?>> callers =
            IntStream.range(0, CALLERS)
                .<Future<?>>mapToObj(caller -> executor.submit(() -> converse(talk, caller, steps)))
                .toList();
        for (Future<?> caller : callers) {
          caller.get();
        }
      }
      assertThat(steps).hasSize(CALLERS * TURNS).doesNotHaveDuplicates();
      assertThat(talk.tenant().steps().sessions(null, Integer.MAX_VALUE)).hasSize(CALLERS);
      assertThat(talk.tenant().usage().steps()).isEqualTo(CALLERS * TURNS);
      assertThat(ledger.access().commits().largestBatch()).isGreaterThan(1);
    }
  }

  /** Several users, each with parallel conversations that begin alike. */
  private static void converse(Talk talk, int caller, Queue<StepId> steps) {
    Talk user = talk.user("user-" + caller % 10);
    String history = "u:hello from " + caller;
    StepId last = null;
    for (int turn = 0; turn < TURNS; turn++) {
      String[] said = history.split("\\|");
      OpenedStep.Fresh fresh = user.ask("answer " + turn, messages(said));
      steps.add(fresh.step());
      assertThat(fresh.index()).isEqualTo(turn);
      StepRecord kept = user.record(fresh.step());
      assertThat(kept.prompt().messages()).containsExactly(messages(said));
      if (last != null) {
        assertThat(user.tenant().steps().nextStates(last)).hasSize(1);
      }
      last = fresh.step();
      history += "|a:answer " + turn + "|u:more " + turn;
    }
  }
}
