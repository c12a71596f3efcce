package dev.hone.learn.judge;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads raw HTTP answers and pages. A status under 400 proves nothing when the body speaks of an
 * error; a redirect is no answer yet.
 */
final class HttpOutcome {

  private static final Pattern STATUS_LINE =
      Pattern.compile("\\AHTTP(?:/[\\d.]+)?\\s+([1-5]\\d\\d)\\b[^\\n]*");
  private static final Pattern BODY = Pattern.compile("\\r?\\n\\r?\\n");
  private static final Pattern TITLE =
      Pattern.compile("(?is)<title>\\s*(?:error\\s+)?([45]\\d\\d)\\b");
  private static final Pattern REFUSED = Pattern.compile("(?m)^curl: \\(\\d+\\) ");

  private static final int ACCEPTED = 202;
  private static final int NOT_MODIFIED = 304;

  private HttpOutcome() {}

  /** Empty if it is no HTTP, or a body that must be read like any other text. */
  static Optional<ToolOutcome> read(String text) {
    Matcher title = TITLE.matcher(text);
    if (title.find()) {
      return Optional.of(ToolOutcome.failed("a page that says " + title.group(1)));
    }
    if (REFUSED.matcher(text).find()) {
      return Optional.of(ToolOutcome.failed("the server was not reached"));
    }
    Matcher line = STATUS_LINE.matcher(text);
    if (!line.find()) {
      return Optional.empty();
    }
    int status = Integer.parseInt(line.group(1));
    if (status >= 400) {
      return Optional.of(ToolOutcome.failed("HTTP status " + status));
    }
    if (status >= 300 && status != NOT_MODIFIED) {
      return Optional.of(ToolOutcome.unclear("led to another address"));
    }
    if (status == ACCEPTED || status == NOT_MODIFIED) {
      return Optional.of(ToolOutcome.worked());
    }
    Matcher body = BODY.matcher(text);
    return body.find()
        ? JsonOutcome.read(text.substring(body.end()).strip())
            .or(() -> Optional.of(ToolOutcome.worked()))
        : Optional.of(ToolOutcome.worked());
  }
}
