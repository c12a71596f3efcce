package dev.hone.gateway.transfer;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** The logs that can be imported. */
public enum LogFormat {
  /** Conversations, one a line: {@code {"messages": […]}}. */
  CHAT,
  /** The output of an OpenAI batch, with its input beside it. */
  BATCH,
  /** OpenTelemetry spans as JSON (OTLP), with the semantic conventions for generative AI. */
  OTEL,
  /** A session file of OpenClaw. */
  OPENCLAW;

  /** How much of a log is looked at to tell its format. */
  static final int HEAD_BYTES = 1 << 16;

  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Opens a log, whose stream is then owned by the reader.
   *
   * @param file names the log in messages
   * @param format null to tell it by the content
   * @param batchInput the input that belongs to a batch's output, or null
   * @throws TransferException {@code UNKNOWN_FORMAT}; {@code BROKEN} if it cannot be read
   */
  public static LogReader open(
      String file, InputStream in, @Nullable LogFormat format, @Nullable Path batchInput) {
    InputStream log = in;
    LogFormat found = format;
    if (found == null) {
      BufferedInputStream buffered = new BufferedInputStream(in, HEAD_BYTES);
      found = detect(file, head(file, buffered));
      log = buffered;
    }
    if (found != BATCH && batchInput != null) {
      throw new TransferException(
          TransferException.Code.UNKNOWN_FORMAT,
          file + " is a log of format " + found.wireName() + "; --batch-input does not fit it");
    }
    LogFormat of = found;
    return switch (of) {
      case CHAT -> new ChatLog(new LineSource(file, log));
      case OPENCLAW -> new OpenClawLog(new LineSource(file, log));
      case OTEL -> new OtelLog(file, log);
      case BATCH -> {
        if (batchInput == null) {
          throw new TransferException(
              TransferException.Code.UNKNOWN_FORMAT,
              file
                  + " is the output of a batch, which has no prompts; name the batch's input with"
                  + " --batch-input FILE");
        }
        yield BatchLog.open(new LineSource(file, log), batchInput);
      }
    };
  }

  private static byte[] head(String file, BufferedInputStream in) {
    try {
      in.mark(HEAD_BYTES);
      byte[] head = in.readNBytes(HEAD_BYTES);
      in.reset();
      return head;
    } catch (IOException e) {
      throw new TransferException(
          TransferException.Code.BROKEN, file + " cannot be read: " + e.getMessage(), e);
    }
  }

  static LogFormat detect(String file, byte[] head) {
    Map<String, String> fields = topFields(head);
    if (fields.containsKey("resourceSpans")) {
      return OTEL;
    }
    if ("session".equals(fields.get("type"))) {
      return OPENCLAW;
    }
    if (fields.containsKey("custom_id")) {
      if (fields.containsKey("url") || fields.containsKey("body")) {
        throw new TransferException(
            TransferException.Code.UNKNOWN_FORMAT,
            file
                + " is the input of a batch; give the batch's output, and this file with"
                + " --batch-input");
      }
      return BATCH;
    }
    if (fields.containsKey("messages")) {
      return CHAT;
    }
    throw new TransferException(
        TransferException.Code.UNKNOWN_FORMAT,
        file
            + " begins like none of the formats known (chat: {\"messages\":…} a line; batch: an"
            + " OpenAI batch's output; otel: OTLP JSON with resourceSpans; openclaw: a session"
            + " file); name one with --format");
  }

  /** The fields of the first object, as far as they stand in the head, with texts as values. */
  private static Map<String, String> topFields(byte[] head) {
    Map<String, String> fields = new HashMap<>();
    int from = head.length >= 3 && head[0] == (byte) 0xEF ? 3 : 0;
    try (JsonParser parser =
        new JsonFactory().createParser(ObjectReadContext.empty(), head, from, head.length - from)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return fields;
      }
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = parser.currentName();
        fields.put(name, "");
        JsonToken value = parser.nextToken();
        if (value == JsonToken.VALUE_STRING) {
          fields.put(name, parser.getString());
        }
        parser.skipChildren();
      }
    } catch (JacksonException cutOff) {
      // The head ends in the middle of the object; what was seen must do.
      return fields;
    }
    return fields;
  }
}
