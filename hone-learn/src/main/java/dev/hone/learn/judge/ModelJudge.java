package dev.hone.learn.judge;

import dev.hone.core.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Pattern;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Asks a model at an OpenAI-compatible address: m votes at once, the majority counts, failed votes
 * are dropped, and if all failed the verdict is unknown. Source: learning.md §1. There a tie is 0;
 * here it is unknown, because votes that contradict each other know nothing, and unknown is not
 * zero. Every vote is counted by what became of it. Thread-safe.
 *
 * <p>A hint is kept only with a verdict other than good, only if a user spoke, and only if its
 * words and every number, quotation and address in it are the user's own: what a tool returned must
 * not become a lesson by way of the judge.
 */
public final class ModelJudge implements Judge, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ModelJudge.class);
  private static final int MAX_CONNECTIONS = 64;

  /** Share of a hint's content words that the user must have used. */
  private static final double OWN_WORDS = 0.5;

  private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]{4,}");
  private static final Pattern EXACT =
      Pattern.compile("\\d+|https?:\\S+|\\S+@\\S+\\w|(?<=[\"“])[^\"”]+(?=[\"”])");

  private final JsonMapper json = JsonMapper.builder().build();
  private final ModelJudgeOptions options;
  private final CloseableHttpClient client;
  private final ExecutorService votes;
  private final Map<Lost, LongAdder> lost = new EnumMap<>(Lost.class);
  private final LongAdder given = new LongAdder();
  private final LongAdder ties = new LongAdder();

  public ModelJudge(ModelJudgeOptions options) {
    this.options = options;
    for (Lost one : Lost.values()) {
      lost.put(one, new LongAdder());
    }
    Timeout timeout = Timeout.of(options.timeout());
    this.client =
        HttpClients.custom()
            .disableAutomaticRetries()
            .disableRedirectHandling()
            .setConnectionManager(
                PoolingHttpClientConnectionManagerBuilder.create()
                    .setMaxConnTotal(MAX_CONNECTIONS)
                    .setMaxConnPerRoute(MAX_CONNECTIONS)
                    .setDefaultConnectionConfig(
                        ConnectionConfig.custom()
                            .setConnectTimeout(timeout)
                            .setSocketTimeout(timeout)
                            .build())
                    .build())
            .setDefaultRequestConfig(
                RequestConfig.custom()
                    .setConnectionRequestTimeout(timeout)
                    .setResponseTimeout(timeout)
                    .build())
            .build();
    this.votes =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("judge-vote-", 0).factory());
  }

  /** The model's opinion; never empty. */
  @Override
  public Optional<Opinion> judge(Occasion occasion) {
    List<Future<Vote>> asked;
    try {
      List<java.util.concurrent.Callable<Vote>> calls = new ArrayList<>();
      for (int vote = 0; vote < options.votes(); vote++) {
        int number = vote;
        calls.add(() -> ask(occasion, number));
      }
      asked = votes.invokeAll(calls, options.timeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return Optional.of(unknown("?".repeat(options.votes()), "interrupted while asking"));
    }
    List<Vote> counted = new ArrayList<>();
    List<String> shown = new ArrayList<>();
    String failure = "";
    for (Future<Vote> future : asked) {
      Vote vote = null;
      try {
        vote = future.get();
      } catch (CancellationException late) {
        count(Lost.LATE);
        failure = "no answer within " + options.timeout().toMillis() + " ms";
      } catch (ExecutionException failed) {
        count(lost(failed.getCause()));
        failure = String.valueOf(failed.getMessage());
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        failure = "interrupted while asking";
      }
      if (vote == null) {
        shown.add("?0");
      } else {
        given.increment();
        counted.add(vote);
        shown.add(vote.shown());
      }
    }
    String votesShown = String.join(" ", shown);
    if (counted.isEmpty()) {
      LOG.warn("the judging model {} gave no vote: {}", options.model(), failure);
      return Optional.of(unknown(votesShown, failure));
    }
    return Optional.of(majority(counted, votesShown, occasion));
  }

  private void count(Lost how) {
    Objects.requireNonNull(lost.get(how)).increment();
  }

  private static Lost lost(@Nullable Throwable cause) {
    return switch (cause) {
      case VoteLost known -> known.how;
      // A socket that timed out is late, too; which of the two clocks rings first is chance.
      case InterruptedIOException late -> Lost.LATE;
      case null, default -> Lost.UNREACHABLE;
    };
  }

  /**
   * How many votes were given and lost since the start, by how: {@code given}, {@code late}, {@code
   * refused} (an HTTP status), {@code unparsable}, {@code unreachable}; and {@code ties} among
   * steps.
   */
  public Map<String, Long> counts() {
    Map<String, Long> counts = new TreeMap<>();
    counts.put("given", given.sum());
    counts.put("ties", ties.sum());
    lost.forEach((how, count) -> counts.put(how.name().toLowerCase(Locale.ROOT), count.sum()));
    return counts;
  }

  private Opinion unknown(String shown, String failure) {
    return new Opinion(
        Verdict.UNKNOWN, source(), shown, List.of(), "every vote failed; the last: " + failure);
  }

  private String source() {
    return "model:" + options.model();
  }

  private Opinion majority(List<Vote> counted, String shown, Occasion occasion) {
    Map<Verdict, Integer> counts = new TreeMap<>();
    counted.forEach(vote -> counts.merge(vote.verdict(), 1, Integer::sum));
    int most = counts.values().stream().mapToInt(Integer::intValue).max().orElseThrow();
    List<Verdict> first =
        counts.entrySet().stream()
            .filter(e -> e.getValue() == most)
            .map(Map.Entry::getKey)
            .toList();
    if (first.size() > 1) {
      ties.increment();
      return new Opinion(Verdict.UNKNOWN, source(), shown, List.of(), "the votes are tied");
    }
    Verdict verdict = first.getFirst();
    List<String> hints =
        verdict == Verdict.BAD || verdict == Verdict.NEUTRAL ? hints(counted, occasion) : List.of();
    return new Opinion(
        verdict,
        source(),
        shown,
        hints,
        counted.size() + " of " + options.votes() + " votes counted");
  }

  /** Several votes word one wish several ways: the hint nearest to the others stands for all. */
  private static List<String> hints(List<Vote> counted, Occasion occasion) {
    String said = String.join("\n", occasion.userWords());
    List<String> candidates =
        counted.stream()
            .filter(vote -> vote.verdict() != Verdict.GOOD && vote.hint() != null)
            .map(vote -> vote.hint())
            .filter(hint -> isFrom(said, hint))
            .distinct()
            .limit(Opinion.MAX_HINTS)
            .toList();
    String best = null;
    double bestAgreement = -1;
    for (String candidate : candidates) {
      double agreement = 0;
      for (String other : candidates) {
        agreement += overlap(words(candidate), words(other));
      }
      if (agreement > bestAgreement) {
        bestAgreement = agreement;
        best = candidate;
      }
    }
    return best == null ? List.of() : List.of(best);
  }

  static boolean isFrom(String said, String hint) {
    if (said.isBlank() || hint.isBlank() || hint.length() > Opinion.MAX_HINT_LENGTH) {
      return false;
    }
    String own = said.toLowerCase(Locale.ROOT);
    if (EXACT
        .matcher(hint.toLowerCase(Locale.ROOT))
        .results()
        .anyMatch(r -> !own.contains(r.group()))) {
      return false;
    }
    Set<String> hintWords = words(hint);
    long known = hintWords.stream().filter(words(said)::contains).count();
    return !hintWords.isEmpty() && known >= OWN_WORDS * hintWords.size();
  }

  private static Set<String> words(String text) {
    Set<String> words = new HashSet<>();
    // Five letters are enough of a stem to forgive endings.
    WORD.matcher(text.toLowerCase(Locale.ROOT))
        .results()
        .map(r -> r.group().substring(0, Math.min(5, r.group().length())))
        .forEach(words::add);
    return words;
  }

  private static double overlap(Set<String> one, Set<String> other) {
    Set<String> shared = new HashSet<>(one);
    shared.retainAll(other);
    int union = one.size() + other.size() - shared.size();
    return union == 0 ? 0 : (double) shared.size() / union;
  }

  private Vote ask(Occasion occasion, int number) throws IOException {
    HttpPost post = new HttpPost(options.completions());
    if (options.key() != null) {
      post.setHeader("Authorization", "Bearer " + options.key());
    }
    post.setEntity(
        new StringEntity(
            json.writeValueAsString(JudgePrompt.request(json, options, occasion, number)),
            ContentType.APPLICATION_JSON));
    return client.execute(
        post,
        response -> {
          InputStream stream =
              response.getEntity() == null ? null : response.getEntity().getContent();
          byte[] body =
              stream == null ? new byte[0] : stream.readNBytes(ModelJudgeOptions.MAX_ANSWER);
          if (response.getCode() != 200) {
            throw new VoteLost(
                Lost.REFUSED, "the judging model answered HTTP " + response.getCode());
          }
          return vote(new String(body, StandardCharsets.UTF_8));
        });
  }

  private Vote vote(String body) throws IOException {
    try {
      String text =
          json.readTree(body).path("choices").path(0).path("message").path("content").asString("");
      int from = text.indexOf('{');
      int to = text.lastIndexOf('}');
      if (from < 0 || to < from) {
        throw new VoteLost(Lost.UNPARSABLE, "the judging model gave no JSON object");
      }
      JsonNode answer = json.readTree(text.substring(from, to + 1));
      Verdict verdict =
          switch (answer.path("verdict").asString("").toLowerCase(Locale.ROOT)) {
            case "good", "+1", "1" -> Verdict.GOOD;
            case "neutral", "0" -> Verdict.NEUTRAL;
            case "bad", "-1" -> Verdict.BAD;
            case "unknown" -> Verdict.UNKNOWN;
            default ->
                throw new VoteLost(Lost.UNPARSABLE, "the judging model gave no known verdict");
          };
      JsonNode hint = answer.path("hint");
      return new Vote(
          verdict, hint.isString() ? hint.stringValue().strip().replaceAll("\\s+", " ") : null);
    } catch (JacksonException broken) {
      VoteLost notJson = new VoteLost(Lost.UNPARSABLE, "the judging model's answer is not JSON");
      notJson.initCause(broken);
      throw notJson;
    }
  }

  @Override
  public void close() {
    votes.shutdownNow();
    client.close(CloseMode.IMMEDIATE);
  }

  /** What becomes of a vote that does not count. */
  private enum Lost {
    LATE,
    REFUSED,
    UNPARSABLE,
    UNREACHABLE
  }

  private static final class VoteLost extends IOException {

    private static final long serialVersionUID = 1;

    private final Lost how;

    private VoteLost(Lost how, String message) {
      super(message);
      this.how = how;
    }
  }

  private record Vote(Verdict verdict, @Nullable String hint) {

    String shown() {
      return switch (verdict) {
        case GOOD -> "+1";
        case NEUTRAL -> "0";
        case BAD -> "-1";
        case UNKNOWN -> "?";
      };
    }
  }
}
