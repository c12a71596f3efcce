package dev.hone.store.sql;

import dev.hone.core.AgentId;
import dev.hone.core.StepId;
import dev.hone.core.TenantId;
import dev.hone.core.UserId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * What a write must have for itself, among all processes, until it is committed. A write names its
 * locks when it is handed in; those of a batch are taken in ascending order before anything else,
 * so that two batches never wait for each other. On SQLite a writer has the whole database for
 * itself and locks are not looked at.
 *
 * @param key 64 bits of a hash; two things with the same key only wait for each other
 */
record Lock(long key) {

  /** Takes all of an array, in its order. */
  static final String TAKE = "SELECT pg_advisory_xact_lock(k) FROM unnest(?::bigint[]) AS k";

  /** Making and changing tables. */
  static final Lock MIGRATION = of("migration");

  /** Sample leases of all tenants: trainers are few. */
  static final Lock SAMPLES = of("samples");

  /** Versions and their releases, of all tenants: numbers are given per policy. */
  static final Lock VERSIONS = of("versions");

  /** Where steps of a user are put: sessions, turns, retries, next states. */
  static Lock conversations(TenantId tenant, AgentId agent, UserId user) {
    return of("conversations", tenant.value(), agent.value(), user.value());
  }

  static Lock idempotency(TenantId tenant, String key) {
    return of("idempotency", tenant.value(), key);
  }

  /** The verdict that counts for a step. */
  static Lock verdict(TenantId tenant, StepId step) {
    return of("verdict", tenant.value(), step.value().toString());
  }

  static Lock lessons(TenantId tenant) {
    return of("lessons", tenant.value());
  }

  /** What is spent and reserved of a tenant that has budgets. */
  static Lock budgets(TenantId tenant) {
    return of("budgets", tenant.value());
  }

  private static Lock of(String... parts) {
    MessageDigest sha = Conversation.sha256();
    for (String part : parts) {
      byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
      sha.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
      sha.update(bytes);
    }
    return new Lock(ByteBuffer.wrap(sha.digest()).getLong());
  }
}
