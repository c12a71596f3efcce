package dev.hone.store.sql;

import dev.hone.core.AgentId;
import dev.hone.core.TenantId;
import dev.hone.store.KeyGrant;
import dev.hone.store.KeyGrant.Scope;
import dev.hone.store.KeyRing;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
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

  private record Cached(long epoch, byte[] hash, @Nullable Long expires, KeyRing.Identity key) {}

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

  KeyRing.Issued issue(KeyGrant grant) {
    String secret = newSecret();
    UUID id =
        access
            .commits()
            .write(
                transaction -> {
                  Sql sql = transaction.sql();
                  Tenants.require(sql, grant.tenant());
                  return insert(sql, grant, secret, "key issued");
                });
    return new KeyRing.Issued(id, secret);
  }

  String newSecret() {
    byte[] bytes = new byte[RANDOM_BYTES];
    random.nextBytes(bytes);
    return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  UUID insert(Sql sql, KeyGrant grant, String secret, String action) throws SQLException {
    UUID id = access.newId();
    sql.update(
        "INSERT INTO api_key (tenant, id, hash, agent, purpose, consent, lessons, admin, scopes,"
            + " expires, created) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        grant.tenant().value(),
        id,
        hash(secret),
        grant.agent().value(),
        grant.purpose(),
        grant.consent(),
        grant.lessons(),
        grant.admin(),
        grant.scopes().stream().map(Scope::name).sorted().collect(Collectors.joining(" ")),
        grant.expires(),
        access.now());
    Audit.add(sql, access, grant.tenant(), action, id.toString(), grant.purpose());
    return id;
  }

  Optional<String> whyEnded(String secret) {
    if (secret.length() > MAX_SECRET) {
      return Optional.empty();
    }
    Instant now = access.now();
    return access
        .readers()
        .read(
            sql ->
                sql.first(
                    "SELECT expires, revoked, rotated_to FROM api_key WHERE hash = ?",
                    row -> Optional.ofNullable(whyEnded(row, now)),
                    hash(secret)))
        .flatMap(why -> why);
  }

  private static @Nullable String whyEnded(Row row, Instant now) throws SQLException {
    Long revoked = row.numberOrNull("revoked");
    if (revoked != null) {
      return "The API key was revoked at " + Instant.ofEpochMilli(revoked) + ".";
    }
    Long expires = row.numberOrNull("expires");
    if (expires == null || expires > now.toEpochMilli()) {
      return null;
    }
    return (row.bytesOrNull("rotated_to") == null
            ? "The API key expired at "
            : "The API key was rotated, and the old one ended at ")
        + Instant.ofEpochMilli(expires)
        + ".";
  }

  Optional<KeyRing.Identity> identify(String secret) {
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
    return Optional.of(known.key());
  }

  private static Optional<Cached> find(Sql sql, long epoch, byte[] hash) throws SQLException {
    return sql.first(
        "SELECT tenant, id, hash, agent, purpose, consent, lessons, admin, scopes, expires FROM api_key"
            + " WHERE hash = ? AND revoked IS NULL",
        row ->
            new Cached(
                epoch,
                row.bytes("hash"),
                row.numberOrNull("expires"),
                new KeyRing.Identity(row.uuid("id"), grant(row))),
        hash);
  }

  static KeyGrant grant(Row row) throws SQLException {
    Long expires = row.numberOrNull("expires");
    return new KeyGrant(
        new TenantId(row.text("tenant")),
        new AgentId(row.text("agent")),
        row.text("purpose"),
        row.flag("consent"),
        row.flag("lessons"),
        row.flag("admin"),
        scopes(row.textOrNull("scopes")),
        expires == null ? null : Instant.ofEpochMilli(expires));
  }

  /** Keys that are older than scopes have all of them. */
  private static Set<Scope> scopes(@Nullable String words) {
    if (words == null) {
      return EnumSet.allOf(Scope.class);
    }
    Set<Scope> scopes = EnumSet.noneOf(Scope.class);
    for (String word : words.split(" ")) {
      if (!word.isEmpty()) {
        scopes.add(Scope.valueOf(word));
      }
    }
    return scopes;
  }

  private static byte[] hash(String secret) {
    return Conversation.sha256().digest(secret.getBytes(StandardCharsets.UTF_8));
  }
}
