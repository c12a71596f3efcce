package dev.hone.engine.text;

import dev.hone.engine.text.jinja.MarkedText;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A byte-pair tokenizer as {@code tokenizer.json} of a Hugging Face model folder describes it.
 *
 * <p>Added tokens (special ones, and marks such as {@code <tool_call>}) are recognised only where
 * the caller says that the text may hold them; anywhere else they are ordinary characters, so that
 * nobody can forge them. Added tokens that are only white space are recognised everywhere, as they
 * steer nothing.
 *
 * <p>Thread-safe.
 */
public final class Tokenizer {

  private static final byte[] NO_BYTES = {};

  /** What happens to text around the merges. */
  record Stages(
      Normalizer normalizer,
      PreTokenizer preTokenizer,
      Decoder decoder,
      PostProcessor postProcessor) {}

  private final @Nullable String[] tokens;
  private final Map<String, Integer> ids;
  private final boolean[] special;
  private final byte[][] bytes;
  private final BytePairModel model;
  private final Stages stages;
  private final AddedTokenMatcher inRawText;
  private final AddedTokenMatcher inNormalizedText;
  private final List<AddedToken> added;
  private final byte[] source;

  Tokenizer(
      @Nullable String[] tokens,
      List<AddedToken> added,
      BytePairModel model,
      Stages stages,
      byte[] source) {
    this.tokens = tokens;
    this.model = model;
    this.stages = stages;
    this.added = List.copyOf(added);
    this.source = source;
    this.inRawText =
        new AddedTokenMatcher(added.stream().filter(token -> !token.normalized()).toList());
    this.inNormalizedText =
        new AddedTokenMatcher(added.stream().filter(AddedToken::normalized).toList());
    this.ids = HashMap.newHashMap(tokens.length);
    this.special = new boolean[tokens.length];
    this.bytes = new byte[tokens.length][];
    for (int id = 0; id < tokens.length; id++) {
      String token = tokens[id];
      bytes[id] = token == null ? NO_BYTES : bytesOf(token, stages.decoder());
      if (token != null) {
        ids.put(token, id);
      }
    }
    for (AddedToken token : added) {
      special[token.id()] = token.special();
      bytes[token.id()] =
          token.special() ? NO_BYTES : token.content().getBytes(StandardCharsets.UTF_8);
    }
  }

  /**
   * Reads a tokenizer.
   *
   * @throws dev.hone.core.engine.EngineException {@code BAD_MODEL} if the file is missing, broken
   *     or uses something that is not supported; the message names the field
   */
  public static Tokenizer read(Path file) {
    return TokenizerReader.read(file);
  }

  /** Reads a tokenizer from the bytes of its file; errors as for {@link #read(Path)}. */
  public static Tokenizer read(byte[] file) {
    return TokenizerReader.read(file);
  }

  /** Ids of a text from outside: nothing in it becomes a special token. */
  public int[] encode(String text) {
    return encode(text, false);
  }

  /**
   * Ids of a text.
   *
   * @param parseSpecial whether added tokens are recognised in it; true only for text that no user,
   *     tool or model can have written
   */
  public int[] encode(String text, boolean parseSpecial) {
    return encode(parseSpecial ? MarkedText.own(text) : MarkedText.outside(text));
  }

  /** Ids of a text of which only the template's own part may hold added tokens. */
  public int[] encode(MarkedText text) {
    MarkedText whole = wellFormed(text);
    IntList out = new IntList();
    int from = 0;
    while (from < whole.length()) {
      AddedTokenMatcher.Match match = inRawText.next(whole, from, from);
      int to = match == null ? whole.length() : match.from();
      if (to > from) {
        encodeBetween(whole.substring(from, to), from == 0, out);
      }
      if (match == null) {
        break;
      }
      out.add(match.token().id());
      from = match.to();
    }
    return out.toArray();
  }

  /**
   * Ids of a text as other tools encode it on its own: added tokens recognised, and the
   * post-processor's tokens (such as beginning-of-text) around it. Not for chats.
   */
  public int[] encodeWithSpecialTokens(String text) {
    return stages.postProcessor().apply(encode(text, true));
  }

  /** Text without whole-text added tokens: the second kind of them, then pieces and merges. */
  private void encodeBetween(MarkedText text, boolean first, IntList out) {
    boolean wholly = text.isOutside() || text.isOwn(0, text.length());
    // Marks cannot follow characters through normalization, so mixed text is searched before it.
    MarkedText searched = wholly ? normalized(text) : text;
    int from = 0;
    while (from < searched.length()) {
      AddedTokenMatcher.Match match = inNormalizedText.next(searched, from, from);
      int to = match == null ? searched.length() : match.from();
      if (to > from) {
        String part = searched.characters().substring(from, to);
        String ready = wholly ? part : stages.normalizer().apply(part);
        stages
            .preTokenizer()
            .cut(ready, first && from == 0, (piece, start) -> out.addAll(model.encode(piece)));
      }
      if (match == null) {
        break;
      }
      out.add(match.token().id());
      from = match.to();
    }
  }

  private MarkedText normalized(MarkedText text) {
    String characters = stages.normalizer().apply(text.characters());
    return text.isOwn(0, text.length())
        ? MarkedText.own(characters)
        : MarkedText.outside(characters);
  }

  /** Half a surrogate pair has no bytes; it becomes U+FFFD, which has. */
  private static MarkedText wellFormed(MarkedText text) {
    String characters = text.characters();
    for (int i = 0; i < characters.length(); i++) {
      char c = characters.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < characters.length()
          && Character.isLowSurrogate(characters.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(c)) {
        return repaired(text);
      }
    }
    return text;
  }

  private static MarkedText repaired(MarkedText text) {
    MarkedText.Builder out = new MarkedText.Builder();
    String characters = text.characters();
    for (int at = 0; at < characters.length(); ) {
      int point = characters.codePointAt(at);
      int width = Character.charCount(point);
      out.append(
          width == 1 && Character.isSurrogate((char) point)
              ? MarkedText.outside("\uFFFD")
              : text.substring(at, at + width));
      at += width;
    }
    return out.build();
  }

  /**
   * The bytes that a token stands for: perhaps only a part of a character, none for a special token
   * and for an id that means nothing. The array is the caller's own.
   */
  public byte[] bytes(int id) {
    return id >= 0 && id < bytes.length ? bytes[id].clone() : NO_BYTES;
  }

  /** The text of tokens, special ones left out. */
  public String decode(int[] tokenIds) {
    List<String> texts = new ArrayList<>(tokenIds.length);
    for (int id : tokenIds) {
      String token = id >= 0 && id < tokens.length ? tokens[id] : null;
      if (token != null && !special[id]) {
        texts.add(token);
      }
    }
    return String.join("", stages.decoder().apply(texts));
  }

  /** One more than the highest id. */
  public int vocabSize() {
    return tokens.length;
  }

  /**
   * The id of a token by its name in the file (byte-level vocabularies write bytes as stand-ins).
   */
  public OptionalInt id(String token) {
    Integer id = ids.get(token);
    return id == null ? OptionalInt.empty() : OptionalInt.of(id);
  }

  /** A token's name in the file, or null if the id means nothing. */
  public @Nullable String token(int id) {
    return id >= 0 && id < tokens.length ? tokens[id] : null;
  }

  /** Whether a token steers the model and stands for no text. */
  public boolean isSpecial(int id) {
    return id >= 0 && id < special.length && special[id];
  }

  /** Every token that is cut out of text before anything else. */
  public List<AddedToken> addedTokens() {
    return added;
  }

  /** The file that this was read from. */
  byte[] source() {
    return source;
  }

  private static byte[] bytesOf(String token, Decoder decoder) {
    Object single = decoder.single(token);
    return single instanceof byte[] raw ? raw : single.toString().getBytes(StandardCharsets.UTF_8);
  }
}
