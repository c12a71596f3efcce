package dev.hone.learn.trainer;

import dev.hone.core.AgentId;
import dev.hone.core.Scope;
import dev.hone.core.TenantId;
import dev.hone.core.UserId;
import dev.hone.core.VersionRef;
import dev.hone.core.engine.Engine;
import dev.hone.core.engine.VersionFiles;
import dev.hone.store.Ledger;
import dev.hone.store.PolicyVersion;
import dev.hone.store.StoreException;
import java.nio.file.Path;

/** Where the store says a version's weights lie, and loading them. Thread-safe. */
public final class PolicyFiles {

  private final Ledger ledger;
  private final Engine engine;

  public PolicyFiles(Ledger ledger, Engine engine) {
    this.ledger = ledger;
    this.engine = engine;
  }

  /**
   * The folders of a version.
   *
   * @throws StoreException {@code NOT_FOUND}
   */
  public VersionFiles of(TenantId tenant, VersionRef ref) {
    PolicyVersion version = version(tenant, ref);
    if (ref.number() == 0) {
      return new VersionFiles(Path.of(version.folder()), null);
    }
    PolicyVersion base = version(tenant, new VersionRef(ref.policy(), 0));
    return new VersionFiles(Path.of(base.folder()), Path.of(version.folder()));
  }

  /** Makes a version servable; does nothing if it is. */
  public void load(TenantId tenant, VersionRef ref) {
    if (!engine.loaded().contains(ref)) {
      engine.load(ref, of(tenant, ref));
    }
  }

  /** The version that answers a user now. */
  public VersionRef live(TenantId tenant, AgentId agent, UserId user, String policy) {
    VersionRef live = ledger.versions().routes().resolve(tenant, agent, user, policy);
    return live == null ? new VersionRef(policy, 0) : live;
  }

  /** The version that serves a scope as a whole: its own, or the next wider one. */
  public VersionRef serving(TenantId tenant, Scope scope, String policy) {
    VersionRef serving = ledger.versions().routes().serving(tenant, scope, policy);
    return serving == null ? new VersionRef(policy, 0) : serving;
  }

  private PolicyVersion version(TenantId tenant, VersionRef ref) {
    return ledger
        .versions()
        .find(tenant, ref)
        .orElseThrow(
            () ->
                new StoreException(
                    StoreException.Code.NOT_FOUND,
                    "version " + ref + " is not in the store; register its policy first"));
  }
}
