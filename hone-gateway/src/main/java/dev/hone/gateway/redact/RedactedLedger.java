package dev.hone.gateway.redact;

import dev.hone.core.TenantId;
import dev.hone.store.Erasure;
import dev.hone.store.KeyGrant;
import dev.hone.store.KeyRing;
import dev.hone.store.Ledger;
import dev.hone.store.LessonBook;
import dev.hone.store.Purse;
import dev.hone.store.SignalLog;
import dev.hone.store.StepLog;
import dev.hone.store.TenantLedger;
import dev.hone.store.UsageTotals;
import dev.hone.store.VersionBook;
import dev.hone.store.WorkBoard;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A ledger that keeps only what is left after redaction. Model and caller see the original, which
 * goes past this; prompts, answers, bodies, feedback, judgements and lessons are redacted before
 * they reach the store, hashes are made of what is kept, and so are next states. A conversation is
 * found again because each of its messages is redacted alike each time it comes. Thread-safe.
 */
public final class RedactedLedger implements Ledger {

  private final Ledger inner;
  private final Redactor redactor;
  private final Map<TenantId, TenantLedger> tenants = new ConcurrentHashMap<>();

  /**
   * Around a ledger, which it closes.
   *
   * @param redactor of all tenants
   */
  public RedactedLedger(Ledger inner, Redactor redactor) {
    this.inner = inner;
    this.redactor = redactor;
  }

  @Override
  public void createTenant(TenantId id, String name) {
    inner.createTenant(id, name);
  }

  @Override
  public List<TenantId> tenants() {
    return inner.tenants();
  }

  @Override
  public TenantLedger tenant(TenantId id) {
    // Refuses tenants that there are not, so that the map has no more entries than there are.
    TenantLedger ledger = inner.tenant(id);
    return tenants.computeIfAbsent(id, _ -> new Redacted(ledger, redactor));
  }

  @Override
  public String issueKey(KeyGrant grant) {
    return inner.issueKey(grant);
  }

  @Override
  public Optional<KeyGrant> authenticate(String secret) {
    return inner.authenticate(secret);
  }

  @Override
  public Optional<String> whyEnded(String secret) {
    return inner.whyEnded(secret);
  }

  @Override
  public WorkBoard work() {
    return inner.work();
  }

  @Override
  public VersionBook versions() {
    return inner.versions();
  }

  @Override
  public int recover() {
    return inner.recover();
  }

  @Override
  public Optional<String> unwritable() {
    return inner.unwritable();
  }

  @Override
  public void close() {
    inner.close();
  }

  private record Redacted(TenantLedger inner, StepLog steps, SignalLog signals, LessonBook lessons)
      implements TenantLedger {

    Redacted(TenantLedger inner, Redactor redactor) {
      this(
          inner,
          new RedactedSteps(inner.steps(), redactor),
          new RedactedSignals(inner.signals(), redactor),
          new RedactedLessons(inner.lessons(), redactor));
    }

    @Override
    public TenantId tenant() {
      return inner.tenant();
    }

    @Override
    public Erasure erasure() {
      return inner.erasure();
    }

    @Override
    public UsageTotals usage() {
      return inner.usage();
    }

    @Override
    public Purse purse() {
      return inner.purse();
    }

    @Override
    public KeyRing keys() {
      return inner.keys();
    }
  }
}
