package dev.hone.gateway.redact;

import dev.hone.core.TenantId;
import dev.hone.gateway.redact.RedactionRules.Term;
import dev.hone.store.AuditLog;
import dev.hone.store.Erasure;
import dev.hone.store.GoldenBook;
import dev.hone.store.KeyGrant;
import dev.hone.store.KeyRing;
import dev.hone.store.Ledger;
import dev.hone.store.LessonBook;
import dev.hone.store.LimitBook;
import dev.hone.store.Purse;
import dev.hone.store.QuarantineBook;
import dev.hone.store.SignalLog;
import dev.hone.store.StepLog;
import dev.hone.store.TenantLedger;
import dev.hone.store.TenantSettings;
import dev.hone.store.UsageTotals;
import dev.hone.store.VersionBook;
import dev.hone.store.WorkBoard;
import java.util.ArrayList;
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
  private final RedactionRules rules;
  private final Map<TenantId, Handle> tenants = new ConcurrentHashMap<>();

  /**
   * The handle of a tenant.
   *
   * @param terms its own, as they were kept when the handle was made
   */
  private record Handle(String terms, TenantLedger ledger) {}

  /**
   * Around a ledger, which it closes.
   *
   * @param rules of all tenants; each may have terms of its own beside them, see {@link OwnTerms}
   */
  public RedactedLedger(Ledger inner, RedactionRules rules) {
    this.inner = inner;
    this.rules = rules;
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
    String terms = ledger.settings().find(OwnTerms.SETTING).orElse("");
    Handle known = tenants.get(id);
    if (known == null || !known.terms().equals(terms)) {
      known = new Handle(terms, redacted(ledger, terms));
      tenants.put(id, known);
    }
    return known.ledger();
  }

  private TenantLedger redacted(TenantLedger ledger, String terms) {
    List<Term> all = new ArrayList<>(rules.terms());
    all.addAll(OwnTerms.read(terms));
    return rules.kinds().isEmpty() && all.isEmpty()
        ? ledger
        : new Redacted(ledger, Redactor.of(rules.withTerms(all)));
  }

  @Override
  public String issueKey(KeyGrant grant) {
    return inner.issueKey(grant);
  }

  @Override
  public Optional<KeyRing.Identity> identify(String secret) {
    return inner.identify(secret);
  }

  @Override
  public void serves() {
    inner.serves();
  }

  @Override
  public int servers() {
    return inner.servers();
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
    public LimitBook limits() {
      return inner.limits();
    }

    @Override
    public AuditLog audit() {
      return inner.audit();
    }

    @Override
    public QuarantineBook quarantine() {
      return inner.quarantine();
    }

    @Override
    public GoldenBook golden() {
      return inner.golden();
    }

    @Override
    public TenantSettings settings() {
      return inner.settings();
    }

    @Override
    public KeyRing keys() {
      return inner.keys();
    }
  }
}
