package dev.hone.gateway.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.core.AgentId;
import dev.hone.core.SessionId;
import dev.hone.core.StepId;
import dev.hone.core.TenantId;
import dev.hone.core.UserId;
import dev.hone.core.chat.ChatMessage;
import dev.hone.store.Ledger;
import dev.hone.store.LedgerOptions;
import dev.hone.store.SessionSummary;
import dev.hone.store.StepLog;
import dev.hone.store.StepRecord;
import dev.hone.store.StepResult;
import dev.hone.store.StoreException;
import dev.hone.store.TenantLedger;
import dev.hone.store.WorkBoard;
import dev.hone.store.sqlite.SqliteLedger;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logs become sessions and steps, once. */
class CallImportTest {

  private static final TenantId TENANT = new TenantId("acme");
  private static final CallImport.Defaults DEFAULTS =
      new CallImport.Defaults(new AgentId("assistant"), new UserId("imported"), true);

  /** A conversation that is corrected, and its growing log. */
  private static final String GROWING =
      """
      {"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"1"}],"user":"ann","timestamp":1767225600}
      {"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"1"},{"role":"user","content":"No, two."},{"role":"assistant","content":"2"},{"role":"user","content":"Thanks!"}],"user":"ann","timestamp":1767225700}
      """;

  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path folder;

  @SuppressWarnings("NullAway.Init")
  private Ledger ledger;

  @SuppressWarnings("NullAway.Init")
  private TenantLedger tenant;

  @BeforeEach
  void open() {
    ledger = at(Instant.parse("2026-06-01T00:00:00Z"));
    ledger.createTenant(TENANT, "Acme");
    tenant = ledger.tenant(TENANT);
  }

  private Ledger at(Instant now) {
    return SqliteLedger.open(
        folder, LedgerOptions.defaults().withMinimumFree(0), Clock.fixed(now, ZoneOffset.UTC));
  }

  @AfterEach
  void close() {
    ledger.close();
  }

  private ImportCounts add(String log) {
    return new CallImport(tenant, DEFAULTS).add(Logs.calls(log));
  }

  private List<StepRecord> steps() {
    List<SessionSummary> sessions = tenant.steps().sessions(null, 100);
    assertThat(sessions).hasSize(1);
    return tenant.steps().ofSession(sessions.getFirst().id());
  }

  @Test
  void stepsFeedTheJudgeAndAreNotTrainedOn() {
    assertThat(add(GROWING)).isEqualTo(new ImportCounts(2, 1, 1));

    List<StepRecord> steps = steps();
    assertThat(steps).hasSize(3);
    StepRecord first = steps.getFirst();
    assertThat(first.user()).isEqualTo(new UserId("ann"));
    assertThat(first.engine()).isEqualTo(CallImport.ENGINE);
    assertThat(result(first).untrainable()).isEqualTo(CallImport.UNTRAINABLE);
    assertThat(result(first).responseIds()).isEmpty();
    assertThat(LoggedBody.time(first)).isEqualTo(Instant.ofEpochSecond(1767225600));
    assertThat(steps.get(2).status()).isEqualTo(StepRecord.Status.INTERRUPTED);
    assertThat(steps.stream().noneMatch(StepRecord::superseded)).isTrue();
    List<WorkBoard.Judging> work =
        ledger.work().takeJudging("judge", 10, Duration.ofMinutes(1), Duration.ZERO);
    assertThat(work)
        .extracting(judging -> judging.step(), judging -> said(judging.nextState()))
        .containsExactlyInAnyOrder(
            org.assertj.core.groups.Tuple.tuple(first.id(), "No, two."),
            org.assertj.core.groups.Tuple.tuple(steps.get(1).id(), "Thanks!"));
    assertThat(ledger.work().trainingScopes()).isEmpty();
    assertThat(tenant.usage().promptTokens()).isZero();
  }

  private static StepResult result(StepRecord step) {
    return Objects.requireNonNull(step.result());
  }

  private static String said(StepLog.@Nullable NextState state) {
    return Objects.requireNonNull(state).messages().getFirst().content();
  }

  @Test
  void theSameLogAgainAddsNothingAlsoYearsLater() {
    add(GROWING);
    assertThat(add(GROWING)).isEqualTo(new ImportCounts(0, 4, 0));
    ledger.close();
    ledger = at(Instant.parse("2028-01-01T00:00:00Z"));
    tenant = ledger.tenant(TENANT);

    assertThat(add(GROWING)).isEqualTo(new ImportCounts(0, 4, 0));
    assertThat(steps()).hasSize(3);
    List<WorkBoard.Judging> work =
        ledger.work().takeJudging("judge", 10, Duration.ofMinutes(1), Duration.ZERO);
    assertThat(work).hasSize(2);
  }

  @Test
  void usersWhoseSessionsHaveOneNameStayApart() {
    String log =
        """
        {"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"1"}],"session":"s","user":"ann"}
        {"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"1"}],"session":"s","user":"bob"}
        """;
    assertThat(add(log)).isEqualTo(new ImportCounts(2, 0, 0));
    ledger.close();
    ledger = at(Instant.parse("2028-01-01T00:00:00Z"));
    tenant = ledger.tenant(TENANT);

    assertThat(add(log)).isEqualTo(new ImportCounts(0, 2, 0));
    assertThat(tenant.steps().sessions(null, 100)).hasSize(2);
  }

  @Test
  void anImportThatBrokeOffIsTakenUpAgain() {
    StepLog steps = tenant.steps();
    AtomicInteger completed = new AtomicInteger();
    StepLog breaking =
        proxy(
            StepLog.class,
            steps,
            method -> {
              if (method.equals("complete") && completed.incrementAndGet() == 2) {
                throw new StoreException(StoreException.Code.UNAVAILABLE, "pulled out");
              }
              return null;
            });
    TenantLedger broken =
        proxy(TenantLedger.class, tenant, method -> method.equals("steps") ? breaking : null);
    assertThatThrownBy(() -> new CallImport(broken, DEFAULTS).add(Logs.calls(GROWING)))
        .hasMessageContaining("pulled out");
    ledger.close();
    ledger = at(Instant.parse("2026-06-01T00:01:00Z"));
    assertThat(ledger.recover()).isEqualTo(1);
    tenant = ledger.tenant(TENANT);

    assertThat(add(GROWING)).isEqualTo(new ImportCounts(1, 2, 1));
    assertThat(steps().stream().filter(step -> step.result() != null)).hasSize(2);
    assertThat(steps().stream().filter(step -> step.superseded()))
        .as("the one that broke off")
        .hasSize(1);
    assertThat(ledger.work().takeJudging("judge", 10, Duration.ofMinutes(1), Duration.ZERO))
        .hasSize(2);
  }

  /** Hands every call on, unless {@code first} answers it or throws. */
  private static <T> T proxy(Class<T> type, T real, Function<String, @Nullable Object> first) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> {
              Object own = first.apply(method.getName());
              try {
                return own == null ? method.invoke(real, arguments) : own;
              } catch (InvocationTargetException e) {
                throw Objects.requireNonNull(e.getCause());
              }
            }));
  }

  @Test
  void aLogThatGrewAddsWhatIsNew() {
    add(GROWING);
    String grown =
        GROWING
            .strip()
            .lines()
            .toList()
            .getLast()
            .replace(
                "}],\"user\"",
                "},{\"role\":\"assistant\",\"content\":\"You are welcome.\"}],\"user\"");

    assertThat(add(grown)).isEqualTo(new ImportCounts(1, 2, 0));
    List<StepRecord> steps = steps();
    assertThat(steps).hasSize(4);
    assertThat(result(steps.getLast()).response())
        .isEqualTo(ChatMessage.assistant("You are welcome."));
    assertThat(steps.getLast().turn()).isEqualTo(steps.get(2).turn());
  }

  @Test
  void otherBeginningsAndNamesAreOtherSessions() {
    add(
        """
        {"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"1"}]}
        {"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"2"}]}
        {"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"1"}],"session":"s"}
        {"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"1"}],"session":"t"}
        """);

    assertThat(tenant.steps().sessions(new UserId("imported"), 100)).hasSize(4);
    assertThat(tenant.steps().lastStep("import:s")).isPresent();
    assertThat(
            tenant.steps().sessions(null, 100).stream()
                .map(SessionSummary::id)
                .map(tenant.steps()::ofSession)
                .flatMap(List::stream)
                .noneMatch(StepRecord::superseded))
        .isTrue();
  }

  @Test
  void callsOfOneSessionAreTakenInTheOrderOfTheirTimes() {
    List<String> lines = GROWING.strip().lines().toList();
    add(lines.get(1) + "\n" + lines.get(0) + "\n");

    assertThat(steps()).hasSize(3);
    StepId first = steps().getFirst().id();
    assertThat(tenant.steps().nextStates(first)).hasSize(1);
  }

  @Test
  void manySessionsInOneGoAreAllKept() {
    StringBuilder log = new StringBuilder();
    for (int i = 0; i < 300; i++) {
      log.append(
          "{\"messages\":[{\"role\":\"user\",\"content\":\"%d\"},{\"role\":\"assistant\",\"content\":\"x\"}]}\n"
              .formatted(i));
    }

    assertThat(add(log.toString())).isEqualTo(new ImportCounts(300, 0, 0));
    List<SessionId> sessions =
        tenant.steps().sessions(null, 1000).stream().map(SessionSummary::id).toList();
    assertThat(sessions).hasSize(300);
  }

  @Test
  void aCallSurvivesTheWire() {
    for (LoggedCall call : Logs.calls(GROWING)) {
      assertThat(CallJson.read(CallJson.write(call), "calls[0]")).isEqualTo(call);
    }
  }
}
