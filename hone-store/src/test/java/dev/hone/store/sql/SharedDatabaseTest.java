package dev.hone.store.sql;

import static dev.hone.store.sql.RemoteLedger.patiently;
import static dev.hone.store.sql.Talk.messages;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.core.Scope;
import dev.hone.core.StepId;
import dev.hone.core.Verdict;
import dev.hone.store.Feedback;
import dev.hone.store.LedgerOptions;
import dev.hone.store.Lesson;
import dev.hone.store.StoreException;
import dev.hone.store.StoreException.Code;
import dev.hone.store.WorkBoard.Judging;
import dev.hone.store.postgres.PostgresLedger;
import dev.hone.store.postgres.PostgresServer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two ledgers on one PostgreSQL database see each other, and do not get in each other's way. */
class SharedDatabaseTest {

  @TempDir Path folder;
  private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
  private SqlLedger one;
  private SqlLedger two;
  private Talk alice;

  @BeforeEach
  void open() {
    one = Store.POSTGRESQL.open(folder, RemoteLedger.OPTIONS, Clock.systemUTC());
    two = Store.POSTGRESQL.open(folder, RemoteLedger.OPTIONS, Clock.systemUTC());
    alice = Talk.of(one);
  }

  @AfterEach
  void close() {
    callers.close();
    for (SqlLedger ledger : new SqlLedger[] {one, two}) {
      if (ledger != null) {
        ledger.close();
      }
    }
  }

  @Test
  void whatIsCachedInOneFollowsTheOther() {
    Talk there = Talk.of(two);
    Scope scope = new Scope.OfUser(alice.user());
    assertThat(there.tenant().lessons().active(alice.agent(), alice.user())).isEmpty();
    Lesson lesson = alice.tenant().lessons().add(scope, "Use Celsius.", null, List.of());
    patiently()
        .until(
            () ->
                there
                    .tenant()
                    .lessons()
                    .active(alice.agent(), alice.user())
                    .equals(List.of(lesson)));
    long head = two.versions().head();
    one.versions().registerBase("starter", "models/starter");
    patiently().until(() -> two.versions().head() > head);
    assertThat(two.versions().routes().live()).hasSize(1);
  }

  @Test
  void noTwoJudgesTakeTheSame() throws Exception {
    int turns = 30;
    String[] said = {"u:question"};
    for (int i = 0; i < turns; i++) {
      alice.ask("answer " + i, messages(said));
      said = List.of(String.join("|", said), "a:answer " + i, "u:more " + i).toArray(String[]::new);
      said = String.join("|", said).split("\\|");
    }
    Set<String> taken = new HashSet<>();
    while (true) {
      CompletableFuture<List<Judging>> other =
          CompletableFuture.supplyAsync(() -> take(two, "two"), callers);
      List<Judging> mine = take(one, "one");
      List<Judging> both = new java.util.ArrayList<>(mine);
      both.addAll(other.join());
      if (both.isEmpty()) {
        break;
      }
      both.forEach(judging -> assertThat(taken.add(judging.workId())).isTrue());
    }
    assertThat(taken).hasSize(turns - 1);
  }

  private static List<Judging> take(SqlLedger ledger, String owner) {
    return ledger.work().takeJudging(owner, 3, Duration.ofMinutes(1), Duration.ZERO);
  }

  @Test
  void aProcessThatStandsStillInATransactionIsCutOffAndTriesAgain() {
    CountDownLatch latch = new CountDownLatch(1);
    AtomicInteger runs = new AtomicInteger();
    Lock lock = Lock.conversations(Talk.ACME, alice.agent(), alice.user());
    CompletableFuture<Integer> standing =
        CompletableFuture.supplyAsync(
            () ->
                one.access()
                    .commits()
                    .write(
                        transaction -> {
                          if (runs.incrementAndGet() == 1) {
                            awaitLatch(latch);
                          }
                          return transaction
                              .sql()
                              .update("UPDATE tenant SET name = 'late' WHERE id = 'acme'");
                        },
                        lock),
            callers);
    patiently().until(() -> runs.get() == 1);
    // Needs the same lock; the database takes it from the one that stands still.
    assertThat(Talk.of(two).ask("hi", messages("u:hello")).index()).isZero();
    latch.countDown();
    assertThat(standing.join()).isEqualTo(1);
    assertThat(runs).hasValue(2);
  }

  private static void awaitLatch(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Test
  void judgementsOfTwoProcessesAtOnceLeaveTheMostTrusted() {
    for (int i = 0; i < 20; i++) {
      StepId step = alice.ask("a", messages("u:question " + i)).step();
      CompletableFuture<Void> model =
          CompletableFuture.runAsync(
              () -> Talk.of(two).judge(step, "model:judge", Verdict.BAD, null), callers);
      alice.judge(step, "feedback", Verdict.GOOD, null);
      model.join();
      assertThat(verdict(step)).isEqualTo("GOOD");
    }
  }

  private String verdict(StepId step) {
    return one.access()
        .readers()
        .read(
            sql ->
                sql.first(
                    "SELECT verdict FROM step WHERE tenant = ? AND id = ?",
                    row -> row.text("verdict"),
                    "acme",
                    step.value()))
        .orElseThrow();
  }

  @Test
  void aCharacterThatItsTextsCannotHoldIsReplaced() {
    StepId step = alice.ask("nul \0 nul", messages("u:nul \0 nul")).step();
    assertThat(alice.record(step).prompt().messages()).containsExactly(messages("u:nul \0 nul"));
    alice.tenant().signals().add(new Feedback("f", step, null, null, "nul \0 nul", null));
    assertThat(alice.tenant().signals().feedback(step).getFirst().comment())
        .isEqualTo("nul \ufffd nul");
  }

  @Test
  void aPasswordIsNeededAndNeverShown() {
    String url = PostgresServer.shared().schema(folder + "/locked");
    PostgresServer.shared()
        .execute(
            "hone",
            "GRANT ALL ON SCHEMA "
                + url.substring(url.indexOf('=') + 1)
                + " TO "
                + PostgresServer.USER_WITH_PASSWORD);
    open(url, PostgresServer.PASSWORD).close();
    assertThatThrownBy(() -> open(url, "not-" + PostgresServer.PASSWORD))
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.code()).isEqualTo(Code.UNAVAILABLE))
        .hasMessageContaining("refuses the user or the password")
        .hasStackTraceContaining("locked")
        .satisfies(e -> assertThat(stackTrace(e)).doesNotContain(PostgresServer.PASSWORD));
    assertThatThrownBy(() -> open(url + "&password=" + PostgresServer.PASSWORD, null))
        .hasMessageContaining("must not hold a password")
        .satisfies(e -> assertThat(stackTrace(e)).doesNotContain(PostgresServer.PASSWORD));
    assertThatThrownBy(() -> open(url.replaceFirst("/hone", "/nothing"), PostgresServer.PASSWORD))
        .hasMessageContaining("does not exist");
    assertThatThrownBy(() -> open("jdbc:postgresql://127.0.0.1:1/hone", PostgresServer.PASSWORD))
        .hasMessageContaining("cannot be reached");
    assertThatThrownBy(() -> open("postgres://127.0.0.1/hone", null))
        .hasMessageContaining("jdbc:postgresql://host:port/database");
  }

  private static PostgresLedger open(
      String url, @org.jspecify.annotations.Nullable String password) {
    return PostgresLedger.open(
        url,
        PostgresServer.USER_WITH_PASSWORD,
        password,
        LedgerOptions.defaults(),
        Clock.systemUTC());
  }

  private static String stackTrace(Throwable failure) {
    java.io.StringWriter text = new java.io.StringWriter();
    failure.printStackTrace(new java.io.PrintWriter(text));
    return text.toString();
  }
}
