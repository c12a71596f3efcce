package dev.hone.learn.judge;

import dev.hone.core.chat.ToolCall;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What sort of call a result answers, as far as its name and arguments tell.
 *
 * @param isReading shows text that somebody else wrote: what stands in it is no news of the call
 * @param isComparing ends with 1 when what it compares differs
 * @param isSearching ends with 1 when it finds nothing
 * @param isScreen works on a screen: pages, fields, dialogs
 * @param isWeb asks a server, which answers something if it answers
 */
record CallKind(
    boolean isReading, boolean isComparing, boolean isSearching, boolean isScreen, boolean isWeb) {

  private static final CallKind UNKNOWN = new CallKind(false, false, false, false, false);
  private static final Pattern WEB = Pattern.compile("http|fetch|request|graphql|rpc|api");

  private static final Pattern SHELL =
      Pattern.compile("shell|bash|exec|terminal|command|run_|process|powershell|console");
  private static final Pattern SCREEN =
      Pattern.compile(
          "click|tap|type|drag|scroll|goto|navigate|browser|press|hover|upload|screenshot|select_|fill|computer|swipe");
  private static final Pattern READING_TOOL =
      Pattern.compile("^(?:read|view|cat|open|fetch|get)_?(?:file|page|doc)");

  /** A command that shows a text, first in the line or behind "cd … &&". */
  private static final Pattern READING_COMMAND =
      Pattern.compile(
          "(?:^|&&|;|:\\s*\"|\"|\\()\\s*(?:sudo )?(?:cat|tail|head|less|more|bat|sed -n|awk|grep|egrep|rg|ag|find|ls|journalctl"
              + "|git (?:log|show|diff|grep|branch|status)|docker logs|kubectl logs|jq|strings)\\b(?![^\"|;&]*[|;&])");

  private static final Pattern COMPARING =
      Pattern.compile("(?:^|[\\s\"(;&|])(?:diff|cmp|comm|git diff)\\s");
  private static final Pattern SEARCHING =
      Pattern.compile("(?:^|[\\s\"(;&|])(?:grep|egrep|rg|ag|pgrep|which|test|\\[)\\s");

  static CallKind of(@Nullable ToolCall call) {
    if (call == null) {
      return UNKNOWN;
    }
    String name = call.name().toLowerCase(Locale.ROOT);
    String arguments = call.arguments();
    boolean shell = SHELL.matcher(name).find();
    return new CallKind(
        READING_TOOL.matcher(name).find() || (shell && READING_COMMAND.matcher(arguments).find()),
        shell && COMPARING.matcher(arguments).find(),
        shell && SEARCHING.matcher(arguments).find(),
        !shell && SCREEN.matcher(name).find(),
        !shell && WEB.matcher(name).find());
  }
}
