package dev.hone.app.demo;

import dev.hone.app.Json;
import dev.hone.app.ServiceClient;
import dev.hone.app.ServiceProcess;
import dev.hone.app.SetupException;
import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.Prompt;
import dev.hone.core.chat.Role;
import dev.hone.core.chat.ToolCall;
import dev.hone.learn.ManyAtOnce;
import dev.hone.learn.starter.Instruction;
import dev.hone.learn.starter.ScriptedUser;
import dev.hone.learn.starter.SkillSuite;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One scripted user and the whole loop, over the public HTTP API of a service in another process.
 * Nothing is prepared: each figure is counted from answers that were given.
 */
final class Demo {

  static final String POLICY = "starter";
  private static final String USER = "mia";
  private static final int PROBES = 60;
  private static final int SKILL_PROMPTS = 200;
  private static final int BUCKET = 8;
  private static final int SHOWN_TURNS = 6;
  private static final int LOAD = 8;
  private static final Duration LESSON_PATIENCE = Duration.ofSeconds(10);
  private static final Duration ALREADY_KNOWN = Duration.ofMillis(600);
  private static final Duration TRAINING_PATIENCE = Duration.ofMinutes(5);

  /** A trainer that waits for so long has too few samples: the user has to go on. */
  private static final Duration IDLE_PATIENCE = Duration.ofSeconds(8);

  private static final long POLL_MILLIS = 25;

  /** A user whose first version is refused goes on working; after so many it is a failure. */
  private static final int MOST_ROUNDS = 3;

  private final List<RequestLoad> loads = new ArrayList<>();
  private final Stage stage;
  private final ServiceProcess service;
  private final ServiceClient client;
  private final long seed;
  private final int interactions;
  private final ScriptedUser person;
  private final ApiAgent agent;
  private final List<Double> curve = new ArrayList<>();
  private final List<String> marks = new ArrayList<>();
  private final Set<String> decided = new HashSet<>();
  private int asked;

  Demo(Stage stage, ServiceProcess service, ServiceClient client, long seed, int interactions) {
    this.stage = stage;
    this.service = service;
    this.client = client;
    this.seed = seed;
    this.interactions = interactions;
    this.person = ScriptedUser.of(seed);
    this.agent = new ApiAgent(client, POLICY, USER);
  }

  DemoResult run() {
    try {
      return play();
    } finally {
      // Whatever went wrong, nobody goes on asking.
      loads.forEach(RequestLoad::close);
    }
  }

  private DemoResult play() {
    List<String> wanted = person.preferences().stream().map(Demo::words).toList();
    stage.title("a user with habits of their own");
    stage.say("         wants: " + String.join("; ", wanted));
    stage.say("         nobody has told the agent; service at " + service.url());

    double before = probe("before", false);
    double skillsBefore = skills();
    stage.say("         held-out skills of the base: " + Stage.percent(skillsBefore));

    double lessonSeconds = work();
    double withLesson = probe("with lessons in the prompt", true);

    double trainingFrom = stage.seconds();
    Swap swap = awaitSwap();
    for (int round = 2; swap == null && round <= MOST_ROUNDS; round++) {
      lessonSeconds = Math.max(lessonSeconds, work());
      trainingFrom = stage.seconds();
      swap = awaitSwap();
    }
    if (swap == null) {
      throw new SetupException(
          "the gate refused " + MOST_ROUNDS + " versions; the evidence is above");
    }
    double trainingSeconds = swap.liveAt - trainingFrom;
    double byWeights = probe("by weights, no lesson in the prompt", false);
    double skillsAfter = skills();
    stage.say("         held-out skills of " + swap.version + ": " + Stage.percent(skillsAfter));
    long saved = tokensSaved();

    RequestLoad.Result load = rollback(swap);
    showCurve();
    return new DemoResult(
        seed,
        wanted,
        before,
        withLesson,
        byWeights,
        skillsBefore,
        skillsAfter,
        asked,
        lessonSeconds,
        trainingSeconds,
        load.sent(),
        load.refused() + load.broken(),
        saved,
        stage.seconds(),
        swap.version);
  }

  /** Unseen requests, answered in parallel and never trained on. */
  private double probe(String what, boolean lessons) {
    stage.title("unseen requests " + what);
    List<ScriptedUser.Request> requests = new ArrayList<>();
    for (int i = 0; i < PROBES; i++) {
      requests.add(person.next());
    }
    Set<String> versions = new HashSet<>();
    List<ApiAgent.Reply> replies =
        ManyAtOnce.ask(requests, request -> agent.probe(request.prompt(), lessons));
    int followed = 0;
    for (int i = 0; i < PROBES; i++) {
      versions.add(replies.get(i).version());
      if (requests.get(i).followed(replies.get(i).message())) {
        followed++;
      }
    }
    double share = followed / (double) PROBES;
    stage.say(
        "         %s: %d of %d as the user likes, %s"
            .formatted(String.join(", ", versions), followed, PROBES, Stage.percent(share)));
    curve.add(share);
    marks.add(lessons ? "L" : versions.contains(POLICY + "@0") ? "0" : "W");
    return share;
  }

  private double skills() {
    SkillSuite suite = SkillSuite.of(seed, SKILL_PROMPTS);
    List<Boolean> passed =
        ManyAtOnce.ask(
            suite.items(), item -> item.passed(agent.probe(item.prompt(), false).message()));
    return passed.stream().filter(right -> right).count() / (double) passed.size();
  }

  /** The user works: asks, corrects what is not as wanted, and goes on. */
  private double work() {
    stage.title("the user works: " + interactions + " requests");
    double slowest = 0;
    int right = 0;
    int shown = 0;
    for (int i = 0; i < interactions; i++) {
      ScriptedUser.Request request = person.next();
      String session = "demo-" + seed + "-" + asked++;
      ApiAgent.Reply reply = agent.ask(request.prompt(), session);
      boolean followed = request.followed(reply.message());
      if (followed) {
        right++;
        praise(reply);
      }
      if (shown < SHOWN_TURNS) {
        stage.say("         user   " + lastUserWords(request.prompt()));
        stage.say("         agent  " + words(reply.message()) + (followed ? "   ✓" : "   ✗"));
        shown++;
      }
      if (!followed) {
        double seconds = correct(request, reply, session, shown <= SHOWN_TURNS);
        slowest = Math.max(slowest, seconds);
      }
      if ((i + 1) % BUCKET == 0) {
        curve.add(right / (double) BUCKET);
        marks.add(String.valueOf(asked));
        stage.say(
            "         requests %2d to %2d: %d of %d as the user likes"
                .formatted(asked + 1 - BUCKET, asked, right, BUCKET));
        right = 0;
      }
    }
    return slowest;
  }

  private void praise(ApiAgent.Reply reply) {
    client.post(
        "/v1/feedback",
        Json.MAPPER.createObjectNode().put("step", reply.step()).put("verdict", "good"));
  }

  /**
   * The user says what was wrong, in the same conversation.
   *
   * @return seconds until the lesson stood in the list; 0 if it was known already
   */
  private double correct(
      ScriptedUser.Request request, ApiAgent.Reply reply, String session, boolean show) {
    String correction =
        request.missed(reply.message()).map(person::correction).orElseGet(request::correction);
    List<ChatMessage> messages = new ArrayList<>(request.prompt().messages());
    messages.add(reply.message());
    for (ToolCall call : reply.message().toolCalls()) {
      messages.add(ChatMessage.tool(call.id(), "{\"ok\":true}"));
    }
    messages.add(ChatMessage.user(correction));
    int known = lessons();
    long from = System.nanoTime();
    agent.ask(new Prompt(messages, request.prompt().tools()), session);
    double seconds = awaitLesson(reply.step(), known, from);
    if (show) {
      stage.say("         user   " + correction);
      stage.say(
          seconds == 0
              ? "         (nothing new to learn from this)"
              : "         lesson learned after %.2f s".formatted(seconds));
    }
    return seconds;
  }

  private int lessons() {
    return client
        .get("/api/lessons?scope=" + URLEncoder.encode("user:" + USER, StandardCharsets.UTF_8))
        .path("lessons")
        .size();
  }

  /** Waits for the judgement of a corrected step, and for the lesson if it has a hint. */
  private double awaitLesson(String step, int known, long from) {
    long deadline = from + LESSON_PATIENCE.toNanos();
    while (System.nanoTime() < deadline) {
      JsonNode judgements = client.get("/api/steps/" + step).path("judgements");
      if (!judgements.isEmpty()) {
        boolean hint = false;
        for (JsonNode judgement : judgements) {
          hint |= judgement.hasNonNull("hint");
        }
        // The lesson is written right after the judgement; the same thing said twice is no new one.
        return hint ? awaitMoreThan(known, System.nanoTime() + ALREADY_KNOWN.toNanos(), from) : 0;
      }
      pause();
    }
    return 0;
  }

  private double awaitMoreThan(int known, long deadline, long from) {
    while (System.nanoTime() < deadline) {
      if (lessons() > known) {
        return (System.nanoTime() - from) / 1e9;
      }
      pause();
    }
    return 0;
  }

  /** The version that went live, and when. */
  private record Swap(String version, double liveAt, RequestLoad load) {}

  /** Null if the gate refused the version. */
  private @Nullable Swap awaitSwap() {
    stage.title("training, in a process of its own");
    RequestLoad load = null;
    double deadline = stage.seconds() + TRAINING_PATIENCE.toSeconds();
    String doing = "";
    double idleSince = stage.seconds();
    while (stage.seconds() < deadline) {
      if (!service.running()) {
        throw new SetupException("the service ended during the demo; see " + service.data().path());
      }
      doing = showTrainer(doing);
      if (!doing.startsWith("waiting") && !doing.startsWith("stopped")) {
        idleSince = stage.seconds();
      } else if (load == null && stage.seconds() - idleSince > IDLE_PATIENCE.toSeconds()) {
        stage.endProgress();
        stage.say("         the trainer is " + doing);
        return null;
      }
      for (JsonNode version : client.get("/api/versions").path("versions")) {
        String ref = version.path("ref").asString("");
        String state = version.path("state").asString("").toLowerCase(Locale.ROOT);
        if (state.equals("candidate") && load == null) {
          stage.endProgress();
          stage.say(
              "         " + ref + " is a candidate; " + LOAD + " parallel requests from now on");
          load = startLoad();
        }
        if (ref.equals(POLICY + "@0") || state.equals("candidate") || !decided.add(ref)) {
          continue;
        }
        stage.endProgress();
        showEvidence(ref, state);
        if (state.equals("live")) {
          RequestLoad running = load == null ? startLoad() : load;
          return new Swap(ref, stage.seconds(), running);
        }
        if (load != null) {
          load.close();
        }
        return null;
      }
      pause();
    }
    if (load != null) {
      load.close();
    }
    throw new SetupException(
        "no version went live within "
            + TRAINING_PATIENCE.toMinutes()
            + " minutes; the last word of the trainer: "
            + doing);
  }

  private RequestLoad startLoad() {
    List<String> texts = new ArrayList<>();
    for (SkillSuite.Item item : SkillSuite.of(seed + 1, 40).items()) {
      texts.add(lastUserWords(item.prompt()));
    }
    RequestLoad load =
        RequestLoad.start(
            client,
            LOAD,
            number -> {
              ObjectNode body =
                  RequestLoad.body(POLICY, USER, texts.get(Math.floorMod(number, texts.size())));
              return body.put("max_tokens", 24);
            });
    loads.add(load);
    return load;
  }

  private String showTrainer(String before) {
    String doing = before;
    for (JsonNode trainer : client.get("/api/status").path("trainers")) {
      int step = trainer.path("step").asInt(0);
      int of = trainer.path("of_steps").asInt(0);
      String now =
          trainer.path("doing").asString("")
              + (of > 0
                  ? "  step %d of %d, loss %.4f"
                      .formatted(step, of, trainer.path("loss").asDouble(0))
                  : "");
      if (!now.equals(before)) {
        stage.progress(now);
        doing = now;
      }
    }
    return doing;
  }

  private void showEvidence(String ref, String state) {
    stage.say("         " + ref + " is " + state + "; what the gate saw:");
    for (JsonNode event : client.get("/api/versions/" + ref).path("history")) {
      JsonNode evidence = event.path("evidence");
      if (event.path("actor").asString("").equals("gate") && evidence.isObject()) {
        evidence.forEachEntry((name, value) -> showFigure(name, value));
      }
    }
  }

  /** One figure of the gate; parts of it indented under their name. */
  private void showFigure(String name, JsonNode value) {
    if (value.isObject()) {
      value.forEachEntry((part, figure) -> showFigure(name + " " + part, figure));
    } else if (value.isDouble()) {
      stage.say("           %-28s %.3f".formatted(name.replace('_', ' '), value.asDouble()));
    } else if (value.isArray()) {
      // Such as the two ends of an interval.
      List<String> parts = new ArrayList<>();
      for (JsonNode part : value) {
        parts.add(part.isDouble() ? "%.3f".formatted(part.asDouble()) : part.asString(""));
      }
      stage.say(
          "           %-28s %s"
              .formatted(
                  name.replace('_', ' '), parts.isEmpty() ? "none" : String.join(" to ", parts)));
    } else {
      stage.say("           %-28s %s".formatted(name.replace('_', ' '), value.asString("")));
    }
  }

  private RequestLoad.Result rollback(Swap swap) {
    stage.title("rollback, under the same load");
    client.post(
        "/api/rollback",
        Json.MAPPER.createObjectNode().put("policy", POLICY).put("scope", "user:" + USER));
    String now = agent.probe(person.next().prompt(), false).version();
    stage.say("         " + now + " serves again");
    client.post("/api/versions/" + swap.version + "/promote", Json.MAPPER.createObjectNode());
    stage.say(
        "         promoted again: "
            + agent.probe(person.next().prompt(), false).version()
            + " serves");
    RequestLoad.Result load = swap.load.stop();
    stage.say(
        "         %d parallel requests meanwhile: %d refused, %d broken; by version %s"
            .formatted(load.sent(), load.refused(), load.broken(), load.byVersion()));
    load.complaints().forEach(complaint -> stage.say("         ! " + complaint));
    return load;
  }

  private long tokensSaved() {
    // A few requests as the user makes them, so that the saving is counted on real prompts.
    for (int i = 0; i < BUCKET; i++) {
      agent.probe(person.next().prompt(), true);
    }
    long saved = client.get("/api/status").path("usage").path("lesson_tokens_saved").asLong(0);
    stage.say("         prompt tokens saved by graduated lessons so far: " + saved);
    return saved;
  }

  private void showCurve() {
    stage.title("share of requests answered as the user likes");
    stage.say(Curve.plot(curve, marks));
    stage.say(
        "         0 before · numbers: requests so far · L lessons, unseen · W weights alone, unseen");
  }

  private static String lastUserWords(Prompt prompt) {
    String words = "";
    for (ChatMessage message : prompt.messages()) {
      if (message.role() == Role.USER) {
        words = message.content();
      }
    }
    return words;
  }

  private static String words(ChatMessage message) {
    StringBuilder text = new StringBuilder(message.content());
    for (ToolCall call : message.toolCalls()) {
      text.append(text.isEmpty() ? "" : " ").append(call.name()).append(call.arguments());
    }
    return text.toString();
  }

  private static String words(Instruction instruction) {
    @Nullable String value = instruction.value();
    return instruction.preference().name().toLowerCase(Locale.ROOT).replace('_', ' ')
        + (value == null || value.equals("yes") ? "" : " \"" + value + "\"");
  }

  private static void pause() {
    try {
      Thread.sleep(POLL_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SetupException("interrupted");
    }
  }
}
