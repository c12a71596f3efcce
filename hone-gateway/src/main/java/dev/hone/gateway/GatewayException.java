package dev.hone.gateway;

import org.jspecify.annotations.Nullable;

/**
 * What the gateway could not do. The message is meant for the caller and says what to do about it.
 */
public final class GatewayException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** The kinds of failure; stable, as they stand in logs, metrics and answers. */
  public enum Code {
    BAD_REQUEST(400, "invalid_request_error", null),
    UNSUPPORTED(400, "invalid_request_error", "unsupported_value"),
    PROMPT_TOO_LONG(400, "invalid_request_error", "context_length_exceeded"),
    UNAUTHORIZED(401, "invalid_request_error", "invalid_api_key"),
    FORBIDDEN(403, "permission_error", "forbidden"),
    NOT_FOUND(404, "invalid_request_error", "not_found"),
    UNKNOWN_MODEL(404, "invalid_request_error", "model_not_found"),
    METHOD_NOT_ALLOWED(405, "invalid_request_error", "method_not_allowed"),
    SLOW_REQUEST(408, "invalid_request_error", "request_timeout"),
    CONFLICT(409, "conflict_error", "conflict"),
    TOO_LARGE(413, "invalid_request_error", "request_too_large"),
    UNPRICED(400, "invalid_request_error", "model_without_price"),
    KEY_REUSED(422, "invalid_request_error", "idempotency_key_reused"),
    /** A budget has no room for the call. */
    OVER_BUDGET(429, "insufficient_quota", "insufficient_quota"),
    /** A limit of requests, tokens or calls at the same time is reached. */
    RATE_LIMITED(429, "rate_limit_error", "rate_limit_exceeded"),
    /** The caller has gone; there is nobody to answer. */
    CLIENT_GONE(499, "client_error", "client_gone"),
    INTERNAL(500, "server_error", "internal_error"),
    UPSTREAM_UNREACHABLE(502, "upstream_error", "upstream_unreachable"),
    UPSTREAM_BROKEN(502, "upstream_error", "upstream_broken"),
    OVERLOADED(503, "server_error", "overloaded"),
    UNAVAILABLE(503, "server_error", "unavailable"),
    TIMED_OUT(504, "server_error", "timed_out"),
    STORAGE_FULL(507, "server_error", "storage_full"),
    /** At start: another program listens on the port. */
    PORT_TAKEN(500, "server_error", "port_taken"),
    /** At start: the address cannot be listened on, or an option makes no sense. */
    CANNOT_START(500, "server_error", "cannot_start");

    private final int status;
    private final String type;
    private final @Nullable String wireCode;

    Code(int status, String type, @Nullable String wireCode) {
      this.status = status;
      this.type = type;
      this.wireCode = wireCode;
    }

    /** The HTTP status. */
    public int status() {
      return status;
    }

    /** {@code error.type} on the wire. */
    public String type() {
      return type;
    }

    /** {@code error.code} on the wire, or null. */
    public @Nullable String wireCode() {
      return wireCode;
    }
  }

  private final Code code;
  private final @Nullable String param;

  public GatewayException(Code code, String message) {
    this(code, message, null, null);
  }

  public GatewayException(Code code, String message, @Nullable Throwable cause) {
    this(code, message, null, cause);
  }

  public GatewayException(
      Code code, String message, @Nullable String param, @Nullable Throwable cause) {
    super(message, cause);
    this.code = code;
    this.param = param;
  }

  /** A request that names what is wrong with one of its fields. */
  public static GatewayException badRequest(@Nullable String param, String message) {
    return new GatewayException(Code.BAD_REQUEST, message, param, null);
  }

  public Code code() {
    return code;
  }

  /** The request field at fault, as a path such as {@code messages[0].content}, or null. */
  public @Nullable String param() {
    return param;
  }
}
