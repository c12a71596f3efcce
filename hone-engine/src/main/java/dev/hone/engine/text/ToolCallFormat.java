package dev.hone.engine.text;

/**
 * How an answer's text carries tool calls.
 *
 * @param style where a call begins and ends
 * @param open what stands before a call's JSON; empty without marks
 * @param close what stands after it; empty without marks
 * @param padding white space between the marks and the JSON, as the model was taught
 * @param argumentsKey the JSON key of the arguments
 */
public record ToolCallFormat(
    Style style, String open, String close, String padding, String argumentsKey) {

  /** Where a call begins and ends. */
  public enum Style {
    /** {@code open {"name":…,"arguments":{…}} close}, any number of times, after text. */
    MARKED,
    /** The whole answer is one JSON object {@code {"name":…,"parameters":{…}}}. */
    BARE_JSON,
    /** The template tells of no tools. */
    NONE
  }

  /** No tool calls. */
  public static final ToolCallFormat NONE = new ToolCallFormat(Style.NONE, "", "", "", "");

  private static final String OPEN = "<tool_call>";
  private static final String CLOSE = "</tool_call>";

  /** What a chat template teaches, by its text. */
  public static ToolCallFormat detect(String template) {
    if (template.contains(OPEN)) {
      // A line break is written as an escape inside a text, or as itself between tags.
      boolean onLines = template.contains(OPEN + "\\n") || template.contains(OPEN + "\n");
      return new ToolCallFormat(Style.MARKED, OPEN, CLOSE, onLines ? "\n" : "", "arguments");
    }
    boolean bare =
        template.contains("\"parameters\": ")
            && (template.contains("{\"name\": \"")
                || template.contains("{\"name\": function name"));
    return bare ? new ToolCallFormat(Style.BARE_JSON, "", "", "", "parameters") : NONE;
  }
}
