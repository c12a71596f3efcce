package dev.hone.gateway.answer;

import dev.hone.gateway.GatewayException;
import dev.hone.gateway.GatewayException.Code;
import dev.hone.gateway.dispatch.Caller;
import dev.hone.gateway.http.Exchange;

/** {@code GET /v1/responses/{response}}: an answer that was given, again. Thread-safe. */
public final class StoredResponses {

  private StoredResponses() {}

  /** Sends it; another tenant's does not exist. */
  public static void get(Exchange exchange, Caller caller) {
    String id = exchange.pathParameter("response");
    byte[] body =
        PreviousResponse.find(id, caller.ledger().steps())
            .map(PreviousResponse.Kept::body)
            .orElseThrow(
                () ->
                    new GatewayException(
                        Code.NOT_FOUND,
                        "Response with id '" + id + "' not found.",
                        "response_id",
                        null));
    exchange.send(200, "application/json", body);
  }
}
