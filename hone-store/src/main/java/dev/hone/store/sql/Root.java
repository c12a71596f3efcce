package dev.hone.store.sql;

import dev.hone.core.TenantId;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The beginning of conversations: their first message. The keys of all messages that follow it
 * begin with the time at which it was first seen, so that what is written together lies together;
 * under their hashes alone, each message would dirty pages of its own in the table and its indexes.
 *
 * @param prefix of the keys; 6 bytes, or none in conversations from before there were prefixes
 */
record Root(byte[] prefix) {

  private static final int PREFIX_BYTES = 6;

  /**
   * The root that a first message belongs to.
   *
   * @return null if it was never seen: then none of its conversations was
   */
  static @Nullable Root find(Sql sql, TenantId tenant, byte[] hash) throws SQLException {
    return sql.first(
            "SELECT prefix FROM conversation_root WHERE tenant = ? AND hash = ?",
            row -> new Root(row.bytes("prefix")),
            tenant.value(),
            hash)
        .orElse(null);
  }

  /** Keeps a root that was not there; if another process was faster, it is that one's. */
  static Root make(Sql sql, TenantId tenant, byte[] hash, Instant now) throws SQLException {
    byte[] time = ByteBuffer.allocate(Long.BYTES).putLong(now.toEpochMilli()).array();
    byte[] prefix = Arrays.copyOfRange(time, Long.BYTES - PREFIX_BYTES, Long.BYTES);
    int made =
        sql.update(
            "INSERT INTO conversation_root (tenant, hash, prefix) VALUES (?, ?, ?)"
                + " ON CONFLICT (tenant, hash) DO NOTHING",
            tenant.value(),
            hash,
            prefix);
    Root known = made == 1 ? null : find(sql, tenant, hash);
    return known == null ? new Root(prefix) : known;
  }

  /** The key of a message of such a conversation. */
  byte[] key(byte[] hash) {
    byte[] key = Arrays.copyOf(prefix, prefix.length + hash.length);
    System.arraycopy(hash, 0, key, prefix.length, hash.length);
    return key;
  }

  /** The root of a message that is kept. */
  static Root ofKey(byte[] key) {
    return new Root(Arrays.copyOf(key, key.length - Conversation.HASH_BYTES));
  }

  /** The hash of a message that is kept. */
  static byte[] hash(byte[] key) {
    return Arrays.copyOfRange(key, key.length - Conversation.HASH_BYTES, key.length);
  }
}
