package dev.hone.gateway.dialect;

import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.Prompt;
import dev.hone.core.chat.Role;
import dev.hone.core.chat.ToolCall;
import dev.hone.core.chat.ToolSpec;
import dev.hone.gateway.GatewayException;
import dev.hone.gateway.dialect.DialectRequest.Message;
import dev.hone.gateway.http.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A request as a prompt of text, and back. Strict for a model of our own, which reads text only;
 * lenient for an upstream, which may understand more: there, what is not text is kept as its JSON.
 * Thoughts of earlier answers are not part of a prompt.
 */
public final class PromptText {

  /** As OpenAI's. */
  private static final int MAX_TOOLS = 128;

  private static final String NO_PARAMETERS = "{\"type\":\"object\",\"properties\":{}}";

  /** Between the texts of a system message that came in several. */
  private static final String BETWEEN_SYSTEM_TEXTS = "\n\n";

  private final boolean lenient;

  private PromptText(boolean lenient) {
    this.lenient = lenient;
  }

  /**
   * What a model of our own is asked.
   *
   * @throws GatewayException {@code UNSUPPORTED} for what is not text, {@code BAD_REQUEST}
   */
  public static Prompt strict(DialectRequest request) {
    return new PromptText(false).of(request);
  }

  /** What an upstream is asked, as far as it is text. */
  public static Prompt lenient(DialectRequest request) {
    return new PromptText(true).of(request);
  }

  /** A conversation that was kept. */
  public static List<Message> messages(List<ChatMessage> kept) {
    List<Message> messages = new ArrayList<>();
    for (ChatMessage message : kept) {
      List<Part> parts = new ArrayList<>();
      String callId = message.toolCallId();
      if (message.role() == Role.TOOL && callId != null) {
        List<Part> text =
            message.content().isEmpty() ? List.of() : List.of(new Part.Text(message.content()));
        parts.add(new Part.Result(callId, text, false));
      } else if (!message.content().isEmpty()) {
        parts.add(new Part.Text(message.content()));
      }
      for (ToolCall call : message.toolCalls()) {
        parts.add(new Part.Call(call.id(), call.name(), call.arguments()));
      }
      messages.add(new Message(message.role(), parts));
    }
    return messages;
  }

  private Prompt of(DialectRequest request) {
    List<ChatMessage> messages = new ArrayList<>();
    for (int i = 0; i < request.messages().size(); i++) {
      messages.add(message(request.messages().get(i), "messages[" + i + "]"));
    }
    return new Prompt(messages, tools(request));
  }

  private ChatMessage message(Message message, String path) {
    StringBuilder text = new StringBuilder();
    List<ToolCall> calls = new ArrayList<>();
    String callId = null;
    List<Part> parts = message.parts();
    if (parts.size() == 1
        && parts.getFirst() instanceof Part.Result(String id, List<Part> content, boolean error)) {
      callId = id;
      parts = error ? Written.failed(content) : content;
    }
    for (Part part : parts) {
      switch (part) {
        case Part.Text(String one) -> {
          if (message.role() == Role.SYSTEM && !text.isEmpty()) {
            text.append(BETWEEN_SYSTEM_TEXTS);
          }
          text.append(one);
        }
        case Part.Refusal(String one) -> text.append(one);
        case Part.Reasoning any -> {}
        case Part.Call(String id, String name, String arguments) ->
            calls.add(new ToolCall(id, name, arguments));
        case Part.Image(String url, var detail) ->
            text.append(foreign("image", path, Json.object().put("image_url", url).toString()));
        case Part.Other other ->
            text.append(foreign(Trees.text(other.json(), "type"), path, Json.text(other.json())));
        case Part.Result any -> throw Written.misplaced("a result");
      }
    }
    return new ChatMessage(message.role(), text.toString(), calls, callId);
  }

  private String foreign(String type, String path, String json) {
    if (lenient) {
      return json;
    }
    throw new GatewayException(
        GatewayException.Code.UNSUPPORTED,
        "'" + path + "' holds a part of type '" + type + "'; this model reads text only.",
        path,
        null);
  }

  private List<ToolSpec> tools(DialectRequest request) {
    if (request.tools().size() > MAX_TOOLS && !lenient) {
      throw GatewayException.badRequest(
          "tools",
          "'tools' has " + request.tools().size() + " entries; at most " + MAX_TOOLS + ".");
    }
    List<ToolSpec> tools = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (int i = 0; i < request.tools().size(); i++) {
      switch (request.tools().get(i)) {
        case DialectTool.Function function -> {
          if (!names.add(function.name()) && !lenient) {
            throw GatewayException.badRequest(
                "tools[" + i + "].name", "The tool '" + function.name() + "' is named twice.");
          }
          tools.add(
              new ToolSpec(
                  function.name(),
                  function.description() == null ? "" : function.description(),
                  function.parameters() == null
                      ? NO_PARAMETERS
                      : Json.text(function.parameters())));
        }
        case DialectTool.Other other -> {
          if (!lenient) {
            throw new GatewayException(
                GatewayException.Code.UNSUPPORTED,
                "'tools["
                    + i
                    + "].type' is '"
                    + Trees.text(other.json(), "type")
                    + "'; only functions of your own are known.",
                "tools[" + i + "].type",
                null);
          }
        }
      }
    }
    return tools;
  }
}
