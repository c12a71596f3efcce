package dev.hone.store.sql;

import dev.hone.core.TenantId;
import dev.hone.store.TenantSettings;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The settings of one tenant. Thread-safe. */
final class SqlSettings implements TenantSettings {

  private final Access access;
  private final TenantId tenant;
  private volatile @Nullable Known known;

  private record Known(long epoch, Map<String, String> values) {}

  SqlSettings(Access access, TenantId tenant) {
    this.access = access;
    this.tenant = tenant;
  }

  @Override
  public Map<String, String> all() {
    long epoch = access.changes().epoch();
    Known last = known;
    if (last == null || last.epoch() != epoch) {
      last = new Known(epoch, read());
      known = last;
    }
    return last.values();
  }

  private Map<String, String> read() {
    List<SimpleImmutableEntry<String, String>> rows =
        access
            .readers()
            .read(
                sql ->
                    sql.list(
                        "SELECT name, value FROM tenant_setting WHERE tenant = ? ORDER BY name",
                        row -> new SimpleImmutableEntry<>(row.text("name"), row.text("value")),
                        tenant.value()));
    Map<String, String> values = new LinkedHashMap<>();
    rows.forEach(row -> values.put(row.getKey(), row.getValue()));
    return Map.copyOf(values);
  }

  @Override
  public void set(String name, String value) {
    access
        .commits()
        .write(
            transaction -> {
              int set =
                  transaction
                      .sql()
                      .update(
                          "INSERT INTO tenant_setting (tenant, name, value) VALUES (?, ?, ?)"
                              + " ON CONFLICT (tenant, name) DO UPDATE SET value = excluded.value",
                          tenant.value(),
                          name,
                          value);
              transaction.cachedChanged();
              // The value may hold what must not be kept, such as the words of a dictionary.
              Audit.add(transaction.sql(), access, tenant, "setting set", name, "");
              return set;
            });
  }

  @Override
  public boolean remove(String name) {
    return access
        .commits()
        .write(
            transaction -> {
              int removed =
                  transaction
                      .sql()
                      .update(
                          "DELETE FROM tenant_setting WHERE tenant = ? AND name = ?",
                          tenant.value(),
                          name);
              if (removed > 0) {
                transaction.cachedChanged();
                Audit.add(transaction.sql(), access, tenant, "setting removed", name, "");
              }
              return removed > 0;
            });
  }
}
