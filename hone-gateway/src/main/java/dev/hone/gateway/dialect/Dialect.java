package dev.hone.gateway.dialect;

import dev.hone.gateway.GatewayException;
import dev.hone.gateway.http.ErrorBody;
import java.util.Locale;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/** A way to speak to a model. All methods are pure; readers and writers are used by one thread. */
public enum Dialect {
  /** OpenAI Chat Completions. */
  CHAT("/v1/chat/completions"),
  /** OpenAI Responses. */
  RESPONSES("/v1/responses"),
  /** Anthropic Messages. */
  MESSAGES("/v1/messages");

  private final String path;

  Dialect(String path) {
    this.path = path;
  }

  /** Where its calls go. */
  public String path() {
    return path;
  }

  /** As it stands in the configuration. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Reads a request.
   *
   * @throws GatewayException {@code BAD_REQUEST} or {@code UNSUPPORTED}, naming the field
   */
  public DialectRequest readRequest(ObjectNode body) {
    return switch (this) {
      case CHAT -> ChatBodyReader.read(body);
      case RESPONSES -> ResponsesBodyReader.read(body);
      case MESSAGES -> MessagesBodyReader.read(body, false);
    };
  }

  /**
   * Reads a request to count tokens, in Anthropic's dialect; no other has it.
   *
   * @throws GatewayException {@code BAD_REQUEST} or {@code UNSUPPORTED}, naming the field
   */
  public static DialectRequest readCount(ObjectNode body) {
    return MessagesBodyReader.read(body, true);
  }

  /**
   * Writes a request for a server that speaks this dialect.
   *
   * @throws GatewayException {@code UNSUPPORTED} if it holds what cannot be said in this dialect
   *     and cannot be left out either
   */
  public WrittenRequest writeRequest(DialectRequest request) {
    return switch (this) {
      case CHAT -> ChatBodyWriter.write(request);
      case RESPONSES -> ResponsesBodyWriter.write(request);
      case MESSAGES -> MessagesBodyWriter.write(request);
    };
  }

  /**
   * Reads a whole answer.
   *
   * @throws GatewayException {@code UPSTREAM_BROKEN} if it is none in this dialect
   */
  public Answer readAnswer(byte[] body) {
    return switch (this) {
      case CHAT -> ChatAnswerReader.read(body);
      case RESPONSES -> ResponsesAnswerReader.read(body);
      case MESSAGES -> MessagesAnswerReader.read(body);
    };
  }

  /** Reads a streamed answer; events reach {@code out} as their bytes come. */
  public AnswerReader reader(Consumer<AnswerEvent> out) {
    return new AnswerReader(
        switch (this) {
          case CHAT -> new ChatEventReader(out);
          case RESPONSES -> new ResponsesEventReader(out);
          case MESSAGES -> new MessagesEventReader(out);
        });
  }

  /** Writes one answer, whole or in pieces. */
  public AnswerWriter writer(AnswerProfile profile) {
    return switch (this) {
      case CHAT -> new ChatAnswerWriter(profile);
      case RESPONSES -> new ResponsesAnswerWriter(profile);
      case MESSAGES -> new MessagesAnswerWriter();
    };
  }

  /** The status of an error; Anthropic's dialect has one of its own for overload. */
  public int status(GatewayException failure) {
    return switch (this) {
      case CHAT, RESPONSES -> failure.code().status();
      case MESSAGES -> MessagesErrors.status(failure.code());
    };
  }

  /** The body of an error. */
  public byte[] error(GatewayException failure, String requestId) {
    return switch (this) {
      case CHAT, RESPONSES -> ErrorBody.of(failure, requestId);
      case MESSAGES -> MessagesErrors.body(failure, requestId);
    };
  }

  /** The body of an error that an upstream answered with, whatever its dialect. */
  public byte[] error(int status, String message, String requestId) {
    return switch (this) {
      case CHAT, RESPONSES -> ErrorBody.of(status, message, requestId);
      case MESSAGES -> MessagesErrors.body(status, message, requestId);
    };
  }

  /** The header that names the request in answers, beside {@code x-request-id}; or empty. */
  public String requestIdHeader() {
    return this == MESSAGES ? "request-id" : "";
  }
}
