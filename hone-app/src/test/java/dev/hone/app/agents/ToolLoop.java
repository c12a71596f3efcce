package dev.hone.app.agents;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The script: does the actions of a turn's task one after the other with whatever tools the program
 * offers, then says that it is done. On the side it says a short text.
 */
final class ToolLoop implements Function<SeenCall, Reply> {

  /** Programs change ids, so the mark is looked for in any form of one. */
  private static final Pattern MARK = Pattern.compile("(?:call|toolu)_?(c\\d{6})");

  private static final int BIG_LINES = 900;

  @Override
  public Reply apply(SeenCall call) {
    Truth truth = Truth.of(call);
    Task task = truth.task();
    if (task == null) {
      return Reply.text(aside(call, truth));
    }
    int done = done(call.messages(), truth.begins());
    if (done >= task.actions().size()) {
      return Reply.text(
          "Done with turn %d of %s. (%s)".formatted(task.turn(), task.session(), call.mark()));
    }
    return calling(call, task, task.actions().get(done));
  }

  /** Each of our answers with calls has a mark of its own. */
  private static int done(List<JsonNode> messages, int begins) {
    Set<String> marks = new HashSet<>();
    for (JsonNode message : messages.subList(begins + 1, messages.size())) {
      Matcher matcher = MARK.matcher(message.toString());
      while (matcher.find()) {
        marks.add(matcher.group(1));
      }
    }
    return marks.size();
  }

  private static String aside(SeenCall call, Truth truth) {
    String about = truth.session() == null ? "nothing" : "((day " + truth.session() + " turn 0: ))";
    boolean json = call.body().toString().contains("json_schema");
    return json
        ? "{\"title\":\"About " + about + " " + call.mark() + "\"}"
        : "<summary>\nAbout " + about + ". (" + call.mark() + ")\n</summary>";
  }

  private static Reply calling(SeenCall call, Task task, String action) {
    String file = "notes-" + task.session() + ".txt";
    Optional<Reply> reply =
        switch (action) {
          case "write" -> write(call, task, file);
          case "read" -> read(call, file);
          case "run" -> shell(call, "echo turn " + task.turn() + " of " + task.session());
          case "big" -> shell(call, "seq 1 " + BIG_LINES + " | sed 's/$/ lines of output/'");
          case "both" ->
              both(
                  shell(call, "echo one " + task.session()),
                  shell(call, "echo two " + task.session()));
          case "delegate" -> delegate(call, task);
          default -> throw new IllegalArgumentException("the script knows no '" + action + "'");
        };
    return reply.orElseGet(
        () -> Reply.text("There is no tool for " + action + " here. (" + call.mark() + ")"));
  }

  private static Optional<Reply> both(Optional<Reply> one, Optional<Reply> two) {
    return one.flatMap(
        first ->
            two.map(
                second ->
                    new Reply(
                        "",
                        Stream.concat(first.calls().stream(), second.calls().stream()).toList())));
  }

  private static ObjectNode object() {
    return JsonMapper.shared().createObjectNode();
  }

  private static Optional<Reply> write(SeenCall call, Task task, String file) {
    String text = "Turn " + task.turn() + "\n";
    if (has(call, "Write")) {
      return Optional.of(one("Write", object().put("file_path", "./" + file).put("content", text)));
    }
    if (has(call, "write_file")) {
      return Optional.of(one("write_file", object().put("file_path", file).put("content", text)));
    }
    if (has(call, "write")) {
      return Optional.of(one("write", object().put("path", file).put("content", text)));
    }
    return shell(call, "echo Turn " + task.turn() + " > " + file);
  }

  private static Optional<Reply> read(SeenCall call, String file) {
    if (has(call, "Read")) {
      return Optional.of(one("Read", object().put("file_path", "./" + file)));
    }
    if (has(call, "read_file")) {
      return Optional.of(one("read_file", object().put("file_path", file)));
    }
    if (has(call, "read")) {
      return Optional.of(one("read", object().put("path", file)));
    }
    return shell(call, "cat " + file);
  }

  private static Optional<Reply> shell(SeenCall call, String command) {
    if (has(call, "exec_command")) {
      return Optional.of(one("exec_command", object().put("cmd", command)));
    }
    if (has(call, "run_shell_command")) {
      return Optional.of(
          one(
              "run_shell_command",
              object()
                  .put("command", command)
                  .put("description", "as asked")
                  .put("is_background", false)));
    }
    return Stream.of("Bash", "bash", "exec")
        .filter(name -> has(call, name))
        .findFirst()
        .map(name -> one(name, object().put("command", command)));
  }

  private static Optional<Reply> delegate(SeenCall call, Task task) {
    String prompt = Task.of(task.session(), task.turn(), "run").text();
    return Stream.of("Agent", "Task", "agent")
        .filter(name -> has(call, name))
        .findFirst()
        .map(
            name ->
                one(
                    name,
                    object()
                        .put("description", "a part of it")
                        .put("prompt", prompt)
                        .put("subagent_type", "general-purpose")));
  }

  private static Reply one(String tool, ObjectNode arguments) {
    return Reply.calling(new Reply.Call(tool, arguments.toString()));
  }

  private static boolean has(SeenCall call, String name) {
    return call.body()
        .path("tools")
        .valueStream()
        .anyMatch(
            tool ->
                tool.path("name").asString("").equals(name)
                    || tool.path("function").path("name").asString("").equals(name));
  }
}
