package dev.hone.gateway.dialect;

import dev.hone.gateway.http.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * How one answer is written.
 *
 * @param request the body of the request; Responses echo much of it
 * @param fingerprint names template and tokenizer in chunks; null for none
 * @param includeUsage whether a stream of chunks ends with the usage
 * @param doneMark whether a stream of Responses ends with {@code data: [DONE]}, as some servers of
 *     that dialect do and OpenAI's does not
 */
public record AnswerProfile(
    ObjectNode request, @Nullable String fingerprint, boolean includeUsage, boolean doneMark) {

  /** Nothing to echo, usage told. */
  public static AnswerProfile plain() {
    return new AnswerProfile(Json.object(), null, true, false);
  }
}
