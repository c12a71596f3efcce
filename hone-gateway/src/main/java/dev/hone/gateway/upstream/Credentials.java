package dev.hone.gateway.upstream;

import dev.hone.core.vault.Secret;
import dev.hone.core.vault.Vault;
import dev.hone.gateway.UpstreamOptions;
import dev.hone.gateway.UpstreamOptions.Credential;
import dev.hone.gateway.dialect.Dialect;
import dev.hone.gateway.dispatch.Caller;
import dev.hone.gateway.http.Exchange;
import java.util.Optional;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.message.BasicHeader;
import org.jspecify.annotations.Nullable;

/**
 * Signs requests to one upstream. The vault is asked for every request, so that a rotated secret
 * holds from the next one on. Thread-safe.
 */
final class Credentials {

  private static final String AUTHORIZATION = "Authorization";
  private static final String API_KEY = "x-api-key";
  private static final String BEARER = "Bearer ";

  private final Vault vault;
  private final Credential credential;
  private final boolean anthropic;
  private volatile @Nullable Signed last;

  /** A secret with the header that it makes. */
  private record Signed(Secret secret, Header header) {

    @Override
    public String toString() {
      return "signed";
    }
  }

  Credentials(UpstreamOptions options, Vault vault) {
    this.vault = vault;
    this.credential = options.credential();
    this.anthropic = options.dialect() == Dialect.MESSAGES;
  }

  /** Whether each caller signs with a key of its own, so that its failures are its own too. */
  boolean ofCaller() {
    return credential instanceof Credential.OfCaller;
  }

  /**
   * Puts the key in.
   *
   * @throws dev.hone.core.vault.VaultException if the vault has none
   */
  void sign(HttpUriRequestBase request, Exchange exchange, Caller caller) {
    switch (credential) {
      case Credential.None() -> {}
      case Credential.OfCaller() -> {
        if (!caller.inAuthorization()) {
          ownKey(exchange, request);
        }
      }
      case Credential.Kept(String reference) ->
          request.setHeader(header(vault.secret(caller.tenant(), reference)));
    }
  }

  private Header header(Secret secret) {
    Signed signed = last;
    if (signed == null || signed.secret() != secret) {
      signed = new Signed(secret, header(secret.reveal()));
      last = signed;
    }
    return signed.header();
  }

  private Header header(String key) {
    BasicHeader header =
        anthropic
            ? new BasicHeader(API_KEY, key, true)
            : new BasicHeader(AUTHORIZATION, BEARER + key, true);
    return header;
  }

  /**
   * The caller's own key for the upstream; said the upstream's way if its client says it another.
   */
  private void ownKey(Exchange exchange, HttpUriRequestBase request) {
    Optional<String> authorization = exchange.header(AUTHORIZATION);
    Optional<String> apiKey = exchange.header(API_KEY);
    if (authorization.isPresent()) {
      String value = authorization.get();
      if (anthropic
          && apiKey.isEmpty()
          && value.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
        request.setHeader(header(value.substring(BEARER.length()).strip()));
      } else {
        request.setHeader(AUTHORIZATION, value);
      }
    }
    if (apiKey.isPresent() && (anthropic || authorization.isEmpty())) {
      request.setHeader(header(apiKey.get()));
    }
  }
}
