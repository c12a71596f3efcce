package dev.hone.gateway.signal;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The signature of a signal: {@code v1=} and HMAC-SHA256, in lower-case hexadecimal digits, of
 * {@code v1:SOURCE:TIMESTAMP:BODY}. The source is in it, so that what was signed for one is not
 * taken for another, also where both have the same secret. Pure.
 */
public final class Signatures {

  static final Duration MOST_AGE = Duration.ofMinutes(5);

  /** A second is cut off by the sender, and clocks differ a little. */
  static final Duration MOST_AHEAD = Duration.ofSeconds(1);

  private static final String VERSION = "v1";
  private static final String ALGORITHM = "HmacSHA256";
  private static final Pattern SHAPE = Pattern.compile(VERSION + "=[0-9a-f]{64}");
  private static final Pattern SECONDS = Pattern.compile("[0-9]{1,12}");

  private Signatures() {}

  /** How a sender signs. */
  public static String of(byte[] secret, String source, String timestamp, byte[] body) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret, ALGORITHM));
      mac.update((VERSION + ':' + source + ':' + timestamp + ':').getBytes(StandardCharsets.UTF_8));
      mac.update(body);
      return VERSION + '=' + HexFormat.of().formatHex(mac.doFinal());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, e);
    }
  }

  /** Whether it could be one; told without a look at the body. */
  static boolean hasShape(String signature) {
    return SHAPE.matcher(signature).matches();
  }

  /** Whether a signal of that time may still be, or be already. */
  static boolean isTimely(String timestamp, Instant now) {
    if (!SECONDS.matcher(timestamp).matches()) {
      return false;
    }
    Instant sent = Instant.ofEpochSecond(Long.parseLong(timestamp));
    return !sent.isBefore(now.minus(MOST_AGE)) && !sent.isAfter(now.plus(MOST_AHEAD));
  }

  /** Takes as long for a wrong one as for a right one. */
  static boolean matches(String expected, String given) {
    return MessageDigest.isEqual(
        expected.getBytes(StandardCharsets.US_ASCII), given.getBytes(StandardCharsets.US_ASCII));
  }
}
