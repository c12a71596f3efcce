package dev.hone.bench.gateway;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The upstream's answers as bytes on the wire, made once; only numbers and times are written into
 * them when they are sent. Owned by one thread.
 */
final class ScriptedAnswers {

  static final byte[] STREAM_HEAD =
      ascii(
          "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-cache\r\n"
              + "Transfer-Encoding: chunked\r\n\r\n");

  /** The end of every stream: finish reason, usage, the last mark, and the end of the chunks. */
  static final byte[] STREAM_END =
      ascii(
          event("{}", "\"stop\"", "")
              + event(
                  "",
                  "",
                  ",\"usage\":{\"prompt_tokens\":400,\"completion_tokens\":150,"
                      + "\"total_tokens\":550}")
              + chunk("data: [DONE]\n\n")
              + "0\r\n\r\n");

  private final List<byte[]> wholes = new ArrayList<>();
  private final List<List<byte[]>> streams = new ArrayList<>();
  private final byte[] live = ascii(textEvent(Marks.text(0) + " one more word of a long answer "));
  private final int numberInWhole;
  private final int numberInEvent;
  private final int timeInLive;

  ScriptedAnswers(Script script) {
    // The number picks among so many texts; it stands in the first bytes of each of them.
    for (int variant = 0; variant < Script.ANSWERS; variant++) {
      wholes.add(whole(script.answer(variant)));
      streams.add(script.pieces(variant).stream().map(piece -> ascii(textEvent(piece))).toList());
    }
    numberInWhole = Marks.firstNumber(wholes.getFirst());
    numberInEvent = Marks.firstNumber(streams.getFirst().getFirst());
    timeInLive = Marks.firstNumber(live);
  }

  /** A whole answer with its head. */
  static byte[] whole(String answer) {
    String body =
        "{\"id\":\"chatcmpl-scripted\",\"object\":\"chat.completion\",\"created\":1760000000,"
            + "\"model\":\"scripted\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\","
            + "\"content\":\""
            + answer
            + "\",\"refusal\":null},\"logprobs\":null,\"finish_reason\":\"stop\"}],\"usage\":{"
            + "\"prompt_tokens\":400,\"completion_tokens\":150,\"total_tokens\":550},"
            + "\"service_tier\":\"default\",\"system_fingerprint\":\"fp_0123456789\"}";
    return ascii(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
            + body.length()
            + "\r\n\r\n"
            + body);
  }

  private static String textEvent(String text) {
    return event("{\"content\":\"" + text + "\"}", "null", "");
  }

  private static String event(String delta, String finish, String rest) {
    String choice =
        delta.isEmpty()
            ? ""
            : "{\"index\":0,\"delta\":" + delta + ",\"finish_reason\":" + finish + "}";
    return chunk(
        "data: {\"id\":\"chatcmpl-scripted\",\"object\":\"chat.completion.chunk\","
            + "\"created\":1760000000,\"model\":\"scripted\",\"choices\":["
            + choice
            + "]"
            + rest
            + "}\n\n");
  }

  private static String chunk(String text) {
    return Integer.toHexString(text.length()) + "\r\n" + text + "\r\n";
  }

  void putWhole(ByteBuffer out, long number) {
    byte[] answer = wholes.get((int) (number % Script.ANSWERS));
    Marks.write(answer, numberInWhole, number);
    out.put(answer);
  }

  /** Text of a stream. */
  void putEvent(ByteBuffer out, long number, int piece) {
    byte[] event = streams.get((int) (number % Script.ANSWERS)).get(piece);
    if (piece == 0) {
      Marks.write(event, numberInEvent, number);
    }
    out.put(event);
  }

  /**
   * An event that says when it was sent.
   *
   * @param microseconds of {@link System#nanoTime()}, which all processes of a machine share
   */
  void putLive(ByteBuffer out, long microseconds) {
    Marks.write(live, timeInLive, microseconds);
    out.put(live);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
