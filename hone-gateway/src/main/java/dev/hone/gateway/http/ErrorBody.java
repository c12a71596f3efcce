package dev.hone.gateway.http;

import dev.hone.gateway.GatewayException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Errors in OpenAI's shape: {@code {error:{message,type,param,code}}}, plus the request id. */
public final class ErrorBody {

  private ErrorBody() {}

  public static byte[] of(GatewayException e, String requestId) {
    return of(message(e), e.code().type(), e.param(), e.code().wireCode(), requestId);
  }

  /** An error that somebody else answered with. */
  public static byte[] of(int status, String message, String requestId) {
    String type =
        switch (status) {
          case 401 -> "authentication_error";
          case 403 -> "permission_error";
          case 429 -> "rate_limit_error";
          default -> status < 500 ? "invalid_request_error" : "server_error";
        };
    return of(message, type, null, null, requestId);
  }

  private static String message(GatewayException e) {
    String message = e.getMessage();
    return message == null ? e.code().name() : message;
  }

  static byte[] of(
      String message,
      String type,
      @Nullable String param,
      @Nullable String code,
      String requestId) {
    ObjectNode root = Json.object();
    root.putObject("error")
        .put("message", message)
        .put("type", type)
        .put("param", param)
        .put("code", code)
        .put("request_id", requestId);
    return Json.bytes(root);
  }
}
