package dev.hone.learn.judge;

import dev.hone.core.Verdict;
import dev.hone.store.Feedback;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Judges by rules, in this order: explicit feedback; the same request again; errors in tool
 * results; the user's corrections, thanks and new requests. Where no rule speaks it is silent: what
 * is not understood is never neutral. Source: learning.md §1.
 *
 * <p>Hints are the user's own sentences about how things should be from now on. They come from user
 * messages and from the comment of a feedback only, never from tool results. A correction of one
 * case ("no, at 5 pm") gives a verdict and no hint.
 */
public final class RuleJudge implements Judge {

  @Override
  public Optional<Opinion> judge(Occasion occasion) {
    Feedback feedback = occasion.feedback();
    if (feedback != null) {
      Optional<Opinion> said = ofFeedback(feedback);
      if (said.isPresent()) {
        return said;
      }
    }
    if (occasion.repeated()) {
      return Optional.of(Opinion.rule(Verdict.BAD, "repeated", "the same request was sent again"));
    }
    Optional<Opinion> user = ofUser(occasion);
    Optional<Opinion> tools = ofTools(occasion);
    if (user.isPresent() && user.get().verdict() == Verdict.BAD) {
      return user;
    }
    return tools.isPresent() ? tools : user;
  }

  private static Optional<Opinion> ofFeedback(Feedback feedback) {
    String comment = feedback.comment() == null ? "" : feedback.comment();
    List<String> hints = UserReply.hints(comment);
    Verdict verdict = feedback.verdict();
    if (verdict == null && feedback.score() != null) {
      double score = feedback.score();
      verdict = score > 0 ? Verdict.GOOD : score < 0 ? Verdict.BAD : Verdict.NEUTRAL;
    }
    if (verdict == null && (feedback.demonstration() != null || !hints.isEmpty())) {
      // Who shows how it should have been says that it was not so.
      verdict = Verdict.BAD;
    }
    if (verdict == null || verdict == Verdict.UNKNOWN) {
      return Optional.empty();
    }
    return Optional.of(
        new Opinion(
            verdict,
            "feedback",
            "",
            verdict == Verdict.GOOD ? List.of() : hints,
            "the user's explicit feedback"));
  }

  private static Optional<Opinion> ofTools(Occasion occasion) {
    List<String> results = occasion.toolResults();
    if (results.isEmpty()) {
      return Optional.empty();
    }
    for (String result : results) {
      Optional<String> error = ToolOutcome.error(result);
      if (error.isPresent()) {
        return Optional.of(Opinion.rule(Verdict.BAD, "tool-error", error.get()));
      }
    }
    return Optional.of(Opinion.rule(Verdict.GOOD, "tool-result", "the tool call worked"));
  }

  private static Optional<Opinion> ofUser(Occasion occasion) {
    List<String> hints = new ArrayList<>();
    UserReply.Kind kind = null;
    for (String words : occasion.userWords()) {
      UserReply reply = UserReply.read(words, occasion.response().content(), occasion.request());
      reply.hints().stream()
          .filter(hint -> !hints.contains(hint) && hints.size() < Opinion.MAX_HINTS)
          .forEach(hints::add);
      // Of several messages the worst news counts; the enum is in that order.
      kind = kind == null || reply.kind().ordinal() < kind.ordinal() ? reply.kind() : kind;
    }
    if (kind == null) {
      return Optional.empty();
    }
    return switch (kind) {
      case REPEATED ->
          Optional.of(Opinion.rule(Verdict.BAD, "repeated", "the user asked the same again"));
      case CORRECTION ->
          Optional.of(
              new Opinion(
                  Verdict.BAD,
                  "rule:correction",
                  "",
                  hints,
                  hints.isEmpty()
                      ? "the user corrected this case"
                      : "the user said how it should be"));
      case CONTENT ->
          Optional.of(Opinion.rule(Verdict.GOOD, "content", "the user thanked or agreed"));
      case MOVED_ON ->
          Optional.of(Opinion.rule(Verdict.GOOD, "moved-on", "the user moved on to a new request"));
      case UNCLEAR -> Optional.empty();
    };
  }
}
