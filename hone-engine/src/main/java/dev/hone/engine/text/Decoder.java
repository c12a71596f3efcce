package dev.hone.engine.text;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** Turns the texts of tokens back into text. */
sealed interface Decoder {

  /** The texts after this stage; joined, they are the result. */
  List<String> apply(List<String> tokens);

  /** What one token stands for on its own, as text or as bytes. */
  Object single(Object token);

  record ByteLevel() implements Decoder {
    @Override
    public List<String> apply(List<String> tokens) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      for (String token : tokens) {
        out.writeBytes(ByteAlphabet.read(token));
      }
      return List.of(out.toString(StandardCharsets.UTF_8));
    }

    @Override
    public Object single(Object token) {
      return token instanceof String text ? ByteAlphabet.read(text) : token;
    }
  }

  record Replace(Pattern pattern, String content) implements Decoder {
    @Override
    public List<String> apply(List<String> tokens) {
      return tokens.stream().map(this::replaced).toList();
    }

    @Override
    public Object single(Object token) {
      return token instanceof String text ? replaced(text) : token;
    }

    private String replaced(String token) {
      return pattern.matcher(token).replaceAll(Matcher.quoteReplacement(content));
    }
  }

  record Fuse() implements Decoder {
    @Override
    public List<String> apply(List<String> tokens) {
      return List.of(String.join("", tokens));
    }

    @Override
    public Object single(Object token) {
      return token;
    }
  }

  /** Runs of byte tokens become their characters, or one replacement for each byte. */
  record ByteFallback() implements Decoder {
    @Override
    public List<String> apply(List<String> tokens) {
      List<String> out = new ArrayList<>();
      ByteArrayOutputStream run = new ByteArrayOutputStream();
      for (String token : tokens) {
        int value = byteOf(token);
        if (value >= 0) {
          run.write(value);
        } else {
          flush(run, out);
          out.add(token);
        }
      }
      flush(run, out);
      return out;
    }

    @Override
    public Object single(Object token) {
      int value = token instanceof String text ? byteOf(text) : -1;
      return value < 0 ? token : new byte[] {(byte) value};
    }

    private static int byteOf(String token) {
      if (token.length() != 6 || !token.startsWith("<0x") || token.charAt(5) != '>') {
        return -1;
      }
      int high = Character.digit(token.charAt(3), 16);
      int low = Character.digit(token.charAt(4), 16);
      return high < 0 || low < 0 ? -1 : high * 16 + low;
    }

    private static void flush(ByteArrayOutputStream run, List<String> out) {
      if (run.size() == 0) {
        return;
      }
      try {
        out.add(
            StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(run.toByteArray()))
                .toString());
      } catch (CharacterCodingException e) {
        out.add("\uFFFD".repeat(run.size())); // what the format says about broken characters
      }
      run.reset();
    }
  }

  /** Takes characters off both ends of every token. */
  record Strip(String content, int start, int stop) implements Decoder {
    @Override
    public List<String> apply(List<String> tokens) {
      return tokens.stream().map(this::stripped).toList();
    }

    @Override
    public Object single(Object token) {
      return token; // speaks of the whole text's ends, which a single token does not know
    }

    private String stripped(String token) {
      int from = 0;
      while (from < start && token.startsWith(content, from)) {
        from++;
      }
      int to = token.length();
      while (token.length() - to < stop && to > from && token.startsWith(content, to - 1)) {
        to--;
      }
      return token.substring(from, to);
    }
  }

  record Metaspace(String replacement, boolean dropFirst) implements Decoder {
    @Override
    public List<String> apply(List<String> tokens) {
      List<String> out = new ArrayList<>(tokens.size());
      for (int i = 0; i < tokens.size(); i++) {
        String token = tokens.get(i);
        boolean drop = i == 0 && dropFirst && token.startsWith(replacement);
        out.add((drop ? token.substring(replacement.length()) : token).replace(replacement, " "));
      }
      return out;
    }

    @Override
    public Object single(Object token) {
      return token instanceof String text ? text.replace(replacement, " ") : token;
    }
  }

  record Sequence(List<Decoder> parts) implements Decoder {
    @Override
    public List<String> apply(List<String> tokens) {
      List<String> result = tokens;
      for (Decoder part : parts) {
        result = part.apply(result);
      }
      return result;
    }

    @Override
    public Object single(Object token) {
      Object result = token;
      for (Decoder part : parts) {
        result = part.single(result);
      }
      return result;
    }
  }

  /** Reads the {@code decoder} field. */
  static Decoder read(JsonNode node, String where) {
    if (Fields.isNull(node)) {
      return new Fuse();
    }
    String type = Fields.type(node, where);
    return switch (type) {
      case "ByteLevel" -> new ByteLevel();
      case "Replace" ->
          new Replace(Normalizer.pattern(node, where), Fields.string(node, "content", where));
      case "Fuse" -> new Fuse();
      case "ByteFallback" -> new ByteFallback();
      case "Strip" -> {
        String content = Fields.string(node, "content", where);
        if (content.length() != 1) {
          throw Fields.bad(where + ".content must be one character");
        }
        yield new Strip(
            content, Fields.integer(node, "start", where), Fields.integer(node, "stop", where));
      }
      case "Metaspace" ->
          new Metaspace(
              Fields.string(node, "replacement", where, "\u2581"),
              !Fields.string(
                      node,
                      "prepend_scheme",
                      where,
                      Fields.flag(node, "add_prefix_space", true) ? "always" : "never")
                  .equals("never"));
      case "Sequence" -> {
        List<Decoder> parts = new ArrayList<>();
        for (JsonNode part : Fields.array(node, "decoders", where)) {
          parts.add(read(part, where + ".decoders"));
        }
        yield new Sequence(List.copyOf(parts));
      }
      default ->
          throw Fields.bad(
              where
                  + ".type '"
                  + type
                  + "' is not supported; supported are ByteLevel, Replace, Fuse, ByteFallback,"
                  + " Strip, Metaspace and Sequence");
    };
  }
}
