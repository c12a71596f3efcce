package dev.hone.store;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The API keys of a tenant. Thread-safe. Secrets are kept as hashes only. */
public interface KeyRing {

  /** Also those that have ended, newest first. */
  List<Kept> all();

  /**
   * Makes a key.
   *
   * @throws StoreException {@code NOT_FOUND} if the grant is for another tenant
   */
  Issued issue(KeyGrant grant);

  /**
   * Ends a key at once, here and in other processes on the same database within the time that they
   * take to look (see {@link LedgerOptions#foreignPoll}).
   *
   * @throws StoreException {@code NOT_FOUND}; {@code CONFLICT} if it has ended already
   */
  void revoke(UUID id);

  /**
   * Makes a key that allows the same; the old one is valid for the overlap, and no longer than it
   * was.
   *
   * @throws StoreException {@code NOT_FOUND}; {@code CONFLICT} if it has ended or was rotated
   */
  Issued rotate(UUID id, Duration overlap);

  /** A key that is in use. */
  record Identity(UUID id, KeyGrant grant) {}

  /** A new key; the secret cannot be shown again. */
  record Issued(UUID id, String secret) {}

  /**
   * A key in a list.
   *
   * @param rotatedTo the key that took its place, or null
   */
  record Kept(
      UUID id,
      KeyGrant grant,
      Instant created,
      @Nullable Instant revoked,
      @Nullable UUID rotatedTo) {}
}
