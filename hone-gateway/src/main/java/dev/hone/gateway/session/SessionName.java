package dev.hone.gateway.session;

import dev.hone.gateway.dialect.Dialect;
import dev.hone.gateway.http.Json;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a body says of its session and of its user. A name that cannot be one (empty, too long, no
 * text) was not meant for Hone and is passed over.
 *
 * @param user as the body names them, without a session in it; or null
 * @param session the caller's name for it, or null
 */
public record SessionName(@Nullable String user, @Nullable String session) {

  /** In their order. */
  private static final List<String> METADATA =
      List.of("session_id", "conversation_id", "thread_id");

  private static final int MAX_LENGTH = 200;

  /**
   * {@code user_HASH_account_UUID_session_UUID}, as coding agents send it; the account may lack.
   */
  private static final Pattern USER_AND_SESSION =
      Pattern.compile("(user_.+?)(?:_account_)?_session_([A-Za-z0-9-]{8,64})");

  /** A cache key that is no id is often one for all sessions of a program. */
  private static final Pattern UUID =
      Pattern.compile(
          "\\p{XDigit}{8}-\\p{XDigit}{4}-\\p{XDigit}{4}-\\p{XDigit}{4}-\\p{XDigit}{12}");

  /**
   * Reads a body.
   *
   * @param bodyUser the end user as the dialect names it, or null
   */
  public static SessionName of(Dialect dialect, ObjectNode body, @Nullable String bodyUser) {
    SessionName split = split(bodyUser);
    String session = inMetadata(body.path("metadata"));
    if (session == null) {
      session = split.session();
    }
    if (session == null && dialect == Dialect.RESPONSES) {
      JsonNode conversation = body.path("conversation");
      session = name(conversation.isObject() ? conversation.path("id") : conversation);
    }
    if (session == null && !body.path("previous_response_id").isString()) {
      String cacheKey = name(body.path("prompt_cache_key"));
      session = cacheKey != null && UUID.matcher(cacheKey).find() ? cacheKey : null;
    }
    if (session == null) {
      session = OpenClawRuntime.session(dialect, body);
    }
    return new SessionName(split.user(), session);
  }

  private static @Nullable String inMetadata(JsonNode metadata) {
    for (String field : METADATA) {
      String name = name(metadata.path(field));
      if (name != null) {
        return name;
      }
    }
    return null;
  }

  private static @Nullable String name(JsonNode node) {
    return node.isString()
            && !node.stringValue().isBlank()
            && node.stringValue().length() <= MAX_LENGTH
        ? node.stringValue()
        : null;
  }

  private static SessionName split(@Nullable String user) {
    if (user == null) {
      return new SessionName(null, null);
    }
    Matcher both = USER_AND_SESSION.matcher(user);
    if (both.matches()) {
      return new SessionName(both.group(1), both.group(2));
    }
    return user.startsWith("{") ? ofJson(user) : new SessionName(user, null);
  }

  /** Newer coding agents put an object's text into the one field there is. */
  private static SessionName ofJson(String text) {
    try {
      JsonNode node = Json.read(text);
      String session = name(node.path("session_id"));
      String account = name(node.path("account_uuid"));
      String user = account != null ? account : name(node.path("device_id"));
      return session == null || user == null
          ? new SessionName(text, null)
          : new SessionName(user, session);
    } catch (JacksonException e) {
      // Whatever it is, it is a name.
      return new SessionName(text, null);
    }
  }
}
