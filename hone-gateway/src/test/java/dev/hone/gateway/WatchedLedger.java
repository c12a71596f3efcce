package dev.hone.gateway;

import dev.hone.core.SessionId;
import dev.hone.core.StepId;
import dev.hone.core.TenantId;
import dev.hone.core.UserId;
import dev.hone.core.VersionRef;
import dev.hone.store.AuditLog;
import dev.hone.store.CallBound;
import dev.hone.store.Erasure;
import dev.hone.store.GoldenBook;
import dev.hone.store.KeyGrant;
import dev.hone.store.KeyRing;
import dev.hone.store.Ledger;
import dev.hone.store.LessonBook;
import dev.hone.store.LimitBook;
import dev.hone.store.OpenedStep;
import dev.hone.store.Purse;
import dev.hone.store.QuarantineBook;
import dev.hone.store.SessionSummary;
import dev.hone.store.SignalLog;
import dev.hone.store.StepDraft;
import dev.hone.store.StepLog;
import dev.hone.store.StepRecord;
import dev.hone.store.StepResult;
import dev.hone.store.TenantLedger;
import dev.hone.store.TenantSettings;
import dev.hone.store.UsageTotals;
import dev.hone.store.VersionBook;
import dev.hone.store.WorkBoard;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A ledger that runs a hook before a step completes; for slow and full disks. */
record WatchedLedger(Ledger inner, Hook beforeComplete) implements Ledger {

  /** May wait or throw. */
  interface Hook {
    void run(StepId step) throws InterruptedException;
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
    return new Watched(inner.tenant(id), beforeComplete);
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

  private record Watched(TenantLedger ledger, Hook hook) implements TenantLedger, StepLog {

    @Override
    public TenantId tenant() {
      return ledger.tenant();
    }

    @Override
    public StepLog steps() {
      return this;
    }

    @Override
    public SignalLog signals() {
      return ledger.signals();
    }

    @Override
    public LessonBook lessons() {
      return ledger.lessons();
    }

    @Override
    public Erasure erasure() {
      return ledger.erasure();
    }

    @Override
    public UsageTotals usage() {
      return ledger.usage();
    }

    @Override
    public LimitBook limits() {
      return ledger.limits();
    }

    @Override
    public AuditLog audit() {
      return ledger.audit();
    }

    @Override
    public QuarantineBook quarantine() {
      return ledger.quarantine();
    }

    @Override
    public GoldenBook golden() {
      return ledger.golden();
    }

    @Override
    public TenantSettings settings() {
      return ledger.settings();
    }

    @Override
    public KeyRing keys() {
      return ledger.keys();
    }

    @Override
    public Purse purse() {
      return ledger.purse();
    }

    @Override
    public Opening begin(StepDraft draft, CallBound bound) {
      return ledger.steps().begin(draft, bound);
    }

    @Override
    public OpenedStep open(StepDraft draft) {
      return ledger.steps().open(draft);
    }

    @Override
    public void complete(StepId step, StepResult result) {
      try {
        hook.run(step);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      ledger.steps().complete(step, result);
    }

    @Override
    public void interrupt(StepId step, @Nullable StepResult partial, String reason) {
      ledger.steps().interrupt(step, partial, reason);
    }

    @Override
    public Optional<StepRecord> find(StepId step) {
      return ledger.steps().find(step);
    }

    @Override
    public Optional<VersionRef> servedBy(StepDraft draft) {
      return ledger.steps().servedBy(draft);
    }

    @Override
    public Optional<StepId> lastStep(String sessionKeyOrId) {
      return ledger.steps().lastStep(sessionKeyOrId);
    }

    @Override
    public List<SessionSummary> sessions(@Nullable UserId user, int limit) {
      return ledger.steps().sessions(user, limit);
    }

    @Override
    public List<StepRecord> ofSession(SessionId session) {
      return ledger.steps().ofSession(session);
    }

    @Override
    public List<StepRecord> recent(UserId user, int limit) {
      return ledger.steps().recent(user, limit);
    }

    @Override
    public void finish(SessionId session) {
      ledger.steps().finish(session);
    }

    @Override
    public List<NextState> nextStates(StepId step) {
      return ledger.steps().nextStates(step);
    }
  }
}
