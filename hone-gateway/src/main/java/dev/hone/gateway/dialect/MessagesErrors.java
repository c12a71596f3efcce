package dev.hone.gateway.dialect;

import dev.hone.gateway.GatewayException;
import dev.hone.gateway.GatewayException.Code;
import dev.hone.gateway.http.Json;
import tools.jackson.databind.node.ObjectNode;

/** Errors in Anthropic's shape: {@code {type:error, error:{type,message}, request_id}}. */
final class MessagesErrors {

  /** Anthropic's own status for a server that has too much to do. */
  private static final int OVERLOADED = 529;

  private MessagesErrors() {}

  static int status(Code code) {
    return code == Code.OVERLOADED ? OVERLOADED : code.status();
  }

  static byte[] body(GatewayException failure, String requestId) {
    return Json.bytes(tree(type(failure.code()), String.valueOf(failure.getMessage()), requestId));
  }

  static ObjectNode tree(String type, String message, String requestId) {
    ObjectNode root = Json.object().put("type", "error");
    root.putObject("error").put("type", type).put("message", message);
    if (!requestId.isEmpty()) {
      root.put("request_id", requestId);
    }
    return root;
  }

  static byte[] body(int status, String message, String requestId) {
    String type =
        switch (status) {
          case 401 -> "authentication_error";
          case 402 -> "billing_error";
          case 403 -> "permission_error";
          case 404 -> "not_found_error";
          case 413 -> "request_too_large";
          case 429 -> "rate_limit_error";
          case 503, OVERLOADED -> "overloaded_error";
          case 504 -> "timeout_error";
          default -> status < 500 ? "invalid_request_error" : "api_error";
        };
    return Json.bytes(tree(type, message, requestId));
  }

  static String type(Code code) {
    return switch (code) {
      case UNAUTHORIZED -> "authentication_error";
      case FORBIDDEN -> "permission_error";
      case NOT_FOUND, UNKNOWN_MODEL -> "not_found_error";
      case TOO_LARGE -> "request_too_large";
      case OVERLOADED -> "overloaded_error";
      case TIMED_OUT -> "timeout_error";
      case OVER_BUDGET, RATE_LIMITED -> "rate_limit_error";
      default -> code.status() < 500 ? "invalid_request_error" : "api_error";
    };
  }
}
