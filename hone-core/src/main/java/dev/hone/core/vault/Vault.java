package dev.hone.core.vault;

import dev.hone.core.TenantId;
import org.jspecify.annotations.Nullable;

/**
 * Keeps secrets and gives them to those parts that put them on the wire. Implementations are
 * thread-safe, quick enough to be asked for every request, and give a secret that was changed from
 * the next question on.
 */
@FunctionalInterface
public interface Vault {

  /**
   * A secret by its name.
   *
   * @param tenant whose own secret of that name comes before everybody's; null for everybody's
   * @return the same object as long as the value is the same
   * @throws VaultException if there is none, or it must not be used; says what to do
   */
  Secret secret(@Nullable TenantId tenant, String name);

  /** Has no secrets. */
  static Vault empty() {
    return (tenant, name) -> {
      throw new VaultException("there is no secret '" + name + "'");
    };
  }
}
