package dev.hone.app;

import dev.hone.core.TenantId;
import dev.hone.store.Erasure.Counts;
import dev.hone.store.Ledger;
import dev.hone.store.StoreException;
import dev.hone.store.TenantLedger;
import dev.hone.store.TenantSettings;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes sessions of all tenants that are older than they may be, a batch at a time. One thread of
 * its own, from {@link #start} to {@link #close}.
 */
final class Retention implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Retention.class);

  /** Between two looks; after a full batch the next one follows as soon. */
  private static final Duration PAUSE = Duration.ofSeconds(5);

  private final Ledger ledger;
  private final @Nullable Duration age;
  private final Clock clock;
  private final MeterRegistry registry;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("hone-retention").daemon().factory());

  /**
   * Looks at nothing yet.
   *
   * @param age that sessions of all tenants may have, null for any; a tenant may set a shorter one
   */
  Retention(Ledger ledger, @Nullable Duration age, Clock clock, MeterRegistry registry) {
    this.ledger = ledger;
    this.age = age;
    this.clock = clock;
    this.registry = registry;
  }

  void start() {
    thread.scheduleWithFixedDelay(this::look, 0, PAUSE.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void look() {
    try {
      ledger.tenants().forEach(this::expire);
    } catch (StoreException e) {
      // It looks again: nothing is lost by being late.
      log.warn("retention could not look for old sessions: {}", e.getMessage());
    }
  }

  /** One batch of a tenant. */
  void expire(TenantId tenant) {
    TenantLedger own = ledger.tenant(tenant);
    Duration most = age(own.settings());
    if (most == null) {
      return;
    }
    Counts counts = own.erasure().expire(clock.instant().minus(most), 1);
    if (counts.sessions() + counts.steps() > 0) {
      count("sessions", tenant, counts.sessions());
      count("steps", tenant, counts.steps());
      log.info(
          "retention removed {} sessions and {} steps of tenant {}",
          counts.sessions(),
          counts.steps(),
          tenant);
    }
  }

  /** The shorter of the installation's and the tenant's own. */
  private @Nullable Duration age(TenantSettings settings) {
    Duration own =
        settings
            .find(TenantSettings.RETENTION_DAYS)
            .map(days -> Duration.ofDays(Long.parseLong(days)))
            .orElse(null);
    if (own == null || age == null) {
      return own == null ? age : own;
    }
    return own.compareTo(age) < 0 ? own : age;
  }

  private void count(String what, TenantId tenant, long number) {
    registry.counter("hone.retention." + what, "tenant", tenant.value()).increment(number);
  }

  @Override
  public void close() {
    thread.close();
  }
}
