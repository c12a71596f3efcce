package dev.hone.engine.text;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes the tokenizer files of a model folder in Hugging Face's layout. */
public final class TokenizerFiles {

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private TokenizerFiles() {}

  /**
   * What {@code tokenizer_config.json} says.
   *
   * @param endToken ends an answer
   * @param padToken fills batches
   * @param beginToken begins a text, if the model has such a token
   */
  public record Config(
      String endToken,
      String padToken,
      @Nullable String beginToken,
      String chatTemplate,
      int longestContext) {}

  /**
   * Writes {@code tokenizer.json}, {@code tokenizer_config.json} and {@code chat_template.jinja}.
   *
   * @throws IOException if the folder cannot be written
   */
  public static void write(Path folder, BpeTrainer.Learned learned, Config config)
      throws IOException {
    Files.createDirectories(folder);
    Files.write(folder.resolve("tokenizer.json"), learned.tokenizerJson());
    Files.write(folder.resolve("tokenizer_config.json"), configJson(config));
    Files.write(
        folder.resolve("chat_template.jinja"),
        config.chatTemplate().getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] configJson(Config config) {
    ObjectNode root = JSON.createObjectNode();
    root.put("tokenizer_class", "PreTrainedTokenizerFast");
    root.put("model_max_length", config.longestContext());
    if (config.beginToken() == null) {
      root.putNull("bos_token");
    } else {
      root.put("bos_token", config.beginToken());
    }
    root.put("eos_token", config.endToken());
    root.put("pad_token", config.padToken());
    root.putNull("unk_token");
    root.put("clean_up_tokenization_spaces", false);
    root.put("chat_template", config.chatTemplate());
    return JSON.writeValueAsBytes(root);
  }

  static byte[] tokenizerJson(BpeTrainer.Learned learned) {
    ObjectNode root = JSON.createObjectNode();
    root.put("version", "1.0");
    root.putNull("truncation");
    root.putNull("padding");
    ArrayNode added = root.putArray("added_tokens");
    List<BpeTrainer.Added> tokens = learned.settings().addedTokens();
    for (int id = 0; id < tokens.size(); id++) {
      ObjectNode token = added.addObject();
      token.put("id", id);
      token.put("content", tokens.get(id).content());
      token.put("single_word", false);
      token.put("lstrip", false);
      token.put("rstrip", false);
      token.put("normalized", false);
      token.put("special", tokens.get(id).special());
    }
    root.putNull("normalizer");
    preTokenizer(root.putObject("pre_tokenizer"), learned.settings().pattern());
    root.putNull("post_processor");
    byteLevel(root.putObject("decoder"));
    ObjectNode model = root.putObject("model");
    model.put("type", "BPE");
    model.putNull("dropout");
    model.putNull("unk_token");
    model.putNull("continuing_subword_prefix");
    model.putNull("end_of_word_suffix");
    model.put("fuse_unk", false);
    model.put("byte_fallback", false);
    model.put("ignore_merges", false);
    ObjectNode vocabulary = model.putObject("vocab");
    for (int id = 0; id < learned.vocabulary().size(); id++) {
      vocabulary.put(learned.vocabulary().get(id), id);
    }
    ArrayNode merges = model.putArray("merges");
    for (BpeTrainer.Merge merge : learned.merges()) {
      merges.add(merge.left() + " " + merge.right());
    }
    return JSON.writeValueAsBytes(root);
  }

  private static void preTokenizer(ObjectNode node, String pattern) {
    node.put("type", "Sequence");
    ArrayNode parts = node.putArray("pretokenizers");
    ObjectNode split = parts.addObject();
    split.put("type", "Split");
    split.putObject("pattern").put("Regex", pattern);
    split.put("behavior", "Isolated");
    split.put("invert", false);
    byteLevel(parts.addObject());
  }

  private static void byteLevel(ObjectNode node) {
    node.put("type", "ByteLevel");
    node.put("add_prefix_space", false);
    node.put("trim_offsets", false);
    node.put("use_regex", false);
  }
}
