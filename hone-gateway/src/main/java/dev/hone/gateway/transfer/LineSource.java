package dev.hone.gateway.transfer;

import dev.hone.gateway.http.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/** The lines of a stream, each of bounded length. Blank lines are passed over. */
final class LineSource implements AutoCloseable {

  /** The longest line; a conversation with embedded images stays below it. */
  static final int MAX_LINE_BYTES = 64 << 20;

  private static final int BUFFER = 1 << 16;
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  private final String file;
  private final InputStream in;
  private final byte[] buffer = new byte[BUFFER];
  private int at;
  private int end;
  private long consumed;
  private long lineStart;
  private long line;

  LineSource(String file, InputStream in) {
    this.file = file;
    this.in = in;
  }

  /**
   * The next line that is not blank, or null at the end.
   *
   * @throws TransferException {@code BAD_RECORD} for one that is too long (it is skipped), {@code
   *     BROKEN} if the stream fails
   */
  byte @Nullable [] next() {
    while (true) {
      lineStart = consumed + at;
      byte[] one = read();
      if (one == null) {
        return null;
      }
      line++;
      if (!blank(one)) {
        return one;
      }
    }
  }

  /** The next line as a JSON object, or null at the end. */
  @Nullable ObjectNode nextObject() {
    byte[] bytes = next();
    if (bytes == null) {
      return null;
    }
    try {
      if (Json.read(bytes) instanceof ObjectNode object) {
        return object;
      }
    } catch (JacksonException e) {
      throw TransferException.badRecord(origin(), "the line is not valid JSON: " + fault(e), e);
    }
    throw TransferException.badRecord(origin(), "the line is not a JSON object");
  }

  /** What is wrong, without the parser's own way of saying where. */
  static String fault(JacksonException e) {
    String text = e.getOriginalMessage();
    int aside = text.indexOf(" (start marker at ");
    int lines = text.indexOf('\n');
    int end = aside >= 0 ? aside : lines >= 0 ? lines : text.length();
    return text.substring(0, end);
  }

  private byte @Nullable [] read() {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    long length = 0;
    while (true) {
      if (at == end && !fill()) {
        if (length == 0) {
          return null;
        }
        break;
      }
      int from = at;
      while (at < end && buffer[at] != '\n') {
        at++;
      }
      length += at - from;
      if (length <= MAX_LINE_BYTES) {
        whole.write(buffer, from, at - from);
      }
      if (at < end) {
        at++;
        break;
      }
    }
    if (length > MAX_LINE_BYTES) {
      line++;
      throw TransferException.badRecord(
          origin(),
          "the line has " + length + " bytes; at most " + MAX_LINE_BYTES + " are read as one");
    }
    return withoutMark(whole.toByteArray());
  }

  private boolean fill() {
    try {
      consumed += end;
      at = 0;
      end = Math.max(0, in.read(buffer));
      return end > 0;
    } catch (IOException e) {
      throw new TransferException(
          TransferException.Code.BROKEN,
          file + " cannot be read behind line " + line + ": " + e.getMessage(),
          e);
    }
  }

  /** Some editors put a mark before the first line. */
  private byte[] withoutMark(byte[] bytes) {
    int mark = BYTE_ORDER_MARK.length;
    if (line > 0
        || bytes.length < mark
        || !Arrays.equals(bytes, 0, mark, BYTE_ORDER_MARK, 0, mark)) {
      return bytes;
    }
    lineStart += mark;
    return Arrays.copyOfRange(bytes, mark, bytes.length);
  }

  private static boolean blank(byte[] bytes) {
    for (byte one : bytes) {
      if (one != ' ' && one != '\t' && one != '\r') {
        return false;
      }
    }
    return true;
  }

  LoggedCall.Origin origin() {
    return new LoggedCall.Origin(file, line);
  }

  /** Where the line that {@link #next} gave last begins. */
  long lineStart() {
    return lineStart;
  }

  long position() {
    return consumed + at;
  }

  @Override
  public void close() {
    try {
      in.close();
    } catch (IOException e) {
      throw new TransferException(
          TransferException.Code.BROKEN, file + " cannot be closed: " + e.getMessage(), e);
    }
  }
}
