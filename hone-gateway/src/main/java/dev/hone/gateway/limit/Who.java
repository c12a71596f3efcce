package dev.hone.gateway.limit;

import dev.hone.core.TenantId;
import dev.hone.store.CallLimit;
import java.util.Locale;

/**
 * Whose calls are counted.
 *
 * @param name empty for the tenant itself
 */
record Who(TenantId tenant, CallLimit.Kind kind, String name) {

  /** For people to read. */
  String said() {
    String word = kind.name().toLowerCase(Locale.ROOT);
    return switch (kind) {
      case TENANT -> "the tenant";
      case AGENT, USER, KEY -> word + " '" + name + "'";
    };
  }
}
