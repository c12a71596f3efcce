package dev.hone.gateway.session;

import dev.hone.gateway.dialect.Dialect;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ObjectNode;

/**
 * Tells side calls from the agent's own reasoning where the caller says nothing: by the words with
 * which known programs begin them, and by three forms that a main call hardly has. When in doubt a
 * call is main. Immutable.
 */
public final class SideRules {

  /** The most tokens that a title is asked for with. */
  private static final long TITLE_TOKENS = 256;

  /** The most tokens that somebody who only tests the connection asks for. */
  private static final long PROBE_TOKENS = 5;

  /** What of a system text says what it is for. */
  private static final int HEAD = 600;

  private static final Pattern TITLE =
      Pattern.compile(
          "\\b(?:generate|create|write|provide|produce|output|suggest|give|reply with|respond with"
              + "|come up with|extract|craft)\\b[^.\\n]{0,60}\\b(?:title|name|headline|label|slug)\\b"
              + "[^.\\n]{0,60}\\b(?:conversation|chat|session|thread|discussion|dialogue)\\b"
              + "|\\b(?:conversation|chat|session|thread)[- ](?:title|titles|titling|slug)\\b");

  private static final Pattern SUMMARY =
      Pattern.compile(
          "\\b(?:summari[sz]e|summari[sz]es|summari[sz]ing|summari[sz]ation|summary|condense|compact)"
              + "\\b[^.\\n]{0,60}\\b(?:this|the|our|chat|prior|previous|earlier|above)\\b"
              + "[^.\\n]{0,24}\\b(?:conversation|chat|session|history|dialogue)\\b");

  /** One of these stands in whatever {@link #TITLE} and {@link #SUMMARY} fit. */
  private static final List<String> THE_TALK =
      List.of("conversation", "chat", "session", "thread", "discussion", "dialogue", "history");

  private static final Set<String> PROBES =
      Set.of("quota", "hi", "hello", "hey", "ping", "test", "ok", "1", ".");

  private final List<SideMarker> markers;

  private SideRules(List<SideMarker> markers) {
    this.markers = List.copyOf(markers);
  }

  /** The rules with the markers that ship with Hone. */
  public static SideRules shipped() {
    return new SideRules(SideMarker.shipped());
  }

  /** Why a call is a side call; empty if nothing says so. */
  public Optional<String> reason(Dialect dialect, ObjectNode body) {
    CallText call = CallText.of(dialect, body);
    Beginnings begins = Beginnings.of(call);
    for (SideMarker marker : markers) {
      if (marker.fits(begins)) {
        return Optional.of(marker.reason());
      }
    }
    if (call.tools() > 0) {
      return Optional.empty();
    }
    if (isProbe(call)) {
      return Optional.of("rule probe: one greeting, at most " + PROBE_TOKENS + " tokens asked for");
    }
    if (isTitle(call)) {
      return Optional.of(
          "rule title: the system text asks for the conversation's title in at most "
              + TITLE_TOKENS
              + " tokens, without tools");
    }
    if (call.answers() > 0 && inHead(SUMMARY, call)) {
      return Optional.of(
          "rule summary: the system text asks for a summary of the conversation before it, without"
              + " tools");
    }
    return Optional.empty();
  }

  private static boolean isProbe(CallText call) {
    Long tokens = call.maxTokens();
    return tokens != null
        && tokens <= PROBE_TOKENS
        && call.messages() == 1
        && call.user().size() == 1
        && PROBES.contains(call.user().getFirst().strip().toLowerCase(Locale.ROOT));
  }

  private static boolean isTitle(CallText call) {
    Long tokens = call.maxTokens();
    return tokens != null && tokens <= TITLE_TOKENS && inHead(TITLE, call);
  }

  private static boolean inHead(Pattern pattern, CallText call) {
    return call.system().stream()
        .map(text -> text.substring(0, Math.min(text.length(), HEAD)).toLowerCase(Locale.ROOT))
        .anyMatch(
            head -> THE_TALK.stream().anyMatch(head::contains) && pattern.matcher(head).find());
  }
}
