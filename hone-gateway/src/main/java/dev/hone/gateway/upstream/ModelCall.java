package dev.hone.gateway.upstream;

import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.Prompt;
import dev.hone.gateway.GatewayException;
import dev.hone.gateway.answer.PreviousResponse;
import dev.hone.gateway.capture.CallContext;
import dev.hone.gateway.capture.Lessons;
import dev.hone.gateway.dialect.AnswerProfile;
import dev.hone.gateway.dialect.Dialect;
import dev.hone.gateway.dialect.DialectRequest;
import dev.hone.gateway.dialect.Fields;
import dev.hone.gateway.dialect.PromptText;
import dev.hone.gateway.dialect.WrittenRequest;
import dev.hone.gateway.dispatch.Caller;
import dev.hone.gateway.http.Exchange;
import dev.hone.gateway.http.Json;
import dev.hone.gateway.lesson.LessonChooser;
import dev.hone.gateway.lesson.LessonTokens;
import dev.hone.gateway.money.Tariff;
import dev.hone.gateway.openai.ChatRequestReader;
import dev.hone.gateway.openai.MessageReader;
import dev.hone.store.CallBound;
import dev.hone.store.StepDraft;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A model call as its caller made it, and as each upstream is sent it: byte for byte but for the
 * lessons where the dialect is the same, else translated. What was made for one upstream is kept
 * for the next. Used by one thread.
 */
final class ModelCall implements Outgoing {

  private final Dialect dialect;
  private final byte[] body;
  private final ObjectNode tree;
  private final String model;
  private final CallContext context;
  private final Lessons lessons;
  private final Caller caller;
  private final String target;
  private final Map<Dialect, WrittenRequest> translated = new EnumMap<>(Dialect.class);
  private @Nullable DialectRequest request;
  private byte @Nullable [] relayed;

  private ModelCall(
      Dialect dialect,
      byte[] body,
      ObjectNode tree,
      Exchange exchange,
      Caller caller,
      LessonChooser chooser) {
    this.dialect = dialect;
    this.body = body;
    this.tree = tree;
    this.caller = caller;
    this.model = Fields.of(tree).requiredText("model");
    this.context = CallContext.of(exchange, caller, dialect, tree, user(dialect, tree));
    this.lessons =
        chooser.choose(
            caller.ledger().lessons(),
            context,
            true,
            () -> lenientPrompt(dialect, body, tree),
            LessonTokens.estimated());
    this.target = exchange.target();
  }

  /** Reads a call; its body is read as far as is needed to pass it on. */
  static ModelCall read(Dialect dialect, Exchange exchange, Caller caller, LessonChooser chooser) {
    byte[] body = exchange.body();
    return new ModelCall(dialect, body, Json.requestObject(body), exchange, caller, chooser);
  }

  /** Whom the request itself names. */
  static @Nullable String user(Dialect dialect, ObjectNode tree) {
    if (dialect != Dialect.MESSAGES) {
      return ChatRequestReader.user(Fields.of(tree));
    }
    JsonNode user = tree.path("metadata").path("user_id");
    return user.isString() ? user.stringValue() : null;
  }

  Dialect dialect() {
    return dialect;
  }

  String model() {
    return model;
  }

  CallContext context() {
    return context;
  }

  Lessons lessons() {
    return lessons;
  }

  boolean stream() {
    return tree.path("stream").asBoolean(false);
  }

  /** How its answer is written, if it is not passed on as it came. */
  AnswerProfile profile() {
    return new AnswerProfile(
        tree, null, tree.path("stream_options").path("include_usage").asBoolean(false), false);
  }

  /**
   * The step that it becomes.
   *
   * @param relayed whether some upstream may be sent it as it is; then it need not be understood
   */
  StepDraft draft(boolean relayed) {
    return new StepDraft(
            context.agent(),
            context.user(),
            context.sessionKey(),
            context.idempotencyKey(),
            context.line(),
            model,
            null,
            relayed ? lenientPrompt(dialect, body, tree) : PromptText.lenient(request()),
            body,
            lessons.ids(),
            UpstreamCalls.ENGINE,
            caller.grant().consent())
        .trying(lessons.arms());
  }

  /** The most that it uses, as the first upstream that can be asked is sent it. */
  CallBound bound(Tariff tariff, Upstream[] route) {
    for (int i = 0; i < route.length - 1; i++) {
      try {
        return bound(tariff, route[i]);
      } catch (GatewayException e) {
        if (e.code() != GatewayException.Code.UNSUPPORTED
            && e.code() != GatewayException.Code.BAD_REQUEST) {
          throw e;
        }
        // It cannot be said in this one's dialect; perhaps in the next one's.
      }
    }
    return bound(tariff, route[route.length - 1]);
  }

  private CallBound bound(Tariff tariff, Upstream upstream) {
    if (upstream.dialect() == dialect) {
      return tariff.upstream(model, tree, relayed().length);
    }
    ObjectNode written = translated(upstream.dialect()).body();
    return tariff.upstream(model, written, Json.bytes(written).length);
  }

  private static Prompt lenientPrompt(Dialect dialect, byte[] body, ObjectNode tree) {
    if (dialect == Dialect.CHAT) {
      return MessageReader.lenient().prompt(tree);
    }
    try {
      return PromptText.lenient(dialect.readRequest(tree));
    } catch (GatewayException e) {
      // The upstream may understand more than we do; what was said is kept as it is.
      return Prompt.of(ChatMessage.user(new String(body, StandardCharsets.UTF_8)));
    }
  }

  @Override
  public Message to(Upstream upstream) {
    String renamed = upstream.options().models().get(model);
    if (upstream.dialect() == dialect) {
      byte[] bytes = relayed();
      return new Message(target, renamed == null ? bytes : BodySplice.withModel(bytes, renamed));
    }
    ObjectNode written = translated(upstream.dialect()).body();
    written.put("model", renamed == null ? model : renamed);
    return new Message(upstream.dialect().path(), Json.bytes(written));
  }

  private byte[] relayed() {
    byte[] bytes = relayed;
    if (bytes == null) {
      bytes = LessonSplice.into(dialect, body, lessons.texts());
      relayed = bytes;
    }
    return bytes;
  }

  private WrittenRequest translated(Dialect to) {
    WrittenRequest written = translated.get(to);
    if (written == null) {
      written = to.writeRequest(LessonMessage.into(request(), lessons.texts()));
      translated.put(to, written);
    }
    return written;
  }

  /** What a dialect has no words for and was left out. */
  List<String> dropped(Dialect to) {
    return translated(to).dropped();
  }

  /** Read in full, with the conversation that it goes on from. */
  private DialectRequest request() {
    DialectRequest read = request;
    if (read == null) {
      read = PreviousResponse.before(dialect.readRequest(tree), caller.ledger().steps());
      request = read;
    }
    return read;
  }
}
