package dev.hone.store;

import java.util.Map;
import java.util.Optional;

/** What a tenant has set for itself, by name. Thread-safe. */
public interface TenantSettings {

  /** Sessions whose last step is older than so many days go. */
  String RETENTION_DAYS = "retention.days";

  /** All of them. Cheap: read again only when something may have changed. */
  Map<String, String> all();

  default Optional<String> find(String name) {
    return Optional.ofNullable(all().get(name));
  }

  void set(String name, String value);

  /** False if it was not set. */
  boolean remove(String name);
}
