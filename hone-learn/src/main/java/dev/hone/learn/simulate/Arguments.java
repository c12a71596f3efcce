package dev.hone.learn.simulate;

import dev.hone.core.chat.ToolCall;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads the arguments of tool calls. */
final class Arguments {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private Arguments() {}

  /** An argument as text; empty if it is not there or the model wrote no JSON. */
  static String text(ToolCall call, String name) {
    try {
      JsonNode value = JSON.readTree(call.arguments()).path(name);
      if (value.isMissingNode() || value.isNull()) {
        return "";
      }
      return value.isValueNode() ? value.asString() : value.toString();
    } catch (JacksonException notJson) {
      // A model may write what it likes; then no argument can be found in it.
      return "";
    }
  }
}
