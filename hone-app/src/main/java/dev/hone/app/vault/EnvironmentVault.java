package dev.hone.app.vault;

import dev.hone.core.TenantId;
import dev.hone.core.vault.Secret;
import dev.hone.core.vault.Vault;
import dev.hone.core.vault.VaultException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Secrets in environment variables, which are everybody's. Thread-safe. */
public final class EnvironmentVault implements Vault {

  private final Map<String, String> environment;
  private final Map<String, Secret> known = new ConcurrentHashMap<>();

  public EnvironmentVault(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Secret secret(@Nullable TenantId tenant, String name) {
    Secret secret = known.get(name);
    return secret != null ? secret : known.computeIfAbsent(name, this::read);
  }

  private Secret read(String name) {
    String value = environment.get(name);
    if (value == null || value.isBlank()) {
      throw new VaultException(
          "the environment variable " + name + " is not set, but the configuration names it");
    }
    return Secret.of(name, value);
  }
}
