package dev.hone.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hone.core.AgentId;
import dev.hone.core.Line;
import dev.hone.core.TenantId;
import dev.hone.core.UserId;
import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.Prompt;
import dev.hone.store.Ledger;
import dev.hone.store.LedgerOptions;
import dev.hone.store.StepDraft;
import dev.hone.store.TenantSettings;
import dev.hone.store.sqlite.SqliteLedger;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The thread that removes old sessions, with a clock of its own. */
class RetentionTest {

  private static final Instant NOW = Instant.parse("2026-03-31T00:00:00Z");
  private static final TenantId LONG = new TenantId("long");
  private static final TenantId SHORT = new TenantId("short");

  @TempDir Path folder;

  private static void say(Ledger ledger, TenantId tenant, String session) {
    ledger.createTenant(tenant, tenant.value());
    Prompt prompt = Prompt.of(ChatMessage.user(session));
    ledger
        .tenant(tenant)
        .steps()
        .open(
            new StepDraft(
                new AgentId("a"),
                new UserId("ann"),
                session,
                null,
                Line.MAIN,
                "starter",
                null,
                prompt,
                session.getBytes(StandardCharsets.UTF_8),
                List.of(),
                "test",
                true));
  }

  private Ledger at(Duration ago) {
    return SqliteLedger.open(
        folder,
        LedgerOptions.defaults().withMinimumFree(0),
        Clock.fixed(NOW.minus(ago), ZoneOffset.UTC));
  }

  private static List<String> sessions(Ledger ledger, TenantId tenant) {
    return ledger.tenant(tenant).steps().sessions(null, 10).stream()
        .map(session -> String.valueOf(session.key()))
        .toList();
  }

  @Test
  void theShorterOfTheInstallationsAndTheTenantsOwnHolds() {
    for (int days : List.of(40, 20, 5)) {
      try (Ledger ledger = at(Duration.ofDays(days))) {
        say(ledger, LONG, "d" + days);
        say(ledger, SHORT, "d" + days);
      }
    }
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    try (Ledger ledger = at(Duration.ZERO)) {
      ledger.tenant(LONG).settings().set(TenantSettings.RETENTION_DAYS, "3650");
      ledger.tenant(SHORT).settings().set(TenantSettings.RETENTION_DAYS, "10");
      Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
      try (Retention retention = new Retention(ledger, Duration.ofDays(30), clock, registry)) {
        retention.start();
        await().until(() -> sessions(ledger, SHORT).size() == 1);
        await().until(() -> sessions(ledger, LONG).size() == 2);
      }
      assertThat(sessions(ledger, SHORT)).containsExactly("d5");
      assertThat(sessions(ledger, LONG)).containsExactly("d5", "d20");
      assertThat(registry.counter("hone.retention.sessions", "tenant", "short").count())
          .isEqualTo(2);
      assertThat(ledger.tenant(SHORT).audit().newest(1).getFirst().action()).isEqualTo("expired");
    }
  }

  @Test
  void withoutAnyNothingGoes() {
    try (Ledger ledger = at(Duration.ofDays(4000))) {
      say(ledger, LONG, "old");
    }
    try (Ledger ledger = at(Duration.ZERO);
        Retention retention =
            new Retention(
                ledger, null, Clock.fixed(NOW, ZoneOffset.UTC), new SimpleMeterRegistry())) {
      retention.expire(LONG);
      assertThat(sessions(ledger, LONG)).containsExactly("old");
    }
  }
}
