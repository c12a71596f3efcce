package dev.hone.store.sql;

import dev.hone.core.AgentId;
import dev.hone.core.TenantId;
import dev.hone.store.KeyGrant;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * API keys: {@code hone_} and 32 characters (192 random bits), kept as SHA-256 only. The secret is
 * random, so that a plain hash is as good as a slow one. Thread-safe.
 */
final class ApiKeys {

  private static final String PREFIX = "hone_";
  private static final int RANDOM_BYTES = 24;
  private static final int MAX_SECRET = 200;

  private final Access access;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, Cached> cache;

  private record Cached(long epoch, byte[] hash, @Nullable Long expires, KeyGrant grant) {}

  ApiKeys(Access access) {
    this.access = access;
    int bound = access.options().cachedGrants();
    this.cache =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<String, Cached> eldest) {
            return size() > bound;
          }
        };
  }

  String issue(KeyGrant grant) {
    byte[] bytes = new byte[RANDOM_BYTES];
    random.nextBytes(bytes);
    String secret = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    access
        .commits()
        .write(
            transaction -> {
              Sql sql = transaction.sql();
              Tenants.require(sql, grant.tenant());
              var id = access.newId();
              sql.update(
                  "INSERT INTO api_key (tenant, id, hash, agent, purpose, consent, lessons, admin,"
                      + " created) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                  grant.tenant().value(),
                  id,
                  hash(secret),
                  grant.agent().value(),
                  grant.purpose(),
                  grant.consent(),
                  grant.lessons(),
                  grant.admin(),
                  access.now());
              Audit.add(sql, access, grant.tenant(), "key issued", id.toString(), grant.purpose());
              return id;
            });
    return secret;
  }

  Optional<KeyGrant> authenticate(String secret) {
    if (secret.length() > MAX_SECRET) {
      return Optional.empty();
    }
    byte[] hash = hash(secret);
    String key = HexFormat.of().formatHex(hash);
    long epoch = access.changes().epoch();
    Cached known;
    synchronized (cache) {
      known = cache.get(key);
    }
    if (known == null || known.epoch() != epoch) {
      known = access.readers().read(sql -> find(sql, epoch, hash)).orElse(null);
      synchronized (cache) {
        if (known == null) {
          cache.remove(key);
        } else {
          cache.put(key, known);
        }
      }
    }
    if (known == null
        || !MessageDigest.isEqual(known.hash(), hash)
        || (known.expires() != null && known.expires() <= access.clock().millis())) {
      return Optional.empty();
    }
    return Optional.of(known.grant());
  }

  private static Optional<Cached> find(Sql sql, long epoch, byte[] hash)
      throws java.sql.SQLException {
    return sql.first(
        "SELECT tenant, hash, agent, purpose, consent, lessons, admin, expires FROM api_key"
            + " WHERE hash = ? AND revoked IS NULL",
        row ->
            new Cached(
                epoch,
                row.bytes("hash"),
                row.numberOrNull("expires"),
                new KeyGrant(
                    new TenantId(row.text("tenant")),
                    new AgentId(row.text("agent")),
                    row.text("purpose"),
                    row.flag("consent"),
                    row.flag("lessons"),
                    row.flag("admin"))),
        hash);
  }

  private static byte[] hash(String secret) {
    return Conversation.sha256().digest(secret.getBytes(StandardCharsets.UTF_8));
  }
}
