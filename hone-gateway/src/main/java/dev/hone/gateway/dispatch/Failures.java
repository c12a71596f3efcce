package dev.hone.gateway.dispatch;

import dev.hone.core.engine.EngineException;
import dev.hone.gateway.GatewayException;
import dev.hone.gateway.GatewayException.Code;
import dev.hone.store.StoreException;

/** What failures of the floors below are called on the wire. */
public final class Failures {

  private Failures() {}

  /** The failure as the caller sees it; unknown ones become {@code INTERNAL} without details. */
  public static GatewayException of(RuntimeException e, String requestId) {
    return switch (e) {
      case GatewayException known -> known;
      case StoreException store -> of(store);
      case EngineException engine -> of(engine);
      default ->
          new GatewayException(
              Code.INTERNAL,
              "Something went wrong inside; the log has it under request id " + requestId + ".",
              e);
    };
  }

  private static GatewayException of(StoreException e) {
    String message = String.valueOf(e.getMessage());
    return switch (e.code()) {
      case NOT_FOUND -> new GatewayException(Code.NOT_FOUND, message, e);
      case CONFLICT, FENCED -> new GatewayException(Code.CONFLICT, message, e);
      case FULL ->
          new GatewayException(
              Code.STORAGE_FULL,
              message
                  + " The answer was not kept, so it was not given: free disk space, then retry.",
              e);
      case OVERLOADED -> new GatewayException(Code.OVERLOADED, message, e);
      case UNAVAILABLE -> new GatewayException(Code.UNAVAILABLE, message, e);
      case UNKNOWN_TENANT -> new GatewayException(Code.UNAUTHORIZED, message, e);
      case CORRUPT, INCOMPATIBLE -> new GatewayException(Code.UNAVAILABLE, message, e);
    };
  }

  private static GatewayException of(EngineException e) {
    String message = String.valueOf(e.getMessage());
    return switch (e.code()) {
      case UNKNOWN_VERSION -> new GatewayException(Code.UNKNOWN_MODEL, message, "model", e);
      case PROMPT_TOO_LONG -> new GatewayException(Code.PROMPT_TOO_LONG, message, "messages", e);
      case BAD_REQUEST, NOT_TRAINABLE -> new GatewayException(Code.BAD_REQUEST, message, e);
      case OVERLOADED -> new GatewayException(Code.OVERLOADED, message, e);
      case BAD_MODEL, CLOSED -> new GatewayException(Code.UNAVAILABLE, message, e);
    };
  }
}
