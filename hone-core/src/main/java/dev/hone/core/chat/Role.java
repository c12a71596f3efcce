package dev.hone.core.chat;

/** Who speaks in a message. */
public enum Role {
  SYSTEM,
  USER,
  ASSISTANT,
  TOOL;

  /** The name on the wire and in chat templates: lower case. */
  public String wireName() {
    return switch (this) {
      case SYSTEM -> "system";
      case USER -> "user";
      case ASSISTANT -> "assistant";
      case TOOL -> "tool";
    };
  }

  /**
   * Reads a wire name.
   *
   * <p>{@code developer} is the newer name of {@code system} and means the same to a chat template.
   *
   * @throws IllegalArgumentException if no role has this name
   */
  public static Role ofWireName(String name) {
    return switch (name) {
      case "system", "developer" -> SYSTEM;
      case "user" -> USER;
      case "assistant" -> ASSISTANT;
      case "tool", "function" -> TOOL;
      default ->
          throw new IllegalArgumentException(
              "unknown role '" + name + "'; use system, developer, user, assistant or tool");
    };
  }
}
