package dev.hone.gateway.admin;

import dev.hone.core.TenantId;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/** What parts behind the gateway add to {@code /api/status}, by name. Thread-safe. */
public final class StatusSections {

  private final Map<String, Function<TenantId, JsonNode>> sections = new ConcurrentHashMap<>();

  /**
   * Adds a section.
   *
   * @param name of the field
   * @param section asked for the caller's tenant at each call
   */
  public void add(String name, Function<TenantId, JsonNode> section) {
    sections.put(name, section);
  }

  Map<String, Function<TenantId, JsonNode>> all() {
    return new TreeMap<>(sections);
  }
}
