package dev.hone.gateway.signal;

import dev.hone.core.TenantId;
import dev.hone.gateway.GatewayException;
import dev.hone.gateway.GatewayException.Code;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Who may send signals. Immutable.
 *
 * @param sources by the name that stands in the path
 * @param keep how long a signal waits for its step; default 30 days
 */
public record SignalOptions(Map<String, Source> sources, Duration keep) {

  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");

  /** Less can be guessed. */
  private static final int LEAST_SECRET = 16;

  private static final Duration KEEP = Duration.ofDays(30);

  public SignalOptions {
    sources = Map.copyOf(sources);
    for (String name : sources.keySet()) {
      if (!NAME.matcher(name).matches()) {
        throw new GatewayException(
            Code.CANNOT_START,
            "The signal source '" + name + "' must be named with a-z, 0-9 and '-'.");
      }
    }
  }

  /** Nobody. */
  public static SignalOptions defaults() {
    return new SignalOptions(Map.of(), KEEP);
  }

  public SignalOptions withSource(String name, Source source) {
    java.util.Map<String, Source> all = new java.util.HashMap<>(sources);
    all.put(name, source);
    return new SignalOptions(all, keep);
  }

  /** A program that sends signals about steps of one tenant. Its secret is not printed. */
  public static final class Source {

    private final TenantId tenant;
    private final byte[] secret;

    /**
     * Refuses a secret that is missing or short.
     *
     * @throws GatewayException {@code CANNOT_START}
     */
    public Source(TenantId tenant, String secret) {
      if (secret.strip().length() < LEAST_SECRET) {
        throw new GatewayException(
            Code.CANNOT_START,
            "A signal source of tenant '"
                + tenant
                + "' has no secret of "
                + LEAST_SECRET
                + " characters or more; without one anybody could send signals in its name.");
      }
      this.tenant = tenant;
      this.secret = secret.getBytes(StandardCharsets.UTF_8);
    }

    TenantId tenant() {
      return tenant;
    }

    byte[] secret() {
      return secret.clone();
    }

    @Override
    public String toString() {
      return "source of tenant " + tenant;
    }
  }
}
