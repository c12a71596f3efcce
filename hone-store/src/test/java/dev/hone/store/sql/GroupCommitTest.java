package dev.hone.store.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.hone.core.TenantId;
import dev.hone.store.LedgerOptions;
import dev.hone.store.OpenedStep;
import dev.hone.store.StepRecord;
import dev.hone.store.StoreException;
import dev.hone.store.StoreException.Code;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Store.class)
class GroupCommitTest {

  private static final int QUEUE = 8;

  private final Store store;
  @TempDir Path folder;
  private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
  private SqlLedger ledger;
  private GroupCommit commits;

  GroupCommitTest(Store store) {
    this.store = store;
  }

  @BeforeEach
  void open() {
    ledger = store.open(folder, LedgerOptions.defaults().withQueueBound(QUEUE), new MovableClock());
    commits = ledger.access().commits();
  }

  @AfterEach
  void close() {
    // Not open when the test was skipped.
    if (ledger != null) {
      ledger.close();
    }
    callers.close();
  }

  /** Holds the writer until the latch opens. */
  private CompletableFuture<Boolean> block(CountDownLatch latch) {
    CountDownLatch running = new CountDownLatch(1);
    CompletableFuture<Boolean> blocked =
        call(
            () ->
                commits.write(
                    transaction -> {
                      running.countDown();
                      awaitLatch(latch);
                      return true;
                    }));
    awaitLatch(running);
    return blocked;
  }

  private static void awaitLatch(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private <T> CompletableFuture<T> call(Supplier<T> call) {
    return CompletableFuture.supplyAsync(call, callers);
  }

  private static int insertTenant(Transaction transaction, String id) throws java.sql.SQLException {
    return transaction
        .sql()
        .update("INSERT INTO tenant (id, name, created) VALUES (?, ?, 0)", id, id);
  }

  @Test
  void aFailingWriteFailsAlone() {
    CountDownLatch latch = new CountDownLatch(1);
    CompletableFuture<Boolean> first = block(latch);
    List<CompletableFuture<Integer>> writes = new ArrayList<>();
    for (int i = 0; i < QUEUE; i++) {
      // The even ones insert a row and then fail.
      String id = "t" + i;
      boolean fails = i % 2 == 0;
      writes.add(
          call(
              () ->
                  commits.write(
                      transaction -> {
                        int rows = insertTenant(transaction, id);
                        if (fails) {
                          throw new StoreException(Code.CONFLICT, "on purpose");
                        }
                        return rows;
                      })));
    }
    await().until(() -> commits.waiting() == QUEUE);
    latch.countDown();
    assertThat(first.join()).isTrue();
    for (int i = 0; i < QUEUE; i++) {
      if (i % 2 == 0) {
        assertThat(writes.get(i)).failsWithin(java.time.Duration.ofSeconds(10));
      } else {
        assertThat(writes.get(i).join()).isEqualTo(1);
      }
    }
    // Those that waited joined the one that was running. Counted once all of them have been told.
    await().until(() -> commits.largestBatch() == (store == Store.SQLITE ? QUEUE + 1 : QUEUE));
    assertThat(ledger.tenants())
        .extracting(TenantId::value)
        .containsExactly("t1", "t3", "t5", "t7");
  }

  @Test
  void aStatementThatFailedCanBeUsedAgain() {
    for (int i = 0; i < 3; i++) {
      int round = i;
      assertThat(commits.<Integer>write(transaction -> insertTenant(transaction, "t" + round)))
          .isEqualTo(1);
      assertThatThrownBy(() -> commits.write(transaction -> insertTenant(transaction, "t0")))
          .isInstanceOfSatisfying(
              StoreException.class, e -> assertThat(e.code()).isEqualTo(Code.CONFLICT));
    }
    assertThat(ledger.tenants()).hasSize(3);
  }

  @Test
  void aFullQueueRefusesAndGoesOn() {
    CountDownLatch latch = new CountDownLatch(1);
    CompletableFuture<Boolean> first = block(latch);
    List<CompletableFuture<Integer>> writes = new ArrayList<>();
    for (int i = 0; i < QUEUE; i++) {
      String id = "t" + i;
      writes.add(call(() -> commits.write(transaction -> insertTenant(transaction, id))));
    }
    await().until(() -> commits.waiting() == QUEUE);
    assertThatThrownBy(() -> ledger.createTenant(new TenantId("one-too-many"), "x"))
        .isInstanceOfSatisfying(
            StoreException.class,
            e -> {
              assertThat(e.code()).isEqualTo(Code.OVERLOADED);
              assertThat(e).hasMessageContaining(QUEUE + " writes are waiting");
            });
    latch.countDown();
    assertThat(first.join()).isTrue();
    writes.forEach(write -> assertThat(write.join()).isEqualTo(1));
    ledger.createTenant(new TenantId("later"), "x");
    assertThat(ledger.tenants()).hasSize(QUEUE + 1);
  }

  @Test
  void theEndOfAStepWaitsHoweverFullTheQueueIs() {
    Talk alice = Talk.of(ledger);
    OpenedStep.Fresh done = alice.open(Talk.messages("u:hello"));
    OpenedStep.Fresh brokenOff = alice.open(Talk.messages("u:and you?"));
    CountDownLatch latch = new CountDownLatch(1);
    CompletableFuture<Boolean> first = block(latch);
    List<CompletableFuture<Integer>> writes = new ArrayList<>();
    for (int i = 0; i < QUEUE; i++) {
      String id = "t" + i;
      writes.add(call(() -> commits.write(transaction -> insertTenant(transaction, id))));
    }
    await().until(() -> commits.waiting() == QUEUE);
    CompletableFuture<Boolean> end =
        call(
            () -> {
              alice.tenant().steps().complete(done.step(), Talk.result("hi"));
              return true;
            });
    alice.tenant().steps().interrupt(brokenOff.step(), null, "the caller has gone");
    await().until(() -> commits.waiting() == QUEUE + 2);
    latch.countDown();
    assertThat(first.join()).isTrue();
    assertThat(end.join()).isTrue();
    writes.forEach(write -> assertThat(write.join()).isEqualTo(1));
    await()
        .until(
            () ->
                alice.tenant().steps().find(brokenOff.step()).orElseThrow().status()
                    == StepRecord.Status.INTERRUPTED);
    assertThat(alice.tenant().steps().find(done.step()).orElseThrow().status())
        .isEqualTo(StepRecord.Status.COMPLETE);
  }

  @Test
  void whoeverGotAnIdFromALostCommitIsToldSo() {
    assumeThat(store).as("only there an id is given before the commit").isEqualTo(Store.SQLITE);
    Talk alice = Talk.of(ledger);
    CountDownLatch latch = new CountDownLatch(1);
    CompletableFuture<Boolean> first = block(latch);
    CompletableFuture<OpenedStep.Fresh> opening = call(() -> alice.open(Talk.messages("u:hello")));
    await().until(() -> commits.waiting() == 1);
    // Breaks a foreign key, which is looked at when the transaction commits.
    CompletableFuture<Integer> poison =
        call(
            () ->
                commits.write(
                    transaction -> {
                      transaction.sql().control("PRAGMA defer_foreign_keys = ON");
                      return transaction
                          .sql()
                          .update(
                              "INSERT INTO audit (tenant, at, action, subject, detail)"
                                  + " VALUES ('nobody', 0, '', '', '')");
                    }));
    await().until(() -> commits.waiting() == 2);
    latch.countDown();
    // They share the commit.
    assertThat(first).failsWithin(java.time.Duration.ofSeconds(10));
    assertThat(poison).failsWithin(java.time.Duration.ofSeconds(10));
    OpenedStep.Fresh lost = opening.join();
    assertThat(alice.tenant().steps().find(lost.step())).isEmpty();
    assertThatThrownBy(() -> alice.tenant().steps().complete(lost.step(), Talk.result("hi")))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("could not be written when it began");
    // The next try is as if nothing had been.
    assertThat(alice.ask("hi", Talk.messages("u:hello")).retry()).isFalse();
  }

  @Test
  void writesWhatIsWaitingBeforeItCloses() {
    CountDownLatch latch = new CountDownLatch(1);
    CompletableFuture<Boolean> first = block(latch);
    CompletableFuture<Integer> write =
        call(() -> commits.write(transaction -> insertTenant(transaction, "late")));
    await().until(() -> commits.waiting() == 1);
    CompletableFuture<Boolean> closing =
        call(
            () -> {
              ledger.close();
              return true;
            });
    latch.countDown();
    assertThat(first.join()).isTrue();
    assertThat(write.join()).isEqualTo(1);
    assertThat(closing.join()).isTrue();
    assertThatThrownBy(() -> ledger.createTenant(new TenantId("x"), "x"))
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.code()).isEqualTo(Code.UNAVAILABLE));
    assertThatThrownBy(() -> ledger.tenants()).isInstanceOf(StoreException.class);
    ledger.close();
  }
}
