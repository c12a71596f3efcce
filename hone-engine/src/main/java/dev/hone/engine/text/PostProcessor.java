package dev.hone.engine.text;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** The special tokens that a plain text gets around it, such as a beginning-of-text token. */
record PostProcessor(int[] before, int[] after) {

  private static final int[] NOTHING = {};

  int[] apply(int[] ids) {
    IntList out = new IntList();
    out.addAll(before);
    out.addAll(ids);
    out.addAll(after);
    return out.toArray();
  }

  /** Reads the {@code post_processor} field. */
  static PostProcessor read(JsonNode node, String where) {
    if (Fields.isNull(node)) {
      return new PostProcessor(NOTHING, NOTHING);
    }
    String type = Fields.type(node, where);
    return switch (type) {
      case "ByteLevel" -> new PostProcessor(NOTHING, NOTHING); // only moves offsets
      case "TemplateProcessing" -> template(node, where);
      case "Sequence" -> {
        PostProcessor result = new PostProcessor(NOTHING, NOTHING);
        for (JsonNode part : Fields.array(node, "processors", where)) {
          PostProcessor next = read(part, where + ".processors");
          result =
              new PostProcessor(
                  join(next.before(), result.before()), join(result.after(), next.after()));
        }
        yield result;
      }
      default ->
          throw Fields.bad(
              where
                  + ".type '"
                  + type
                  + "' is not supported; supported are ByteLevel, TemplateProcessing and"
                  + " Sequence");
    };
  }

  private static PostProcessor template(JsonNode node, String where) {
    List<Integer> before = new ArrayList<>();
    List<Integer> after = new ArrayList<>();
    boolean seen = false;
    for (JsonNode piece : Fields.array(node, "single", where)) {
      if (piece.has("Sequence")) {
        seen = true;
        continue;
      }
      JsonNode token = piece.get("SpecialToken");
      if (token == null) {
        throw Fields.bad(where + ".single may hold only Sequence and SpecialToken");
      }
      String name = Fields.string(token, "id", where + ".single");
      JsonNode entry = node.path("special_tokens").get(name);
      if (entry == null) {
        throw Fields.bad(where + ".special_tokens has no '" + name + "'");
      }
      for (JsonNode id : Fields.array(entry, "ids", where + ".special_tokens")) {
        (seen ? after : before).add(id.asInt());
      }
    }
    return new PostProcessor(
        before.stream().mapToInt(Integer::intValue).toArray(),
        after.stream().mapToInt(Integer::intValue).toArray());
  }

  private static int[] join(int[] first, int[] second) {
    IntList out = new IntList();
    out.addAll(first);
    out.addAll(second);
    return out.toArray();
  }
}
