package dev.hone.store;

import dev.hone.core.TenantId;
import java.util.List;
import java.util.Optional;

/**
 * The store of one installation. Thread-safe; every method blocks until its effect is durable,
 * unless it says otherwise.
 *
 * <p>All methods throw {@link StoreException}.
 */
public interface Ledger extends AutoCloseable {

  /** Creates a tenant; does nothing if it exists. */
  void createTenant(TenantId id, String name);

  List<TenantId> tenants();

  /**
   * Opens the handle of a tenant.
   *
   * @throws StoreException {@code UNKNOWN_TENANT}
   */
  TenantLedger tenant(TenantId id);

  /** Makes a key and returns its secret, which is kept only as a hash and cannot be shown again. */
  String issueKey(KeyGrant grant);

  /** What a secret allows; empty if it is unknown, expired or revoked. */
  default Optional<KeyGrant> authenticate(String secret) {
    return identify(secret).map(KeyRing.Identity::grant);
  }

  /** Which key a secret is of, and what it allows; empty if unknown, expired or revoked. */
  Optional<KeyRing.Identity> identify(String secret);

  /** Why a secret that was valid once is so no longer, as a sentence; empty if it never was. */
  default Optional<String> whyEnded(String secret) {
    return Optional.empty();
  }

  /** Work that the judge, the trainer and the release desk take by lease, over all tenants. */
  WorkBoard work();

  /** Versions and routes. The base version of a policy belongs to everybody. */
  VersionBook versions();

  /**
   * Marks steps that were open when the last process ended as interrupted. Called once at start, by
   * the process that owns the store.
   *
   * @return how many
   */
  int recover();

  /** This process answers calls from now on: it counts among {@link #servers()}. */
  void serves();

  /** How many processes that share this store answer calls; at least 1. Cheap. */
  int servers();

  /** Whether a write would succeed now; the text says why not. Writes one row to find out. */
  Optional<String> unwritable();

  @Override
  void close();
}
