package dev.hone.gateway.dialect;

import dev.hone.core.chat.Role;
import dev.hone.core.chat.ToolChoice;
import dev.hone.gateway.GatewayException;
import dev.hone.gateway.dialect.DialectRequest.Knobs;
import dev.hone.gateway.dialect.DialectRequest.Message;
import dev.hone.gateway.http.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes the body of {@code POST /v1/messages}. */
final class MessagesBodyWriter {

  private static final Dialect HERE = Dialect.MESSAGES;

  /** Anthropic wants a limit; said when the caller named none. */
  private static final long DEFAULT_MAX_TOKENS = 4096;

  /** Least budget of thought that Anthropic takes. */
  private static final long LEAST_BUDGET = 1024;

  private MessagesBodyWriter() {}

  static WrittenRequest write(DialectRequest request) {
    List<String> dropped = new ArrayList<>();
    ObjectNode body = Json.object().put("model", request.model());
    Knobs knobs = request.knobs();
    long most = knobs.maxTokens() == null ? DEFAULT_MAX_TOKENS : knobs.maxTokens();
    body.put("max_tokens", most);
    system(request, body);
    messages(request, body.putArray("messages"), dropped);
    tools(request, body);
    Double temperature = knobs.temperature();
    Written.number(body, "temperature", temperature == null ? null : Math.min(1, temperature));
    Written.number(body, "top_p", knobs.topP());
    if (knobs.topK() != null && knobs.topK() > 0) {
      body.put("top_k", knobs.topK());
    }
    Dropped.sampling(request, true, dropped);
    if (!knobs.stop().isEmpty()) {
      ArrayNode stop = body.putArray("stop_sequences");
      knobs.stop().forEach(stop::add);
    }
    config(request, most, body, dropped);
    if (request.stream()) {
      body.put("stream", true);
    }
    metadata(request, body, dropped);
    if (request.dialect() == HERE) {
      body.setAll(request.extra());
    } else {
      dropped.addAll(Untranslatable.dropped(request, HERE));
    }
    return new WrittenRequest(body, dropped);
  }

  private static void metadata(DialectRequest request, ObjectNode body, List<String> dropped) {
    boolean own = request.dialect() == HERE;
    if (!own && !request.metadata().isEmpty()) {
      dropped.add("metadata");
    }
    if (request.user() != null || (own && !request.metadata().isEmpty())) {
      ObjectNode metadata = body.putObject("metadata");
      if (own) {
        metadata.setAll(request.metadata());
      }
      if (request.user() != null) {
        metadata.put("user_id", request.user());
      }
    }
  }

  /** All system texts go before the conversation; there is no other place for them. */
  private static void system(DialectRequest request, ObjectNode body) {
    List<String> texts = new ArrayList<>();
    for (Message message : request.messages()) {
      if (message.role() == Role.SYSTEM) {
        for (Part part : message.parts()) {
          if (!(part instanceof Part.Text(String text))) {
            throw Untranslatable.refusal("messages", "A system message that is not text", HERE);
          }
          if (!text.isEmpty()) {
            texts.add(text);
          }
        }
      }
    }
    if (texts.size() == 1) {
      body.put("system", texts.getFirst());
    } else if (!texts.isEmpty()) {
      ArrayNode system = body.putArray("system");
      texts.forEach(text -> system.addObject().put("type", "text").put("text", text));
    }
  }

  /** Results of tools and what the user says next are one message, as Anthropic wants it. */
  private static void messages(DialectRequest request, ArrayNode out, List<String> dropped) {
    ArrayNode results = null;
    for (Message message : request.messages()) {
      switch (message.role()) {
        case SYSTEM -> {}
        case TOOL -> {
          if (results == null) {
            results = out.addObject().put("role", "user").putArray("content");
          }
          blocks(message.parts(), results, dropped);
        }
        case USER -> {
          if (results == null) {
            content(message, out.addObject().put("role", "user"), dropped);
          } else {
            blocks(message.parts(), results, dropped);
            results = null;
          }
        }
        case ASSISTANT -> {
          results = null;
          ArrayNode content = Json.array();
          blocks(message.parts(), content, dropped);
          if (!content.isEmpty()) {
            out.addObject().put("role", "assistant").set("content", content);
          }
        }
      }
    }
  }

  private static void content(Message message, ObjectNode out, List<String> dropped) {
    if (message.parts().isEmpty()) {
      out.put("content", "");
    } else if (message.parts().size() == 1
        && message.parts().getFirst() instanceof Part.Text(String text)) {
      out.put("content", text);
    } else {
      blocks(message.parts(), out.putArray("content"), dropped);
    }
  }

  private static void blocks(List<Part> parts, ArrayNode out, List<String> dropped) {
    for (Part part : parts) {
      switch (part) {
        case Part.Text(String text) -> text(text, out);
        case Part.Refusal(String text) -> text(text, out);
        case Part.Image image -> image(image, out.addObject().put("type", "image"));
        case Part.Reasoning thought -> {
          if (thought.signature() == null) {
            // Anthropic refuses thoughts that it has not signed.
            if (!dropped.contains("reasoning")) {
              dropped.add("reasoning");
            }
          } else {
            MessagesAnswerWriter.thought(thought, out.addObject());
          }
        }
        case Part.Call(String id, String name, String arguments) -> {
          ObjectNode use = out.addObject().put("type", "tool_use").put("id", id).put("name", name);
          use.set("input", input(name, arguments));
        }
        case Part.Result(String id, List<Part> content, boolean error) -> {
          ObjectNode result = out.addObject().put("type", "tool_result").put("tool_use_id", id);
          result(content, result, dropped);
          if (error) {
            result.put("is_error", true);
          }
        }
        case Part.Other other -> out.add(Written.same(other, HERE));
      }
    }
  }

  private static void result(List<Part> content, ObjectNode out, List<String> dropped) {
    if (content.size() == 1 && content.getFirst() instanceof Part.Text(String text)) {
      out.put("content", text);
    } else if (!content.isEmpty()) {
      blocks(content, out.putArray("content"), dropped);
    }
  }

  /** Anthropic refuses empty text blocks. */
  private static void text(String text, ArrayNode out) {
    if (!text.isEmpty()) {
      out.addObject().put("type", "text").put("text", text);
    }
  }

  private static void image(Part.Image image, ObjectNode out) {
    ObjectNode source = out.putObject("source");
    String url = image.url();
    int comma = url.indexOf(";base64,");
    if (url.startsWith("data:") && comma > 0) {
      source.put("type", "base64").put("media_type", url.substring("data:".length(), comma));
      source.put("data", url.substring(comma + ";base64,".length()));
    } else {
      source.put("type", "url").put("url", url);
    }
  }

  /** Arguments as an object; Anthropic has no other form. */
  static JsonNode input(String name, String arguments) {
    if (arguments.isBlank()) {
      return Json.object();
    }
    JsonNode tree;
    try {
      tree = Json.read(arguments);
    } catch (JacksonException e) {
      throw new GatewayException(
          GatewayException.Code.BAD_REQUEST,
          "The arguments of the call of '" + name + "' are not valid JSON.",
          "messages",
          e);
    }
    if (!tree.isObject()) {
      throw GatewayException.badRequest(
          "messages", "The arguments of the call of '" + name + "' are not a JSON object.");
    }
    return tree;
  }

  private static void tools(DialectRequest request, ObjectNode body) {
    if (!request.tools().isEmpty()) {
      ArrayNode tools = body.putArray("tools");
      for (DialectTool tool : request.tools()) {
        switch (tool) {
          case DialectTool.Function function -> {
            ObjectNode one = tools.addObject().put("name", function.name());
            Written.function(function, "input_schema", one);
            if (function.parameters() == null) {
              one.putObject("input_schema").put("type", "object");
            }
          }
          case DialectTool.Other other -> tools.add(Written.same(other, HERE));
        }
      }
    }
    ToolChoice choice = request.choice();
    Boolean parallel = request.parallelCalls();
    if (choice == null && (parallel == null || request.tools().isEmpty())) {
      return;
    }
    ObjectNode out = body.putObject("tool_choice");
    switch (choice == null ? new ToolChoice.Auto() : choice) {
      case ToolChoice.Auto any -> out.put("type", "auto");
      case ToolChoice.None any -> out.put("type", "none");
      case ToolChoice.Required any -> out.put("type", "any");
      case ToolChoice.Named(String name) -> out.put("type", "tool").put("name", name);
    }
    if (parallel != null && !(choice instanceof ToolChoice.None)) {
      out.put("disable_parallel_tool_use", !parallel);
    }
  }

  private static void config(
      DialectRequest request, long most, ObjectNode body, List<String> dropped) {
    switch (request.shape()) {
      case null -> {}
      case AnswerShape.AnyJson any ->
          throw Untranslatable.refusal("response_format", "JSON without a schema", HERE);
      case AnswerShape.Schema schema -> {
        ObjectNode format = body.putObject("output_config").putObject("format");
        format.put("type", "json_schema").set("schema", schema.schema());
      }
    }
    DialectRequest.Reasoning reasoning = request.reasoning();
    if (reasoning == null) {
      return;
    }
    Long budget = reasoning.budget();
    String effort = reasoning.effort();
    if (budget != null && most <= LEAST_BUDGET) {
      dropped.add("reasoning");
    } else if (budget != null) {
      long bounded = Math.clamp(budget, LEAST_BUDGET, most - 1);
      body.putObject("thinking").put("type", "enabled").put("budget_tokens", bounded);
    } else if (Efforts.NONE.equals(effort)) {
      body.putObject("thinking").put("type", "disabled");
    } else if (!forced(request.choice())) {
      body.putObject("thinking").put("type", "adaptive");
    }
    if (effort != null && !effort.equals(Efforts.NONE)) {
      body.withObject("/output_config").put("effort", Efforts.anthropic(effort));
    }
  }

  /** Anthropic refuses thought where a call is forced. */
  private static boolean forced(@Nullable ToolChoice choice) {
    return choice instanceof ToolChoice.Required || choice instanceof ToolChoice.Named;
  }
}
