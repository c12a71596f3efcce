package dev.hone.app.config;

import dev.hone.gateway.UpstreamPlan;
import dev.hone.gateway.redact.RedactionRules;
import dev.hone.learn.algorithm.Recipe;
import dev.hone.learn.drift.DriftOptions;
import dev.hone.learn.lesson.LessonOptions;
import dev.hone.learn.release.SequentialComparison;
import dev.hone.learn.trainer.CurationOptions;
import dev.hone.learn.trainer.CurationRule;
import dev.hone.learn.trainer.RewardKind;
import dev.hone.learn.trainer.Sharing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * Everything that can be set. {@code hone serve} with no file at all works.
 *
 * @param upstreams servers that answer in place of the embedded engine, without their vault
 * @param secrets folder of files that hold one secret each
 */
public record HoneConfig(
    Path data,
    Store store,
    Server server,
    Policy policy,
    @Nullable UpstreamPlan upstreams,
    Path secrets,
    Judge judge,
    Lessons lessons,
    Training training,
    Release release,
    Privacy privacy,
    Prices prices,
    Limits limits,
    Map<String, SignalSource> signals,
    Log log) {

  private static final int MOST_BOUND = 1_000_000_000;

  /**
   * Where everything is kept that is said and learned.
   *
   * @param url of a PostgreSQL database; empty: SQLite in the data folder
   */
  public record Store(String url, String user, String passwordVariable, String passwordFile) {}

  /**
   * Where the service listens.
   *
   * @param maxConnections open at once
   * @param maxCalls being answered at once, live streams included
   */
  public record Server(
      String host,
      int port,
      int maxBodyMegabytes,
      boolean doneMark,
      int maxConnections,
      int maxCalls) {}

  /**
   * How much and how fast calls may come.
   *
   * @param tenants by id; others are bound as {@code tenant} says
   * @param waiting calls of a tenant that has its share, which may wait for a place
   * @param patience how long for
   */
  public record Limits(
      Bounds tenant,
      Bounds agent,
      Bounds user,
      Bounds key,
      Map<String, TenantBounds> tenants,
      int waiting,
      Duration patience) {}

  /** In a minute, and at the same time; 0 for no bound. */
  public record Bounds(int requests, int tokens, int concurrent) {}

  /** Of one tenant, and its part of the server. */
  public record TenantBounds(Bounds bounds, int weight) {}

  /** Who may send late signals about steps of a tenant. */
  public record SignalSource(String tenant, String secretVariable) {}

  /**
   * The trainable model behind the service.
   *
   * @param adapterMemory most MiB of adapters in memory
   */
  public record Policy(
      String name, String path, int threads, int maxStreams, int maxWaiting, int adapterMemory) {}

  /**
   * A model that judges where the rules are silent.
   *
   * @param url empty: rules only
   * @param messages of the conversation that it is shown, newest kept
   * @param characters of each message that it is shown
   * @param audited share of the steps judged by rules that it is asked about as well
   * @param drift bounds outside of which verdicts have moved
   */
  public record Judge(
      String url,
      String model,
      String keyVariable,
      int votes,
      Duration timeout,
      int messages,
      int characters,
      double audited,
      DriftOptions drift) {}

  /**
   * Lessons in prompts.
   *
   * @param maxTokens of all of them in one prompt
   * @param embeddingsUrl empty: embeddings in process
   * @param options how they are shared, age and are measured
   */
  public record Lessons(
      boolean enabled,
      int maxTokens,
      String embeddingsUrl,
      String embeddingsModel,
      String embeddingsKeyVariable,
      Duration embeddingsTimeout,
      LessonOptions options) {}

  /**
   * The trainer process.
   *
   * @param memory most MiB of its heap; 0: a quarter of the machine's
   * @param sharing whose samples train one version together
   * @param algorithms checked: the trainer can run them
   */
  public record Training(
      boolean enabled,
      int minSamples,
      Duration lessonAge,
      int threads,
      int memory,
      int steps,
      double learningRate,
      CurationOptions curation,
      Sharing sharing,
      Recipe algorithms) {}

  /**
   * What a candidate must show, and how it comes to its users.
   *
   * @param canaryShare of the sessions of what many share; {@code userCanaryShare} of one user's
   */
  public record Release(
      boolean automatic,
      double maxSkillLoss,
      int skillPrompts,
      double minAgreement,
      boolean gate,
      double canaryShare,
      double userCanaryShare,
      double canaryFalseAlarm,
      double canaryMiss,
      double canaryMargin,
      int canarySignals,
      double shadowShare,
      int shadowAnswers,
      boolean defence,
      double mostOfAUser) {}

  /**
   * What is kept of what users say.
   *
   * @param days after its last step a session is removed; 0: never
   * @param redaction off when it finds nothing
   */
  public record Privacy(int days, RedactionRules redaction) {}

  /**
   * What a million tokens cost, in any one unit of money.
   *
   * @param models by the name that callers write in {@code model}
   * @param refuseUnknown whether models of an upstream without a price are refused
   * @param bytesPerToken of a prompt for an upstream, reckoned with before the call
   */
  public record Prices(
      Map<String, ModelPrice> models,
      boolean refuseUnknown,
      double ceilingInput,
      double ceilingOutput,
      double bytesPerToken) {}

  /** Of a million prompt tokens, and of the answer's. */
  public record ModelPrice(double input, double output) {}

  /** What is printed. */
  public record Log(String level) {}

  /** With another data folder; null keeps it. */
  public HoneConfig withData(@Nullable Path folder) {
    return folder == null
        ? this
        : new HoneConfig(
            folder, store, server, policy, upstreams, secrets, judge, lessons, training, release,
            privacy, prices, limits, signals, log);
  }

  /** With another model folder; null keeps it. */
  public HoneConfig withModel(@Nullable Path folder) {
    return folder == null
        ? this
        : new HoneConfig(
            data,
            store,
            server,
            new Policy(
                policy.name,
                folder.toString(),
                policy.threads,
                policy.maxStreams,
                policy.maxWaiting,
                policy.adapterMemory),
            upstreams,
            secrets,
            judge,
            lessons,
            training,
            release,
            privacy,
            prices,
            limits,
            signals,
            log);
  }

  /** With another address; null keeps it. */
  public HoneConfig withServer(@Nullable String host, @Nullable Integer port) {
    return new HoneConfig(
        data,
        store,
        new Server(
            host == null ? server.host : host,
            port == null ? server.port : port,
            server.maxBodyMegabytes,
            server.doneMark,
            server.maxConnections,
            server.maxCalls),
        policy,
        upstreams,
        secrets,
        judge,
        lessons,
        training,
        release,
        privacy,
        prices,
        limits,
        signals,
        log);
  }

  /** With another upstream; null keeps it. */
  public HoneConfig withUpstream(@Nullable String url) {
    return url == null
        ? this
        : new HoneConfig(
            data,
            store,
            server,
            policy,
            UpstreamsConfig.one(url, upstreams),
            secrets,
            judge,
            lessons,
            training,
            release,
            privacy,
            prices,
            limits,
            signals,
            log);
  }

  /** Without the trainer process, unless {@code enabled} and configured so. */
  public HoneConfig withTraining(boolean enabled) {
    return enabled
        ? this
        : new HoneConfig(
            data,
            store,
            server,
            policy,
            upstreams,
            secrets,
            judge,
            lessons,
            new Training(
                false,
                training.minSamples,
                training.lessonAge,
                training.threads,
                training.memory,
                training.steps,
                training.learningRate,
                training.curation,
                training.sharing,
                training.algorithms),
            release,
            privacy,
            prices,
            limits,
            signals,
            log);
  }

  public static HoneConfig defaults() {
    return read(Section.root(null));
  }

  /**
   * Reads a file.
   *
   * @throws ConfigException if it is missing, not YAML, or holds an unknown key or a wrong value
   */
  public static HoneConfig load(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new ConfigException(
          "there is no configuration file " + file + "; leave --config out to use the defaults");
    }
    JsonNode tree;
    try {
      tree = YAMLMapper.builder().build().readTree(Files.readString(file));
    } catch (JacksonException e) {
      throw new ConfigException(file + " is not valid YAML: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new ConfigException(file + " cannot be read: " + e.getMessage());
    }
    try {
      return read(Section.root(tree));
    } catch (ConfigException e) {
      throw new ConfigException(file + ": " + e.getMessage());
    }
  }

  /** All keys with their defaults, in the order of the file. */
  public static List<ConfigKey> keys() {
    Section root = Section.root(null);
    read(root);
    return root.keys();
  }

  private static HoneConfig read(Section root) {
    Path data =
        Path.of(root.text("data", "data", "Folder of the database, versions and training runs."));
    Section store = root.section("store");
    Section server = root.section("server");
    Section policy = root.section("policy");
    Section judge = root.section("judge");
    Section lessons = root.section("lessons");
    Section training = root.section("training");
    Section curation = root.section("curation");
    Section release = root.section("release");
    Section retention = root.section("retention");
    Section redaction = root.section("redaction");
    Section prices = root.section("prices");
    Section limits = root.section("limits");
    Section signals = root.section("signals");
    Section log = root.section("log");
    HoneConfig config =
        new HoneConfig(
            data,
            readStore(store),
            readServer(server),
            readPolicy(policy, root.section("engine")),
            UpstreamsConfig.read(root),
            Path.of(
                root.section("secrets")
                    .text("folder", "secrets", "Folder of secrets that are named as file:NAME.")),
            readJudge(judge),
            readLessons(lessons),
            readTraining(training, curation),
            readRelease(release, root.section("defence")),
            new Privacy(
                retention.integer(
                    "days", 0, 0, 36_500, "Sessions older than so many days go; 0: never."),
                RedactionConfig.read(redaction)),
            readPrices(prices),
            readLimits(limits),
            readSignals(signals),
            new Log(log.text("level", "info", "error, warn, info or debug.")));
    root.finish();
    return config;
  }

  private static Lessons readLessons(Section section) {
    LessonOptions bounds = LessonOptions.defaults();
    SequentialComparison comparison = bounds.comparison();
    return new Lessons(
        section.flag("enabled", true, "Put lessons into prompts of the key made at first start."),
        section.integer("max-tokens", 400, 1, 100_000, "Tokens of all lessons in one prompt."),
        section.text("embeddings-url", "", "Server with /v1/embeddings; none: in process."),
        section.text("embeddings-model", "embeddings", "Model name of the embeddings."),
        section.text("embeddings-key-variable", "", "Environment variable with its key."),
        section.duration("embeddings-timeout", Duration.ofSeconds(2), "Longest wait for them."),
        new LessonOptions(
            section.integer(
                "shared-after-users",
                bounds.sharedAfterUsers(),
                0,
                100_000,
                "Users who must teach the same before it holds for others; 0: never by itself."),
            section.duration(
                "max-age",
                bounds.maxAge(),
                "Lessons neither taught nor of use for so long leave prompts; 0s: never."),
            section.number(
                "hold-out",
                bounds.holdOut(),
                0,
                0.5,
                "Sessions without a lesson on trial; 0: no trials."),
            section.integer(
                "hold-out-after",
                bounds.holdOutAfter(),
                1,
                1_000_000,
                "Judged steps with a lesson before its trial."),
            new SequentialComparison(
                section.number(
                    "hold-out-false-alarm",
                    comparison.falseAlarm(),
                    1e-6,
                    0.5,
                    "Chance that a lesson which does nothing is called helpful."),
                section.number(
                    "hold-out-miss",
                    comparison.miss(),
                    1e-6,
                    0.5,
                    "Chance that one which helps by the margin is dropped."),
                section.number(
                    "hold-out-margin",
                    comparison.margin(),
                    0,
                    0.9,
                    "Difference of good signals that counts as help."),
                section.integer(
                    "hold-out-signals",
                    comparison.most(),
                    1,
                    20_000,
                    "Signals without the lesson after which a trial ends undecided."))));
  }

  private static Store readStore(Section section) {
    Store store =
        new Store(
            section.text(
                "url",
                "",
                "PostgreSQL, as jdbc:postgresql://host:port/database; none: SQLite in 'data'."),
            section.text("user", "", "Its user; none: the operating system's."),
            section.text("password-variable", "", "Environment variable with its password."),
            section.text("password-file", "", "File with its password, in place of a variable."));
    if (store.url.toLowerCase(Locale.ROOT).contains("password=")) {
      throw new ConfigException(
          "store.url must not hold a password: name where it is with store.password-variable or"
              + " store.password-file");
    }
    if (!store.passwordVariable.isEmpty() && !store.passwordFile.isEmpty()) {
      throw new ConfigException(
          "store.password-variable and store.password-file are both set; keep one");
    }
    return store;
  }

  private static Server readServer(Section section) {
    return new Server(
        section.text("host", "127.0.0.1", "Address to listen on; loopback until told otherwise."),
        section.integer("port", 8420, 0, 65535, "Port; 0 takes a free one."),
        section.integer("max-body-megabytes", 10, 1, 1024, "Largest request body."),
        section.flag(
            "done-mark", false, "End streams of /v1/responses with 'data: [DONE]' as well."),
        section.integer(
            "max-connections", 16_384, 1, 1_000_000, "Connections open at once; more wait."),
        section.integer(
            "max-calls",
            12_288,
            1,
            1_000_000,
            "Calls being answered at once, live streams included; shared between tenants."));
  }

  private static Policy readPolicy(Section section, Section engine) {
    return new Policy(
        section.text("name", "starter", "Name of the policy, as callers write it in 'model'."),
        section.text("path", "", "Model folder in Hugging Face layout; none: the starter policy."),
        section.integer("threads", 2, 1, 256, "Threads of the embedded engine."),
        section.integer("max-streams", 64, 1, 4096, "Answers made at the same time."),
        section.integer(
            "max-waiting", 1024, 1, 1_000_000, "Requests that may wait; more are refused."),
        engine.integer(
            "adapter-memory",
            256,
            1,
            1_000_000,
            "MiB of adapters in memory; others wait on disk."));
  }

  private static Judge readJudge(Section section) {
    return new Judge(
        section.text("url", "", "OpenAI-compatible server of a model judge; none: rules only."),
        section.text("model", "judge", "Model name of the judge."),
        section.text("key-variable", "", "Environment variable with its key."),
        section.integer("votes", 3, 1, 15, "Votes for each step."),
        section.duration("timeout", Duration.ofSeconds(30), "Longest wait for a vote."),
        section.integer("messages", 8, 1, 100, "Newest messages of the conversation it is shown."),
        section.integer("characters", 2_000, 100, 100_000, "Of each message that it is shown."),
        section.number(
            "audited", 0.02, 0, 1, "Share of steps judged by rules that it is asked about too."),
        readDrift(section.section("drift")));
  }

  private static DriftOptions readDrift(Section section) {
    DriftOptions bounds = DriftOptions.defaults();
    return new DriftOptions(
        section.duration("window", bounds.window(), "Length of a window of judgements."),
        section.integer("windows", bounds.windows(), 2, 1000, "Windows that are remembered."),
        section.integer("least", bounds.least(), 1, 1_000_000, "Judgements needed on each side."),
        section.number("difference", bounds.difference(), 0, 1, "Smallest move of a share."),
        section.number("sigmas", bounds.sigmas(), 1, 20, "Standard errors of a move."));
  }

  private static CurationOptions readCuration(Section section) {
    CurationOptions rules = CurationOptions.defaults();
    for (CurationRule rule : CurationRule.values()) {
      if (rule.hasSwitch()) {
        rules =
            rules.with(
                rule,
                section.flag("drop-" + rule.key(), rule.isByDefault(), "Drop: " + rule.about()));
      }
    }
    String reward = section.text("reward", "process", "process, outcome, or mixed: both of them.");
    RewardKind kind =
        switch (reward) {
          case "process" -> RewardKind.PROCESS;
          case "outcome" -> RewardKind.OUTCOME;
          case "mixed" -> RewardKind.MIXED;
          default ->
              throw new ConfigException(
                  "curation.reward must be process, outcome or mixed, but is '" + reward + "'");
        };
    return new CurationOptions(
        rules.on(),
        section.number("session-share", rules.sessionShare(), 0, 1, "Of one session in a run."),
        section.number("user-share", rules.userShare(), 0, 1, "Of one user in a run of several."),
        section.integer(
            "max-staleness", rules.maxStaleness(), 0, 1000, "Versions behind, by oldest token."),
        section.number(
            "length-factor", rules.lengthFactor(), 1, 100, "Times the task's longest success."),
        section.number("entropy", rules.entropy(), 0, 1, "Share of steps, least sure first."),
        section.integer("group-size", rules.groupSize(), 1, 10_000, "Rollouts that a group needs."),
        section.integer("newest", rules.newest(), 1, 1000, "Versions that make up a group."),
        kind,
        section.number("outcome-weight", rules.outcomeWeight(), 0, 1, "Of outcomes when mixed."),
        section.number("discount", rules.discount(), 0, 1, "Of an outcome, for each step back."));
  }

  private static Training readTraining(Section section, Section curation) {
    return new Training(
        section.flag("enabled", true, "Run the trainer process."),
        section.integer("min-samples", 16, 1, 100_000, "Judged steps of a user before training."),
        section.duration(
            "lesson-age",
            Duration.ofSeconds(20),
            "Fewer steps will do when a lesson has waited so long."),
        section.integer("threads", 2, 1, 256, "Threads of the trainer, at low priority."),
        section.integer(
            "memory",
            0,
            0,
            1_000_000,
            "Most MiB of the trainer's heap; a run that needs more is given up. 0: a quarter of the"
                + " machine's."),
        section.integer("steps", 80, 1, 1_000_000, "Optimizer steps of a run."),
        section.number("learning-rate", 0.002, 1e-7, 1, "Peak learning rate of the adapter."),
        readCuration(curation),
        SharingConfig.read(section),
        AlgorithmConfig.read(section.section("algorithm")));
  }

  private static Prices readPrices(Section section) {
    String unknown =
        section.text(
            "unknown", "ceiling", "Upstream models without a price: ceiling, or refuse them.");
    if (!unknown.equals("ceiling") && !unknown.equals("refuse")) {
      throw new ConfigException(
          "prices.unknown must be ceiling or refuse, but is '" + unknown + "'");
    }
    double input =
        section.number("ceiling-input", 15, 0, 1000, "Ceiling of a million prompt tokens.");
    double output =
        section.number("ceiling-output", 75, 0, 1000, "Ceiling of a million tokens of answers.");
    Map<String, ModelPrice> models = new LinkedHashMap<>();
    section
        .named("models", "For each model: its 'input' and 'output' price of a million tokens.")
        .forEach(
            (name, price) ->
                models.put(
                    name,
                    new ModelPrice(
                        price.number("input", 0, 0, 1000, ""),
                        price.number("output", 0, 0, 1000, ""))));
    double bytesPerToken =
        section.number(
            "bytes-per-token",
            1,
            1,
            8,
            "Bytes of an upstream's prompt that are reserved as one token; 1 is never too few.");
    return new Prices(models, unknown.equals("refuse"), input, output, bytesPerToken);
  }

  private static Limits readLimits(Section section) {
    Map<String, TenantBounds> tenants = new LinkedHashMap<>();
    Bounds tenant = readBounds(section.section("tenant"), "each tenant");
    Bounds agent = readBounds(section.section("agent"), "each agent");
    Bounds user = readBounds(section.section("user"), "each user");
    Bounds key = readBounds(section.section("key"), "each key");
    section
        .named("tenants", "For each tenant by id: the same three, and its 'weight' against 1.")
        .forEach(
            (name, own) ->
                tenants.put(
                    name,
                    new TenantBounds(readBounds(own, ""), own.integer("weight", 1, 1, 1000, ""))));
    return new Limits(
        tenant,
        agent,
        user,
        key,
        tenants,
        section.integer(
            "waiting", 64, 0, 100_000, "Calls of a tenant over its share that may wait."),
        section.duration(
            "wait", Duration.ofSeconds(5), "Longest wait for a place among the calls."));
  }

  private static Bounds readBounds(Section section, String whose) {
    return new Bounds(
        section.integer("requests-per-minute", 0, 0, MOST_BOUND, "Of " + whose + "; 0: no bound."),
        section.integer("tokens-per-minute", 0, 0, MOST_BOUND, "Of " + whose + "; 0: no bound."),
        section.integer(
            "concurrent", 0, 0, MOST_BOUND, "Calls of " + whose + " at once; 0: no bound."));
  }

  private static Map<String, SignalSource> readSignals(Section section) {
    Map<String, SignalSource> sources = new LinkedHashMap<>();
    section
        .named("sources", "For each source: its 'secret-variable', and the 'tenant' it speaks of.")
        .forEach(
            (name, source) ->
                sources.put(
                    name,
                    new SignalSource(
                        source.text("tenant", "default", ""),
                        source.text("secret-variable", "", ""))));
    return sources;
  }

  private static Release readRelease(Section section, Section defence) {
    return new Release(
        section.flag("automatic", true, "Let versions that pass the gate go on to their users."),
        section.number(
            "max-skill-loss", 0.01, 0, 1, "Share of held-out skill prompts that may be lost."),
        section.integer("skill-prompts", 200, 0, 100_000, "Held-out skill prompts in the gate."),
        section.number(
            "min-agreement",
            0.6,
            0,
            1,
            "Share of held-out corrected prompts answered as with the lesson."),
        section.flag("gate", true, "Try candidates at the gate; off: the canary alone decides."),
        section.number(
            "canary-share",
            0.2,
            0,
            0.5,
            "Share of sessions for a canary that many share; 0: none."),
        section.number(
            "user-canary-share", 0, 0, 0.5, "The same for a version of one user; 0: live at once."),
        section.number(
            "canary-false-alarm", 0.05, 1e-6, 0.5, "Chance that an equal canary is taken back."),
        section.number(
            "canary-miss", 0.05, 1e-6, 0.5, "Chance that one worse by the margin is promoted."),
        section.number(
            "canary-margin",
            0.1,
            0,
            0.9,
            "Difference of good signals that is worse by the margin."),
        section.integer(
            "canary-signals", 500, 1, 20_000, "Signals after which a canary counts as not proved."),
        section.number(
            "shadow-share", 0, 0, 1, "Share of requests that a shadow answers unseen; 0: none."),
        section.integer("shadow-answers", 20, 1, 10_000, "Unseen answers before the canary."),
        defence.flag("enabled", true, "Hold suspicious streams in quarantine before they train."),
        defence.number(
            "most-of-a-user", 0.4, 0.01, 1, "Largest share of one user in what many share."));
  }
}
