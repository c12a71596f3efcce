package dev.hone.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.gateway.UpstreamOptions;
import dev.hone.gateway.UpstreamPlan;
import dev.hone.gateway.redact.RedactionKind;
import dev.hone.gateway.redact.RedactionRules.Term;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HoneConfigTest {

  @TempDir Path folder;

  @Test
  void worksWithoutAFile() {
    HoneConfig config = HoneConfig.defaults();

    assertThat(config.server())
        .isEqualTo(new HoneConfig.Server("127.0.0.1", 8420, 10, false, 16_384, 12_288));
    assertThat(config.upstreams()).isNull();
  }

  @Test
  void readsWhatIsThereAndKeepsTheOtherDefaults() throws IOException {
    HoneConfig config = load("server:\n  port: 9000\njudge:\n  timeout: 250ms\n");

    assertThat(config.server().port()).isEqualTo(9000);
    assertThat(config.server().host()).isEqualTo("127.0.0.1");
    assertThat(config.judge().timeout()).isEqualTo(Duration.ofMillis(250));
  }

  @Test
  void readsWhatIsNotKept() throws IOException {
    assertThat(HoneConfig.defaults().privacy().redaction().kinds()).isEmpty();
    Path words = folder.resolve("words.txt");
    Files.writeString(words, "# ours\nProject Heron\tproject\nMia Meyer\n");
    HoneConfig config =
        load("redaction:\n  kinds: [email, private-key]\n  dictionary: '" + words + "'\n");
    assertThat(config.privacy().redaction().kinds())
        .containsExactlyInAnyOrder(RedactionKind.EMAIL, RedactionKind.PRIVATE_KEY);
    assertThat(config.privacy().redaction().terms())
        .containsExactly(new Term("Project Heron", "project"), new Term("Mia Meyer", "term"));
    assertThat(load("retention: {days: 30}").privacy().days()).isEqualTo(30);
    assertThatThrownBy(() -> load("redaction: {kinds: [mail]}"))
        .hasMessageContaining("'mail' is unknown; known: email");
    assertThatThrownBy(() -> load("redaction: {dictionary: nowhere.txt}"))
        .hasMessageContaining("nowhere.txt cannot be read");
  }

  @Test
  void readsPricesOfModels() throws IOException {
    HoneConfig config =
        load("prices: {unknown: refuse, models: {gpt-x: {input: 2.5, output: 10}}}");

    assertThat(config.prices().refuseUnknown()).isTrue();
    assertThat(config.prices().models())
        .containsExactly(Map.entry("gpt-x", new HoneConfig.ModelPrice(2.5, 10)));
    assertThatThrownBy(() -> load("prices: {models: {gpt-x: {inptu: 2.5}}}"))
        .hasMessageContaining("did you mean 'prices.models.gpt-x.input'?");
  }

  @Test
  void readsUpstreamsAndTheirRoutes() throws IOException {
    UpstreamPlan plan =
        plan(
            "upstreams: {a: {url: 'http://a.example', credential: env:A_KEY, read-timeout: 9s},"
                + " b: {url: 'http://b.example', dialect: messages, models: {m: n}}}\n"
                + "routes: {m-*: b, '*': [a, b]}\nfailover: {tries: 2, on-timeout: true}");

    assertThat(plan.upstreams()).extracting(UpstreamOptions::name).containsExactly("a", "b");
    assertThat(plan.upstreams().getFirst().credential())
        .isEqualTo(new UpstreamOptions.Credential.Kept("env:A_KEY"));
    assertThat(plan.upstreams().getFirst().timeouts().read()).isEqualTo(Duration.ofSeconds(9));
    assertThat(plan.upstreams().getLast().models()).containsExactly(Map.entry("m", "n"));
    assertThat(plan.routes())
        .containsExactly(Map.entry("m-*", List.of("b")), Map.entry("*", List.of("a", "b")));
    assertThat(plan.failOver().tries()).isEqualTo(2);
    assertThat(plan("upstreams: {a: {url: 'http://a'}}").routes())
        .containsExactly(Map.entry("*", List.of("a")));
    UpstreamPlan one =
        load("upstreams: {a: {url: 'http://a'}}").withUpstream("http://b").upstreams();
    assertThat(Objects.requireNonNull(one).upstreams().getFirst().name()).isEqualTo("upstream");
  }

  @Test
  void refusesUpstreamsThatMakeNoSense() {
    assertThatThrownBy(() -> load("upstreams: {a: {url: 'http://a', dialekt: chat}}"))
        .hasMessageContaining("did you mean 'upstreams.a.dialect'?");
    assertThatThrownBy(() -> load("upstreams: {a: {dialect: chat}}"))
        .hasMessageContaining("upstreams.a.url is missing");
    assertThatThrownBy(() -> load("upstreams: {a: {url: 'ftp://a'}}"))
        .hasMessageContaining("not an http:// or https:// address");
    assertThatThrownBy(() -> load("upstreams: {a: {url: 'http://a'}}\nroutes: {m: [b, a]}"))
        .hasMessageContaining("names the upstream 'b', which is not configured; known: a");
    assertThatThrownBy(
            () -> load("upstreams: {a: {url: 'http://a'}, b: {url: 'http://b'}}\nroutes: {m: [b]}"))
        .hasMessageContaining("no route uses the upstream 'a'");
    assertThatThrownBy(() -> load("routes: {m: [b]}"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("routes are set, but no upstreams");
    assertThatThrownBy(() -> load("upstream: {url: 'http://a'}\nupstreams: {a: {url: 'http://a'}}"))
        .hasMessageContaining("short form");
    assertThatThrownBy(() -> load("upstreams: {a: {url: 'http://a', credential: sk-live-1}}"))
        .hasMessageContaining("upstreams.a.credential must be env:NAME")
        .message()
        .doesNotContain("sk-live");
    assertThatThrownBy(() -> HoneConfig.defaults().withUpstream("nowhere at all"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("--upstream is not an address");
  }

  @Test
  void namesTheNearestKeyForAnUnknownOne() {
    assertThatThrownBy(() -> load("server:\n  prot: 9000\n"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("unknown key 'server.prot'; did you mean 'server.port'?");
    assertThatThrownBy(() -> load("sever: {}\n"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("did you mean 'server'?");
  }

  @Test
  void refusesWrongValuesWithTheRange() {
    assertThatThrownBy(() -> load("server: {port: 70000}"))
        .hasMessageContaining("server.port must be from 0 to 65535, but is 70000");
    assertThatThrownBy(() -> load("server: {port: soon}"))
        .hasMessageContaining("server.port must be a whole number");
    assertThatThrownBy(() -> load("training: {enabled: maybe}"))
        .hasMessageContaining("training.enabled must be true or false");
    assertThatThrownBy(() -> load("judge: {timeout: 3}"))
        .hasMessageContaining("must be a time such as 500ms");
    assertThatThrownBy(() -> load("server: 8420"))
        .hasMessageContaining("server must hold 'key: value' lines");
    assertThatThrownBy(() -> load("store: {url: 'jdbc:postgresql://h/d?password=x9'}"))
        .hasMessageContaining("store.url must not hold a password")
        .message()
        .doesNotContain("x9");
    assertThatThrownBy(() -> load("store: {password-variable: A, password-file: b}"))
        .hasMessageContaining("keep one");
    assertThatThrownBy(() -> load("server: [")).hasMessageContaining("is not valid YAML");
    assertThatThrownBy(() -> HoneConfig.load(folder.resolve("none.yaml")))
        .hasMessageContaining("there is no configuration file");
  }

  @Test
  void listsEveryKeyWithItsDefault() {
    assertThat(HoneConfig.keys())
        .extracting(ConfigKey::name)
        .contains("data", "server.port", "upstream.url", "release.min-agreement")
        .doesNotHaveDuplicates();
  }

  private UpstreamPlan plan(String yaml) throws IOException {
    return Objects.requireNonNull(load(yaml).upstreams());
  }

  private HoneConfig load(String yaml) throws IOException {
    return HoneConfig.load(Files.writeString(folder.resolve("hone.yaml"), yaml));
  }
}
