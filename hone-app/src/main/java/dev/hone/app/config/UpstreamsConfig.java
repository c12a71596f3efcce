package dev.hone.app.config;

import dev.hone.app.vault.PrefixedVault;
import dev.hone.gateway.GatewayException;
import dev.hone.gateway.UpstreamOptions;
import dev.hone.gateway.UpstreamOptions.Bounds;
import dev.hone.gateway.UpstreamOptions.Credential;
import dev.hone.gateway.UpstreamOptions.Timeouts;
import dev.hone.gateway.UpstreamPlan;
import dev.hone.gateway.UpstreamPlan.FailOver;
import dev.hone.gateway.dialect.Dialect;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads which servers answer in place of the embedded engine: {@code upstream:} for one, {@code
 * upstreams:} and {@code routes:} for several.
 */
final class UpstreamsConfig {

  private static final Duration SHORT_FORM_READ = Duration.ofMinutes(10);
  private static final String CALLER = "caller";
  private static final String NONE = "none";

  private UpstreamsConfig() {}

  /** The plan, without its vault; null if the engine answers. */
  static @Nullable UpstreamPlan read(Section root) {
    UpstreamOptions only = readOnly(root.section("upstream"));
    List<UpstreamOptions> named = new ArrayList<>();
    root.named("upstreams", "Several model servers, by a name for each; see upstreams.md.")
        .forEach((name, section) -> named.add(readNamed(name, section)));
    Map<String, List<String>> routes =
        root.lists(
            "routes",
            "For each model, or 'beginning*', or '*': names of the upstreams that answer it, in"
                + " order; none: all, in the order of the file.");
    FailOver failOver = readFailOver(root.section("failover"));
    if (only != null && !(named.isEmpty() && routes.isEmpty())) {
      throw new ConfigException(
          "upstream.url is the short form for one server: leave it out where 'upstreams' and"
              + " 'routes' are set");
    }
    if (only != null) {
      return UpstreamPlan.one(only).withFailOver(failOver);
    }
    if (named.isEmpty() && routes.isEmpty()) {
      return null;
    }
    return checked(
        () -> {
          UpstreamPlan all = UpstreamPlan.of(named).withFailOver(failOver);
          return routes.isEmpty() ? all : all.withRoutes(routes);
        });
  }

  /**
   * A plan with one server, as {@code --upstream} wants it; the rest as the file has it for one.
   */
  static UpstreamPlan one(String url, @Nullable UpstreamPlan before) {
    URI address = address("--upstream", url);
    return checked(
        () -> {
          UpstreamOptions known =
              before != null && before.upstreams().getFirst().name().equals(UpstreamOptions.ONLY)
                  ? before.upstreams().getFirst().withAddress(address)
                  : UpstreamOptions.of(address).withTimeouts(timeouts(SHORT_FORM_READ));
          UpstreamPlan plan = UpstreamPlan.one(known);
          return before == null ? plan : plan.withFailOver(before.failOver());
        });
  }

  private static Timeouts timeouts(Duration read) {
    return new Timeouts(Timeouts.defaults().connect(), read, Timeouts.defaults().total());
  }

  private static @Nullable UpstreamOptions readOnly(Section section) {
    String url = section.text("url", "", "Model server to stand before.");
    Dialect dialect =
        dialect(
            "upstream.dialect",
            section.text("dialect", "chat", "What it speaks: chat, responses or messages."));
    String variable =
        section.text(
            "key-variable",
            "",
            "Environment variable with its key; none: the caller's key is passed on.");
    Duration read = section.duration("timeout", SHORT_FORM_READ, "Longest silence of its answer.");
    if (url.isEmpty()) {
      return null;
    }
    return checked(
        () ->
            UpstreamOptions.of(address("upstream.url", url))
                .withDialect(dialect)
                .withCredential(
                    variable.isEmpty()
                        ? new Credential.OfCaller()
                        : new Credential.Kept(PrefixedVault.ENVIRONMENT + ":" + variable))
                .withTimeouts(timeouts(read)));
  }

  private static UpstreamOptions readNamed(String name, Section section) {
    String where = "upstreams." + name;
    if (name.isBlank() || !name.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
      throw new ConfigException(
          "the name of an upstream must be ASCII without white space, but is '" + name + "'");
    }
    String url = section.text("url", "", "");
    if (url.isEmpty()) {
      throw new ConfigException(where + ".url is missing: the address of the server");
    }
    Timeouts timeouts = Timeouts.defaults();
    Bounds bounds = Bounds.defaults();
    UpstreamOptions.Credential credential =
        credential(where + ".credential", section.text("credential", NONE, ""));
    Dialect dialect = dialect(where + ".dialect", section.text("dialect", "chat", ""));
    Timeouts read =
        new Timeouts(
            section.duration("connect-timeout", timeouts.connect(), ""),
            section.duration("read-timeout", timeouts.read(), ""),
            section.duration("total-timeout", timeouts.total(), ""));
    Bounds most =
        new Bounds(
            section.integer("max-answer-megabytes", bounds.maxAnswerBytes() >> 20, 1, 1024, "")
                << 20,
            section.integer("max-connections", bounds.maxConnections(), 1, 65_536, ""));
    Map<String, String> models = section.pairs("models");
    return checked(
        () ->
            new UpstreamOptions(
                name, address(where + ".url", url), credential, dialect, read, most, models));
  }

  private static Credential credential(String where, String text) {
    if (text.equals(NONE)) {
      return new Credential.None();
    }
    if (text.equals(CALLER)) {
      return new Credential.OfCaller();
    }
    for (String prefix : List.of(PrefixedVault.ENVIRONMENT, PrefixedVault.FILE)) {
      if (text.startsWith(prefix + ":") && text.length() > prefix.length() + 1) {
        return new Credential.Kept(text);
      }
    }
    // What stands there may be the key itself: it is not repeated.
    throw new ConfigException(
        where
            + " must be env:NAME (an environment variable), file:NAME (a file in secrets.folder),"
            + " caller or none; the key itself does not belong into this file");
  }

  private static FailOver readFailOver(Section section) {
    FailOver defaults = FailOver.defaults();
    return new FailOver(
        section.integer("tries", defaults.tries(), 1, 20, "Most requests to upstreams for a call."),
        section.duration(
            "budget", defaults.budget(), "No try begins later than this after the first one."),
        section.flag(
            "on-server-error", defaults.onServerError(), "Go on to the next after a 500 as well."),
        section.flag(
            "on-timeout",
            defaults.onTimeout(),
            "Go on to the next after a read time-out as well; it may be paid twice."),
        section.integer(
            "break-after",
            defaults.breakAfter(),
            1,
            1_000_000,
            "Failures in a row after which an upstream is left alone."),
        section.duration(
            "first-rest", defaults.firstRest(), "How long; doubled each time that it fails again."),
        section.duration("longest-rest", defaults.longestRest(), "The longest that becomes."));
  }

  private static Dialect dialect(String where, String name) {
    for (Dialect dialect : Dialect.values()) {
      if (dialect.wireName().equals(name)) {
        return dialect;
      }
    }
    throw new ConfigException(
        where + " must be chat, responses or messages, but is '" + name + "'");
  }

  private static URI address(String where, String url) {
    try {
      return URI.create(url);
    } catch (IllegalArgumentException e) {
      throw new ConfigException(where + " is not an address: " + e.getMessage());
    }
  }

  private static <T> T checked(Supplier<T> made) {
    try {
      return made.get();
    } catch (GatewayException e) {
      throw new ConfigException(String.valueOf(e.getMessage()));
    }
  }
}
