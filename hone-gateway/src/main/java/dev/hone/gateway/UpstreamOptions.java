package dev.hone.gateway;

import dev.hone.gateway.dialect.Dialect;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The server that answers instead of the engine.
 *
 * @param address base address, with or without a trailing {@code /v1}
 * @param apiKey sent as bearer token, or as {@code x-api-key} to an upstream that speaks Messages.
 *     Null sends the caller's own key, but only when the caller gave its Hone key as {@code
 *     X-Hone-Key}: a Hone key never leaves the house
 * @param connectTimeout default 5 s
 * @param readTimeout longest silence of the upstream; default 5 minutes
 * @param maxAnswerBytes largest answer that is captured; a larger one is an error; default 32 MiB
 * @param maxConnections to the upstream at once; default 1024
 * @param dialect that the upstream speaks; calls in another one are translated; default {@link
 *     Dialect#CHAT}
 */
public record UpstreamOptions(
    URI address,
    @Nullable String apiKey,
    Duration connectTimeout,
    Duration readTimeout,
    int maxAnswerBytes,
    int maxConnections,
    Dialect dialect) {

  public UpstreamOptions {
    String scheme = address.getScheme();
    if (address.getHost() == null || !("http".equals(scheme) || "https".equals(scheme))) {
      throw new GatewayException(
          GatewayException.Code.CANNOT_START,
          "the upstream '" + address + "' is not an http:// or https:// address");
    }
  }

  public static UpstreamOptions of(URI address, @Nullable String apiKey) {
    return new UpstreamOptions(
        address,
        apiKey,
        Duration.ofSeconds(5),
        Duration.ofMinutes(5),
        32 << 20,
        1024,
        Dialect.CHAT);
  }

  public UpstreamOptions withDialect(Dialect newDialect) {
    return new UpstreamOptions(
        address, apiKey, connectTimeout, readTimeout, maxAnswerBytes, maxConnections, newDialect);
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

  @Override
  public String toString() {
    return "upstream " + address + (apiKey == null ? "" : " with a key of its own");
  }
}
