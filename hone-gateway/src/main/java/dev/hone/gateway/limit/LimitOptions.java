package dev.hone.gateway.limit;

import dev.hone.core.TenantId;
import java.time.Duration;
import java.util.Map;

/**
 * What the installation lets every tenant do; tenants can only set narrower limits. Immutable.
 *
 * @param tenant of each tenant that is not among {@code tenants}
 * @param agent of each agent of a tenant
 * @param user of each user of a tenant
 * @param key of each API key
 * @param tenants those that have limits of their own
 * @param mostWaiting calls of a tenant that has its share, which may wait for a free place; default
 *     64
 * @param patience how long a call waits for a free place; default 5 s
 */
public record LimitOptions(
    Bounds tenant,
    Bounds agent,
    Bounds user,
    Bounds key,
    Map<TenantId, OfTenant> tenants,
    int mostWaiting,
    Duration patience) {

  /**
   * Bounds; 0 for none.
   *
   * @param requests in a minute
   * @param tokens in a minute
   * @param concurrent calls at the same time
   */
  public record Bounds(long requests, long tokens, long concurrent) {

    /** Of each number: refills of more than one in a nanosecond cannot be counted. */
    public static final long MOST = 1_000_000_000;

    public static final Bounds NONE = new Bounds(0, 0, 0);

    public Bounds {
      if (Math.min(requests, Math.min(tokens, concurrent)) < 0
          || Math.max(requests, Math.max(tokens, concurrent)) > MOST) {
        throw new IllegalArgumentException("a bound is from 0 to " + MOST);
      }
    }
  }

  /**
   * What one tenant may.
   *
   * @param weight its part of the server, against 1 of the others
   */
  public record OfTenant(Bounds bounds, int weight) {}

  public LimitOptions {
    tenants = Map.copyOf(tenants);
  }

  /** No limits, equal shares. */
  public static LimitOptions defaults() {
    return new LimitOptions(
        Bounds.NONE, Bounds.NONE, Bounds.NONE, Bounds.NONE, Map.of(), 64, Duration.ofSeconds(5));
  }

  public LimitOptions withQueue(int most, Duration longest) {
    return new LimitOptions(tenant, agent, user, key, tenants, most, longest);
  }

  public LimitOptions withUser(Bounds bounds) {
    return new LimitOptions(tenant, agent, bounds, key, tenants, mostWaiting, patience);
  }

  public LimitOptions withTenants(Map<TenantId, OfTenant> some) {
    return new LimitOptions(tenant, agent, user, key, some, mostWaiting, patience);
  }

  Bounds of(TenantId id) {
    OfTenant own = tenants.get(id);
    return own == null ? tenant : own.bounds();
  }

  /** The weight of a tenant. */
  public int weight(TenantId id) {
    OfTenant own = tenants.get(id);
    return own == null ? 1 : own.weight();
  }

  boolean isNone() {
    return tenant.equals(Bounds.NONE)
        && agent.equals(Bounds.NONE)
        && user.equals(Bounds.NONE)
        && key.equals(Bounds.NONE)
        && tenants.isEmpty();
  }
}
