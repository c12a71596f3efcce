package dev.hone.app.vault;

import dev.hone.core.TenantId;
import dev.hone.core.vault.Secret;
import dev.hone.core.vault.Vault;
import dev.hone.core.vault.VaultException;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Several vaults, told apart by what stands before the colon: {@code env:NAME}, {@code file:NAME}.
 */
public final class PrefixedVault implements Vault {

  public static final String ENVIRONMENT = "env";
  public static final String FILE = "file";

  private final Map<String, Vault> vaults;

  public PrefixedVault(Map<String, Vault> vaults) {
    this.vaults = new TreeMap<>(vaults);
  }

  @Override
  public Secret secret(@Nullable TenantId tenant, String name) {
    int colon = name.indexOf(':');
    Vault vault = colon < 0 ? null : vaults.get(name.substring(0, colon));
    if (vault == null) {
      throw new VaultException(
          "a secret is named as "
              + String.join(":NAME or ", vaults.keySet())
              + ":NAME, but not as '"
              + name
              + "'");
    }
    return vault.secret(tenant, name.substring(colon + 1));
  }
}
