package dev.hone.store.sql;

import com.github.luben.zstd.Zstd;
import dev.hone.store.StoreException;
import dev.hone.store.StoreException.Code;
import java.util.Arrays;

/** Bodies as they are kept: one byte that says how, then the bytes as they are or zstd level 1. */
final class Packed {

  private static final int LEVEL = 1;

  /** Shorter bodies do not get smaller. */
  private static final int WORTH_IT = 128;

  /** A body that claims to be larger is damaged: no request is allowed to be as large. */
  private static final long MAX_BODY = 1L << 30;

  private static final byte PLAIN = 0;
  private static final byte ZSTD = 1;

  private Packed() {}

  static byte[] pack(byte[] body) {
    if (body.length >= WORTH_IT) {
      byte[] packed = Zstd.compress(body, LEVEL);
      if (packed.length < body.length) {
        return prefixed(ZSTD, packed);
      }
    }
    return prefixed(PLAIN, body);
  }

  static byte[] unpack(byte[] packed) {
    if (packed.length == 0) {
      throw damaged("it is empty");
    }
    byte[] rest = Arrays.copyOfRange(packed, 1, packed.length);
    return switch (packed[0]) {
      case PLAIN -> rest;
      case ZSTD -> {
        long size = Zstd.getFrameContentSize(rest);
        if (size < 0 || size > MAX_BODY) {
          throw damaged("its size reads " + size);
        }
        yield Zstd.decompress(rest, (int) size);
      }
      default -> throw damaged("its first byte is " + packed[0]);
    };
  }

  private static byte[] prefixed(byte how, byte[] body) {
    byte[] result = new byte[body.length + 1];
    result[0] = how;
    System.arraycopy(body, 0, result, 1, body.length);
    return result;
  }

  private static StoreException damaged(String why) {
    return new StoreException(
        Code.CORRUPT, "a stored body cannot be read: " + why + "; restore the database file");
  }
}
