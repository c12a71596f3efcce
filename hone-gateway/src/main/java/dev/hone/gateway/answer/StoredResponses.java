package dev.hone.gateway.answer;

import dev.hone.gateway.GatewayException;
import dev.hone.gateway.GatewayException.Code;
import dev.hone.gateway.dispatch.Caller;
import dev.hone.gateway.http.Exchange;
import java.util.Optional;

/** {@code GET /v1/responses/{response}}: an answer that was given, again. Thread-safe. */
public final class StoredResponses {

  private StoredResponses() {}

  /** Sends it; another tenant's does not exist. */
  public static void get(Exchange exchange, Caller caller) {
    if (!sendIfKept(exchange, caller)) {
      throw new GatewayException(
          Code.NOT_FOUND,
          "Response with id '" + exchange.pathParameter("response") + "' not found.",
          "response_id",
          null);
    }
  }

  /** Sends it if it is one of ours; else nothing is sent. */
  public static boolean sendIfKept(Exchange exchange, Caller caller) {
    Optional<PreviousResponse.Kept> kept =
        PreviousResponse.find(exchange.pathParameter("response"), caller.ledger().steps());
    kept.ifPresent(found -> exchange.send(200, "application/json", found.body()));
    return kept.isPresent();
  }
}
