package dev.hone.gateway.admin;

import dev.hone.core.LessonId;
import dev.hone.core.Scope;
import dev.hone.core.StepId;
import dev.hone.core.lesson.Meaning;
import dev.hone.gateway.GatewayException;
import dev.hone.gateway.dialect.Fields;
import dev.hone.gateway.dispatch.Caller;
import dev.hone.gateway.dispatch.Endpoint;
import dev.hone.gateway.http.Exchange;
import dev.hone.gateway.http.Json;
import dev.hone.store.Lesson;
import dev.hone.store.LessonBook;
import dev.hone.store.LessonTrial;
import dev.hone.store.Teaching;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Lessons of the caller's tenant. */
final class LessonsApi {

  /** A lesson is one to three sentences. */
  static final int MAX_TEXT = 2000;

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.admin("GET", "/api/lessons", "Lists lessons; ?scope= narrows.", this::list),
        Endpoint.admin(
            "POST",
            "/api/lessons",
            "Adds a lesson; gives the one that says the same, if there is one.",
            this::add),
        Endpoint.admin("GET", "/api/lessons/{id}", "One lesson.", this::get),
        Endpoint.admin(
            "PATCH", "/api/lessons/{id}", "Changes a lesson's words or switches it.", this::change),
        Endpoint.admin("DELETE", "/api/lessons/{id}", "Deletes a lesson.", this::delete));
  }

  private void list(Exchange exchange, Caller caller) {
    LessonBook book = caller.ledger().lessons();
    List<Lesson> lessons =
        exchange.query("scope").map(Ids::scope).map(book::of).orElseGet(book::all);
    ObjectNode root = Json.object();
    ArrayNode array = root.putArray("lessons");
    Map<LessonId, List<Teaching>> taught = book.teachings();
    Map<LessonId, List<LessonTrial>> trials =
        book.trials().all().stream().collect(Collectors.groupingBy(LessonTrial::lesson));
    lessons.forEach(
        lesson ->
            array.add(
                View.lesson(
                    lesson,
                    taught.getOrDefault(lesson.id(), List.of()),
                    trials.getOrDefault(lesson.id(), List.of()))));
    exchange.sendJson(200, root);
  }

  private static ObjectNode view(LessonBook book, Lesson lesson) {
    return View.lesson(lesson, book.teachings(lesson.id()), book.trials().of(lesson.id()));
  }

  private void add(Exchange exchange, Caller caller) {
    Fields fields = Fields.of(Json.requestObject(exchange.body()));
    Scope scope = Ids.scope(fields.requiredText("scope"));
    String text = words(fields.requiredText("text"));
    @Nullable String sourceText = fields.text("source");
    @Nullable StepId source =
        sourceText == null ? null : Ids.parsed("source", sourceText, StepId::parse);
    if (source != null && caller.ledger().steps().find(source).isEmpty()) {
      throw Ids.none("step", source);
    }
    LessonBook book = caller.ledger().lessons();
    List<LessonId> superseded = superseded(fields, book);
    for (Lesson known : book.of(scope)) {
      if (known.state() == Lesson.State.ACTIVE) {
        switch (Meaning.relation(known.text(), text)) {
          case SAME -> {
            if (superseded.isEmpty()) {
              Lesson same = source == null ? known : book.confirm(known.id(), source, text);
              exchange.sendJson(200, view(book, same));
              return;
            }
          }
          case CONTRADICTS -> {
            if (!superseded.contains(known.id())) {
              superseded.add(known.id());
            }
          }
          case INDEPENDENT -> {}
        }
      }
    }
    exchange.sendJson(201, view(book, book.add(scope, text, source, superseded)));
  }

  private static List<LessonId> superseded(Fields fields, LessonBook book) {
    List<LessonId> ids = new ArrayList<>();
    JsonNode array = fields.node("supersedes");
    if (array == null) {
      return ids;
    }
    for (JsonNode one : array) {
      LessonId id = Ids.parsed("supersedes", one.asString(""), LessonId::parse);
      if (book.find(id).isEmpty()) {
        throw Ids.none("lesson", id);
      }
      ids.add(id);
    }
    return ids;
  }

  private static String words(String text) {
    String words = text.strip();
    if (words.isEmpty() || words.length() > MAX_TEXT) {
      throw GatewayException.badRequest(
          "text", "'text' must have 1 to " + MAX_TEXT + " characters.");
    }
    return words;
  }

  private static Lesson named(Exchange exchange, Caller caller) {
    LessonId id = Ids.inPath(exchange, "id", "lesson", LessonId::parse);
    return caller.ledger().lessons().find(id).orElseThrow(() -> Ids.none("lesson", id));
  }

  private void get(Exchange exchange, Caller caller) {
    exchange.sendJson(200, view(caller.ledger().lessons(), named(exchange, caller)));
  }

  private void change(Exchange exchange, Caller caller) {
    Lesson lesson = named(exchange, caller);
    Fields fields = Fields.of(Json.requestObject(exchange.body()));
    @Nullable String text = fields.text("text");
    @Nullable String state = fields.text("state");
    if (text == null && state == null) {
      throw GatewayException.badRequest("text", "Send 'text', 'state' (on or off), or both.");
    }
    LessonBook book = caller.ledger().lessons();
    Lesson.@Nullable State wanted = state == null ? null : state(state);
    if (text != null) {
      lesson = book.edit(lesson.id(), words(text));
    }
    if (wanted != null) {
      lesson = book.set(lesson.id(), wanted);
    }
    exchange.sendJson(200, view(book, lesson));
  }

  private static Lesson.State state(String text) {
    return switch (text) {
      case "on", "active" -> Lesson.State.ACTIVE;
      case "off" -> Lesson.State.OFF;
      default ->
          throw GatewayException.badRequest(
              "state", "'state' must be on or off, not '" + text + "'.");
    };
  }

  private void delete(Exchange exchange, Caller caller) {
    Lesson lesson = named(exchange, caller);
    caller.ledger().lessons().delete(lesson.id());
    exchange.sendJson(200, Json.object().put("id", lesson.id().toString()).put("deleted", true));
  }
}
