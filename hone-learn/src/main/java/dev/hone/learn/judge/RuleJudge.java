package dev.hone.learn.judge;

import dev.hone.core.Verdict;
import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.Role;
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
    if (tools.isPresent() && tools.get().verdict() == Verdict.GOOD && user.isEmpty()) {
      // A tool worked, and a person said something that no rule understands: it may be a protest.
      return occasion.userWords().isEmpty() ? tools : Optional.empty();
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
    ToolOutcome worst = null;
    for (ChatMessage message : occasion.nextState()) {
      if (message.role() == Role.TOOL) {
        ToolOutcome one = ToolOutcome.of(occasion.call(message), message.content());
        // Of several results the worst counts; the enum is in that order.
        worst = worst == null || one.kind().compareTo(worst.kind()) < 0 ? one : worst;
      }
    }
    if (worst == null) {
      return Optional.empty();
    }
    return switch (worst.kind()) {
      case FAILED -> Optional.of(Opinion.rule(Verdict.BAD, "tool-error", worst.reason()));
      case WORKED -> Optional.of(Opinion.rule(Verdict.GOOD, "tool-result", worst.reason()));
      case UNCLEAR -> Optional.empty();
    };
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
