package dev.hone.gateway;

import dev.hone.gateway.dialect.Dialect;
import java.net.URI;
import java.time.Duration;
import java.util.Map;

/**
 * A server that answers instead of the engine.
 *
 * @param name in routes, logs, metrics and errors
 * @param address base address, with or without a trailing {@code /v1}
 * @param credential what it is called with; default: the caller's own
 * @param dialect that it speaks; calls in another one are translated; default {@link Dialect#CHAT}
 * @param timeouts how long it may take
 * @param bounds how much it may take
 * @param models names of models that are called otherwise there; may be empty
 */
public record UpstreamOptions(
    String name,
    URI address,
    Credential credential,
    Dialect dialect,
    Timeouts timeouts,
    Bounds bounds,
    Map<String, String> models) {

  /** The name of one that is given without a name. */
  public static final String ONLY = "upstream";

  /** What calls are signed with. */
  public sealed interface Credential {

    /** Nothing. */
    record None() implements Credential {}

    /**
     * The caller's own key, but only when the caller gave its Hone key as {@code X-Hone-Key}: a
     * Hone key never leaves the house.
     */
    record OfCaller() implements Credential {}

    /**
     * A secret of the vault, as bearer token, or as {@code x-api-key} where Messages are spoken.
     *
     * @param reference its name there
     */
    record Kept(String reference) implements Credential {}
  }

  /**
   * How long it may take.
   *
   * @param connect default 5 s
   * @param read longest silence; default 5 minutes
   * @param total for a whole answer, from the first byte of the request on; default 1 hour
   */
  public record Timeouts(Duration connect, Duration read, Duration total) {

    public static Timeouts defaults() {
      return new Timeouts(Duration.ofSeconds(5), Duration.ofMinutes(5), Duration.ofHours(1));
    }
  }

  /**
   * How much it may take.
   *
   * @param maxAnswerBytes largest answer that is captured; a larger one is an error; default 32 MiB
   * @param maxConnections at once; default 12288, as many as calls may be answered at once
   */
  public record Bounds(int maxAnswerBytes, int maxConnections) {

    public static Bounds defaults() {
      return new Bounds(32 << 20, 12_288);
    }
  }

  public UpstreamOptions {
    String scheme = address.getScheme();
    if (address.getHost() == null || !("http".equals(scheme) || "https".equals(scheme))) {
      throw new GatewayException(
          GatewayException.Code.CANNOT_START,
          "the upstream '" + address + "' is not an http:// or https:// address");
    }
    if (address.getUserInfo() != null) {
      throw new GatewayException(
          GatewayException.Code.CANNOT_START,
          "the address of the upstream '"
              + name
              + "' holds a user or password; name where its key lies as its credential");
    }
    models = Map.copyOf(models);
  }

  /** The only one there is, called with the caller's own key. */
  public static UpstreamOptions of(URI address) {
    return of(ONLY, address);
  }

  public static UpstreamOptions of(String name, URI address) {
    return new UpstreamOptions(
        name,
        address,
        new Credential.OfCaller(),
        Dialect.CHAT,
        Timeouts.defaults(),
        Bounds.defaults(),
        Map.of());
  }

  public UpstreamOptions withAddress(URI newAddress) {
    return new UpstreamOptions(name, newAddress, credential, dialect, timeouts, bounds, models);
  }

  public UpstreamOptions withCredential(Credential newCredential) {
    return new UpstreamOptions(name, address, newCredential, dialect, timeouts, bounds, models);
  }

  public UpstreamOptions withDialect(Dialect newDialect) {
    return new UpstreamOptions(name, address, credential, newDialect, timeouts, bounds, models);
  }

  public UpstreamOptions withTimeouts(Timeouts newTimeouts) {
    return new UpstreamOptions(name, address, credential, dialect, newTimeouts, bounds, models);
  }

  public UpstreamOptions withBounds(Bounds newBounds) {
    return new UpstreamOptions(name, address, credential, dialect, timeouts, newBounds, models);
  }

  public UpstreamOptions withModels(Map<String, String> newModels) {
    return new UpstreamOptions(name, address, credential, dialect, timeouts, bounds, newModels);
  }

  /** The address of a path such as {@code /v1/models}. */
  public URI at(String path) {
    String base = address.toString();
    while (base.endsWith("/")) {
      base = base.substring(0, base.length() - 1);
    }
    if (base.endsWith("/v1") && path.startsWith("/v1/")) {
      base = base.substring(0, base.length() - "/v1".length());
    }
    return URI.create(base + path);
  }
}
