package dev.hone.gateway.admin;

import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.Prompt;
import dev.hone.core.chat.ToolCall;
import dev.hone.gateway.http.Json;
import dev.hone.store.Feedback;
import dev.hone.store.Judgement;
import dev.hone.store.Lesson;
import dev.hone.store.LessonTrial;
import dev.hone.store.PolicyVersion;
import dev.hone.store.ReleaseEvent;
import dev.hone.store.SessionSummary;
import dev.hone.store.StepRecord;
import dev.hone.store.StepResult;
import dev.hone.store.Teaching;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** How what is kept looks on the wire. */
final class View {

  private View() {}

  /** A lesson with who taught it and how its trials went, oldest first. */
  static ObjectNode lesson(Lesson lesson, List<Teaching> taught, List<LessonTrial> trials) {
    ObjectNode node =
        Json.object()
            .put("id", lesson.id().toString())
            .put("scope", lesson.scope().key())
            .put("text", lesson.text())
            .put("state", lower(lesson.state()))
            .put("source", text(lesson.source()))
            .put("superseded_by", text(lesson.supersededBy()))
            .put("graduated_into", text(lesson.graduatedInto()))
            .put("tokens", lesson.tokens())
            .put("created", lesson.created().toString())
            .put("confirmed", lesson.confirmed().toString())
            .put("applied", text(lesson.applied()))
            .put("uses", lesson.uses())
            .put("needed_users", lesson.needed())
            .put("hold_out", lesson.holdOut())
            .put("proved", lesson.proved());
    ArrayNode sources = node.putArray("taught_by");
    for (Teaching one : taught) {
      sources
          .addObject()
          .put("user", one.user().value())
          .put("agent", text(one.agent()))
          .put("step", text(one.step()))
          .put("words", one.words())
          .put("at", one.at().toString());
    }
    ArrayNode measured = node.putArray("trials");
    for (LessonTrial trial : trials) {
      measured
          .addObject()
          .put("state", lower(trial.state()))
          .put("share", trial.share())
          .put("started", trial.started().toString())
          .put("ended", text(trial.ended()))
          .set("reading", json(trial.reading()));
    }
    return node;
  }

  static ObjectNode version(PolicyVersion version) {
    return Json.object()
        .put("ref", version.ref().toString())
        .put("policy", version.ref().policy())
        .put("number", version.ref().number())
        .put("base", version.tenant() == null)
        .put("scope", version.scope().key())
        .put("state", lower(version.state()))
        .put("parent", text(version.parent()))
        .put("created", version.created().toString());
  }

  static ObjectNode event(ReleaseEvent event) {
    ObjectNode root =
        Json.object()
            .put("sequence", event.sequence())
            .put("from", event.from() == null ? null : lower(event.from()))
            .put("to", lower(event.to()))
            .put("actor", event.actor())
            .put("at", event.at().toString());
    root.set("evidence", json(event.evidence()));
    return root;
  }

  static ObjectNode session(SessionSummary session) {
    return Json.object()
        .put("id", session.id().toString())
        .put("key", session.key())
        .put("agent", session.agent().value())
        .put("user", session.user().value())
        .put("steps", session.steps())
        .put("done", session.done())
        .put("started", session.started().toString())
        .put("last", session.last().toString());
  }

  /** A step as it stands in a list. */
  static ObjectNode step(StepRecord step) {
    ObjectNode root =
        Json.object()
            .put("id", step.id().toString())
            .put("session", step.session().toString())
            .put("turn", step.turn().toString())
            .put("index", step.index())
            .put("agent", step.agent().value())
            .put("user", step.user().value())
            .put("line", lower(step.line()))
            .put("line_reason", step.lineReason())
            .put("status", lower(step.status()))
            .put("policy", step.policy())
            .put("version", text(step.version()))
            .put("engine", step.engine())
            .put("consent", step.consent())
            .put("superseded", step.superseded())
            .put("started", step.started().toString());
    ArrayNode lessons = root.putArray("lessons");
    step.lessons().forEach(lesson -> lessons.add(lesson.toString()));
    StepResult result = step.result();
    if (result != null) {
      root.set("response", message(result.response()));
      root.put("finish_reason", result.finishReason())
          .put("prompt_tokens", result.promptTokens())
          .put("completion_tokens", result.completionTokens())
          .put("lesson_tokens_saved", result.lessonTokensSaved())
          .put("untrainable", result.untrainable())
          .put("template_hash", result.templateHash())
          .put("first_token_ms", result.timings().firstToken() / 1e6)
          .put("end_ms", result.timings().end() / 1e6);
    }
    return root;
  }

  static ObjectNode prompt(Prompt prompt) {
    ObjectNode root = Json.object();
    root.set("messages", messages(prompt.messages()));
    ArrayNode tools = root.putArray("tools");
    prompt
        .tools()
        .forEach(
            tool -> {
              ObjectNode one =
                  tools.addObject().put("name", tool.name()).put("description", tool.description());
              one.set("parameters", json(tool.parameters()));
            });
    return root;
  }

  static ArrayNode messages(List<ChatMessage> messages) {
    ArrayNode array = Json.array();
    messages.forEach(message -> array.add(message(message)));
    return array;
  }

  private static ObjectNode message(ChatMessage message) {
    ObjectNode root =
        Json.object().put("role", message.role().wireName()).put("content", message.content());
    if (message.toolCallId() != null) {
      root.put("tool_call_id", message.toolCallId());
    }
    if (!message.toolCalls().isEmpty()) {
      ArrayNode calls = root.putArray("tool_calls");
      for (ToolCall call : message.toolCalls()) {
        ObjectNode one = calls.addObject().put("id", call.id()).put("type", "function");
        one.putObject("function").put("name", call.name()).put("arguments", call.arguments());
      }
    }
    return root;
  }

  static ObjectNode judgement(Judgement judgement) {
    return Json.object()
        .put("event_id", judgement.eventId())
        .put("source", judgement.source())
        .put("verdict", lower(judgement.verdict()))
        .put("votes", judgement.votes())
        .put("hint", judgement.hint())
        .put("reason", judgement.reason());
  }

  static ObjectNode feedback(Feedback feedback) {
    return Json.object()
        .put("event_id", feedback.eventId())
        .put("verdict", feedback.verdict() == null ? null : lower(feedback.verdict()))
        .put("score", feedback.score())
        .put("comment", feedback.comment())
        .put("demonstration", feedback.demonstration());
  }

  static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static @Nullable String text(@Nullable Object value) {
    return value == null ? null : value.toString();
  }

  /** Kept JSON text as JSON; what is none, as a string. */
  private static JsonNode json(String text) {
    if (!text.isBlank()) {
      try {
        return Json.read(text);
      } catch (JacksonException e) {
        return Json.array().add(text).get(0);
      }
    }
    return Json.object();
  }
}
