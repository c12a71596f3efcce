package dev.hone.app;

import dev.hone.app.config.HoneConfig;
import dev.hone.app.starter.StarterSkills;
import dev.hone.app.vault.EnvironmentVault;
import dev.hone.app.vault.FolderVault;
import dev.hone.app.vault.PrefixedVault;
import dev.hone.core.AgentId;
import dev.hone.core.TenantId;
import dev.hone.core.VersionRef;
import dev.hone.core.engine.Engine;
import dev.hone.core.engine.EngineException;
import dev.hone.core.engine.VersionFiles;
import dev.hone.core.lesson.Embedder;
import dev.hone.core.lesson.HashedEmbedder;
import dev.hone.core.vault.Vault;
import dev.hone.engine.embedded.EmbeddedEngine;
import dev.hone.engine.embedded.EmbeddedOptions;
import dev.hone.gateway.Gateway;
import dev.hone.gateway.GatewayException;
import dev.hone.gateway.GatewayOptions;
import dev.hone.gateway.UpstreamPlan;
import dev.hone.gateway.lesson.RemoteEmbedder;
import dev.hone.gateway.limit.LimitOptions;
import dev.hone.gateway.money.Tariff;
import dev.hone.gateway.signal.SignalOptions;
import dev.hone.learn.drift.JudgeDrift;
import dev.hone.learn.judge.JudgeDesk;
import dev.hone.learn.judge.ModelJudge;
import dev.hone.learn.judge.ModelJudgeOptions;
import dev.hone.learn.judge.RuleJudge;
import dev.hone.learn.lesson.LessonDesk;
import dev.hone.learn.lesson.LessonKeeper;
import dev.hone.learn.release.GateOptions;
import dev.hone.learn.release.ReleaseDesk;
import dev.hone.learn.release.ReleaseOptions;
import dev.hone.learn.release.SequentialComparison;
import dev.hone.learn.release.SkillCheck;
import dev.hone.store.KeyGrant;
import dev.hone.store.Ledger;
import dev.hone.store.Ownership;
import dev.hone.store.Price;
import dev.hone.store.StoreException;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running Hone, wired by hand. What is opened last is closed first: no request is taken before
 * everything behind it is there, and none is left when it goes.
 */
public final class Service implements AutoCloseable {

  public static final TenantId FIRST_TENANT = new TenantId("default");
  public static final AgentId FIRST_AGENT = new AgentId("default");
  private static final Logger log = LoggerFactory.getLogger(Service.class);

  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final HoneConfig config;
  private final DataFolder data;
  private final Map<String, String> environment;
  private Optional<String> freshKey = Optional.empty();
  private String url = "";

  private Service(HoneConfig config, Map<String, String> environment) {
    this.config = config;
    this.data = new DataFolder(config.data());
    this.environment = environment;
  }

  /**
   * Starts everything.
   *
   * @param arguments those of {@code serve} that the trainer process needs as well
   * @param environment where keys of upstream and judge are looked up
   * @throws SetupException if something must be put right first
   */
  public static Service start(
      HoneConfig config, List<String> arguments, Map<String, String> environment) {
    Service service = new Service(config, environment);
    try {
      service.open(arguments);
      return service;
    } catch (StoreException | EngineException | GatewayException e) {
      service.close();
      throw new SetupException(ExitCode.BAD_SETUP, String.valueOf(e.getMessage()), e);
    } catch (RuntimeException e) {
      service.close();
      throw e;
    }
  }

  private void open(List<String> arguments) {
    data.create();
    LogLevel.set(config.log().level());
    Clock clock = Clock.systemUTC();
    ConfiguredStore store = new ConfiguredStore(config, environment);
    Ledger ledger = own(store.open(Ownership.OWNER));
    int interrupted = ledger.recover();
    if (interrupted > 0) {
      log.info(
          "{} answers had not ended when the last process did; kept as interrupted", interrupted);
    }
    giveKey(ledger);

    UpstreamPlan upstreams = config.upstreams();
    Engine engine = upstreams == null ? own(embedded(ledger)) : null;
    Embedder embedder = embedder();
    MeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    Gateway gateway =
        own(
            Gateway.start(
                gatewayOptions(embedder),
                ledger,
                engine,
                upstreams == null ? null : upstreams.withVault(vault()),
                registry,
                clock));
    LessonDesk lessons = new LessonDesk(ledger, config.lessons().options(), embedder);
    own(new LessonKeeper(ledger, config.lessons().options(), clock)).start();
    JudgeDrift drift = new JudgeDrift(clock, config.judge().drift());
    ModelJudge modelJudge = modelJudge();
    new JudgeReport(drift, modelJudge, registry).showIn(gateway);
    JudgeDesk judges =
        own(
            new JudgeDesk(
                ledger,
                new RuleJudge(),
                modelJudge,
                lessons,
                "judge-" + pid(),
                drift,
                config.judge().audited()));
    judges.start();
    int days = config.privacy().days();
    own(new Retention(ledger, days == 0 ? null : Duration.ofDays(days), clock, registry)).start();
    if (engine != null) {
      startRelease(ledger, engine, gateway);
      if (config.training().enabled()) {
        List<String> command = new ArrayList<>(List.of("train", "--worker"));
        command.addAll(arguments);
        own(new TrainerProcess(command, config.training().memory()));
      }
    }
    url = "http://" + config.server().host() + ":" + gateway.port();
    data.writeUrl(url);
    own(data::removeUrl);
  }

  /** Candidates go through the gate by themselves, unless people want to decide. */
  private void startRelease(Ledger ledger, Engine engine, Gateway gateway) {
    HoneConfig.Release release = config.release();
    if (!release.automatic()) {
      return;
    }
    GateOptions bounds = GateOptions.defaults();
    SkillCheck.Source skills =
        config.policy().path().isEmpty()
            ? new StarterSkills(release.skillPrompts())
            : SkillCheck.Source.none();
    ReleaseDesk desk =
        own(
            new ReleaseDesk(
                ledger,
                engine,
                skills,
                new ReleaseOptions(
                    release.gate(),
                    new GateOptions(
                        release.maxSkillLoss(),
                        release.minAgreement(),
                        bounds.prompts(),
                        bounds.leastPrompts(),
                        bounds.recent(),
                        bounds.graduation(),
                        bounds.graduationPrompts(),
                        bounds.margin(),
                        bounds.maxAnswer()),
                    release.canaryShare(),
                    release.userCanaryShare(),
                    new SequentialComparison(
                        release.canaryFalseAlarm(),
                        release.canaryMiss(),
                        release.canaryMargin(),
                        release.canarySignals()),
                    release.shadowShare(),
                    release.shadowAnswers(),
                    release.mostOfAUser()),
                gateway::refreshRoutes));
    desk.start();
  }

  /** The first start makes a tenant and a key for it. */
  private void giveKey(Ledger ledger) {
    ledger.createTenant(FIRST_TENANT, "default");
    Optional<String> known = data.key().filter(key -> ledger.authenticate(key).isPresent());
    if (known.isEmpty()) {
      String secret =
          ledger.issueKey(
              new KeyGrant(
                  FIRST_TENANT,
                  FIRST_AGENT,
                  "made at first start",
                  true,
                  config.lessons().enabled(),
                  true));
      data.writeKey(secret);
      freshKey = Optional.of(secret);
    }
  }

  private EmbeddedEngine embedded(Ledger ledger) {
    HoneConfig.Policy policy = config.policy();
    Path folder = PolicyFolder.of(config);
    EmbeddedOptions bounds = EmbeddedOptions.defaults();
    EmbeddedEngine engine =
        new EmbeddedEngine(
            new EmbeddedOptions(
                Math.min(policy.threads(), Runtime.getRuntime().availableProcessors()),
                policy.maxStreams(),
                policy.maxWaiting(),
                bounds.batchTokens(),
                bounds.prefillChunk()));
    try {
      engine.load(new VersionRef(policy.name(), 0), new VersionFiles(folder, null));
      ledger.versions().registerBase(policy.name(), folder.toString());
    } catch (RuntimeException e) {
      engine.close();
      throw e;
    }
    return engine;
  }

  private GatewayOptions gatewayOptions(Embedder embedder) {
    GatewayOptions options = GatewayOptions.defaults();
    return options
        .withHost(config.server().host())
        .withPort(config.server().port())
        .withHttp(
            options
                .http()
                .withMaxBodyBytes(config.server().maxBodyMegabytes() << 20)
                .withMaxConnections(config.server().maxConnections())
                .withMaxConcurrentRequests(config.server().maxCalls()))
        .withAnswers(options.answers().withResponsesDoneMark(config.server().doneMark()))
        .withRouting(
            options.routing().withAdapterBytes((long) config.policy().adapterMemory() << 20))
        .withTariff(tariff())
        .withLimits(limits())
        .withSignals(signals())
        .withLessons(new GatewayOptions.Lessons(config.lessons().maxTokens(), embedder));
  }

  private LimitOptions limits() {
    HoneConfig.Limits limits = config.limits();
    Map<TenantId, LimitOptions.OfTenant> tenants = new HashMap<>();
    limits
        .tenants()
        .forEach(
            (name, own) ->
                tenants.put(
                    new TenantId(name),
                    new LimitOptions.OfTenant(bounds(own.bounds()), own.weight())));
    return new LimitOptions(
        bounds(limits.tenant()),
        bounds(limits.agent()),
        bounds(limits.user()),
        bounds(limits.key()),
        tenants,
        limits.waiting(),
        limits.patience());
  }

  private static LimitOptions.Bounds bounds(HoneConfig.Bounds bounds) {
    return new LimitOptions.Bounds(bounds.requests(), bounds.tokens(), bounds.concurrent());
  }

  private SignalOptions signals() {
    SignalOptions options = SignalOptions.defaults();
    for (Map.Entry<String, HoneConfig.SignalSource> source : config.signals().entrySet()) {
      String secret = secret(source.getValue().secretVariable());
      options =
          options.withSource(
              source.getKey(),
              new SignalOptions.Source(
                  new TenantId(source.getValue().tenant()), secret == null ? "" : secret));
    }
    return options;
  }

  private Tariff tariff() {
    HoneConfig.Prices prices = config.prices();
    Map<String, Price> models = new HashMap<>();
    prices
        .models()
        .forEach((name, price) -> models.put(name, price(price.input(), price.output())));
    return new Tariff(
        models,
        price(prices.ceilingInput(), prices.ceilingOutput()),
        prices.refuseUnknown(),
        Tariff.UNSAID_TOKENS,
        prices.bytesPerToken());
  }

  private static Price price(double input, double output) {
    return new Price(Math.round(input * Price.NANOS), Math.round(output * Price.NANOS));
  }

  private Vault vault() {
    return new PrefixedVault(
        Map.of(
            PrefixedVault.ENVIRONMENT,
            new EnvironmentVault(environment),
            PrefixedVault.FILE,
            new FolderVault(config.secrets())));
  }

  private @Nullable ModelJudge modelJudge() {
    HoneConfig.Judge judge = config.judge();
    if (judge.url().isEmpty()) {
      return null;
    }
    ModelJudgeOptions bounds =
        ModelJudgeOptions.of(URI.create(judge.url()), judge.model(), secret(judge.keyVariable()));
    return own(
        new ModelJudge(
            new ModelJudgeOptions(
                bounds.address(),
                bounds.model(),
                bounds.key(),
                judge.votes(),
                judge.timeout(),
                judge.characters(),
                judge.messages())));
  }

  private Embedder embedder() {
    HoneConfig.Lessons lessons = config.lessons();
    return lessons.embeddingsUrl().isEmpty()
        ? new HashedEmbedder()
        : own(
            new RemoteEmbedder(
                URI.create(lessons.embeddingsUrl()),
                lessons.embeddingsModel(),
                secret(lessons.embeddingsKeyVariable()),
                lessons.embeddingsTimeout()));
  }

  private @Nullable String secret(String variable) {
    if (variable.isEmpty()) {
      return null;
    }
    String value = environment.get(variable);
    if (value == null || value.isBlank()) {
      throw new SetupException(
          "the environment variable " + variable + " is not set, but the configuration names it");
    }
    return value;
  }

  private <T extends AutoCloseable> T own(T part) {
    parts.push(part);
    return part;
  }

  private static long pid() {
    return ProcessHandle.current().pid();
  }

  public String url() {
    return url;
  }

  /** The key's secret, if this start made it. */
  public Optional<String> freshKey() {
    return freshKey;
  }

  @Override
  public void close() {
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (Exception e) {
        // The others must be closed all the same.
        log.error("a part could not be closed", e);
      }
    }
  }
}
