package dev.hone.engine.text;

import dev.hone.core.engine.EngineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads {@code tokenizer.json} into a {@link Tokenizer}. */
final class TokenizerReader {

  /** Real files are up to 35 MB. */
  private static final long LARGEST_FILE = 256L << 20;

  /** No model has more tokens; keeps a broken id from filling the memory. */
  private static final int LARGEST_ID = 4_000_000;

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private TokenizerReader() {}

  static Tokenizer read(Path file) {
    byte[] bytes;
    try {
      if (Files.size(file) > LARGEST_FILE) {
        throw Fields.bad(file + " is larger than " + (LARGEST_FILE >> 20) + " MB");
      }
      bytes = Files.readAllBytes(file);
    } catch (IOException e) {
      throw new EngineException(
          EngineException.Code.BAD_MODEL,
          "the tokenizer file "
              + file
              + " cannot be read ("
              + e.getClass().getSimpleName()
              + "); a model folder needs a readable tokenizer.json",
          e);
    }
    return read(bytes);
  }

  static Tokenizer read(byte[] bytes) {
    JsonNode root;
    try {
      root = JSON.readTree(bytes);
    } catch (JacksonException e) {
      throw new EngineException(
          EngineException.Code.BAD_MODEL,
          "tokenizer.json: not valid JSON: " + e.getOriginalMessage() + "; fetch the file again",
          e);
    }
    if (root == null || !root.isObject()) {
      throw Fields.bad("must hold a JSON object; fetch the file again");
    }
    JsonNode model = root.get("model");
    if (model == null || !model.isObject()) {
      throw Fields.bad("model is missing");
    }
    requireSupported(model);
    List<AddedToken> added = addedTokens(root);
    Map<String, Integer> vocabulary = vocabulary(model);
    String[] tokens = byId(vocabulary, added);
    // No text may turn into a special token, whatever the merges say.
    Set<String> special = new HashSet<>();
    for (AddedToken token : added) {
      if (token.special()) {
        vocabulary.remove(token.content());
        special.add(token.content());
      }
    }
    MergeTable merges = merges(model, vocabulary, special);
    BytePairModel pairs =
        new BytePairModel(
            vocabulary,
            merges,
            Fields.flag(model, "ignore_merges", false),
            unknown(model, added, vocabulary));
    return new Tokenizer(
        tokens,
        added,
        pairs,
        new Tokenizer.Stages(
            Normalizer.read(root.path("normalizer"), "normalizer"),
            PreTokenizer.read(root.path("pre_tokenizer"), "pre_tokenizer"),
            Decoder.read(root.path("decoder"), "decoder"),
            PostProcessor.read(root.path("post_processor"), "post_processor")),
        bytes);
  }

  private static void requireSupported(JsonNode model) {
    String type = Fields.string(model, "type", "model", "BPE");
    if (!type.equals("BPE")) {
      throw Fields.bad("model.type '" + type + "' is not supported; supported is BPE");
    }
    for (String field : List.of("continuing_subword_prefix", "end_of_word_suffix")) {
      if (!Fields.string(model, field, "model", "").isEmpty()) {
        throw Fields.bad("model." + field + " is not supported; it must be null or empty");
      }
    }
    JsonNode dropout = model.path("dropout");
    if (dropout.isNumber() && dropout.doubleValue() != 0) {
      throw Fields.bad("model.dropout is not supported; it must be null or 0");
    }
  }

  private static List<AddedToken> addedTokens(JsonNode root) {
    List<AddedToken> added = new ArrayList<>();
    JsonNode list = root.path("added_tokens");
    if (Fields.isNull(list)) {
      return added;
    }
    for (JsonNode node : Fields.array(root, "added_tokens", "tokenizer")) {
      String content = Fields.string(node, "content", "added_tokens");
      if (content.isEmpty()) {
        throw Fields.bad("added_tokens.content must not be empty");
      }
      added.add(
          new AddedToken(
              checkedId(Fields.integer(node, "id", "added_tokens"), content),
              content,
              Fields.flag(node, "special", false),
              Fields.flag(node, "single_word", false),
              Fields.flag(node, "lstrip", false),
              Fields.flag(node, "rstrip", false),
              Fields.flag(node, "normalized", !Fields.flag(node, "special", false))));
    }
    return added;
  }

  private static int checkedId(int id, String token) {
    if (id < 0 || id > LARGEST_ID) {
      throw Fields.bad("the id " + id + " of '" + token + "' is not in 0.." + LARGEST_ID);
    }
    return id;
  }

  private static Map<String, Integer> vocabulary(JsonNode model) {
    JsonNode node = model.get("vocab");
    if (node == null || !node.isObject()) {
      throw Fields.bad("model.vocab must be an object of token to id");
    }
    Map<String, Integer> vocabulary = HashMap.newHashMap(node.size());
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      if (!entry.getValue().isInt()) {
        throw Fields.bad("model.vocab: the id of '" + entry.getKey() + "' must be a whole number");
      }
      vocabulary.put(entry.getKey(), checkedId(entry.getValue().intValue(), entry.getKey()));
    }
    return vocabulary;
  }

  private static String[] byId(Map<String, Integer> vocabulary, List<AddedToken> added) {
    int highest = -1;
    for (int id : vocabulary.values()) {
      highest = Math.max(highest, id);
    }
    for (AddedToken token : added) {
      highest = Math.max(highest, token.id());
    }
    String[] tokens = new String[highest + 1];
    vocabulary.forEach((token, id) -> tokens[id] = token);
    for (AddedToken token : added) {
      tokens[token.id()] = token.content();
    }
    return tokens;
  }

  private static MergeTable merges(
      JsonNode model, Map<String, Integer> vocabulary, Set<String> special) {
    JsonNode list = Fields.array(model, "merges", "model");
    MergeTable merges = new MergeTable(list.size());
    int rank = 0;
    for (JsonNode node : list) {
      String left;
      String right;
      if (node.isArray() && node.size() == 2) {
        left = node.get(0).asString();
        right = node.get(1).asString();
      } else if (node.isString() && node.stringValue().indexOf(' ', 1) > 0) {
        String pair = node.stringValue();
        int blank = pair.indexOf(' ', 1);
        left = pair.substring(0, blank);
        right = pair.substring(blank + 1);
      } else {
        throw Fields.bad("model.merges: entry " + rank + " must be \"a b\" or [\"a\", \"b\"]");
      }
      String merged = left + right;
      Integer leftId = vocabulary.get(left);
      Integer rightId = vocabulary.get(right);
      Integer result = vocabulary.get(merged);
      if (leftId != null && rightId != null && result != null) {
        merges.put(leftId, rightId, rank, result);
      } else if (!special.contains(left) && !special.contains(right) && !special.contains(merged)) {
        throw Fields.bad(
            "model.merges: entry " + rank + " speaks of a token that is not in model.vocab");
      }
      rank++;
    }
    return merges;
  }

  private static BytePairModel.Unknown unknown(
      JsonNode model, List<AddedToken> added, Map<String, Integer> vocabulary) {
    String token = Fields.string(model, "unk_token", "model", "");
    int id = -1;
    if (!token.isEmpty()) {
      id = vocabulary.getOrDefault(token, -1);
      for (AddedToken candidate : added) {
        if (candidate.content().equals(token)) {
          id = candidate.id();
        }
      }
      if (id < 0) {
        throw Fields.bad("model.unk_token '" + token + "' is not in the vocabulary");
      }
    }
    return new BytePairModel.Unknown(
        Fields.flag(model, "byte_fallback", false), id, Fields.flag(model, "fuse_unk", false));
  }
}
