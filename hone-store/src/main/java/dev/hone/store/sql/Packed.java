package dev.hone.store.sql;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import dev.hone.store.StoreException;
import dev.hone.store.StoreException.Code;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;

/**
 * Bodies as they are kept: one byte that says how, then the bytes as they are or zstd level 1.
 * Thread-safe.
 *
 * <p>Compressors are used again: making one costs more than compressing a message.
 */
final class Packed implements AutoCloseable {

  private static final int LEVEL = 1;

  /** Shorter bodies do not get smaller. */
  private static final int WORTH_IT = 128;

  /** A body that claims to be larger is damaged: no request is allowed to be as large. */
  private static final long MAX_BODY = 1L << 30;

  private static final byte PLAIN = 0;
  private static final byte ZSTD = 1;

  /** More than these are made for a moment only. */
  private static final int KEPT = 16;

  private final ArrayBlockingQueue<ZstdCompressCtx> idle = new ArrayBlockingQueue<>(KEPT);

  byte[] pack(byte[] body) {
    if (body.length >= WORTH_IT) {
      byte[] packed = compress(body);
      if (packed.length < body.length) {
        return prefixed(ZSTD, packed);
      }
    }
    return prefixed(PLAIN, body);
  }

  private byte[] compress(byte[] body) {
    ZstdCompressCtx compressor = idle.poll();
    if (compressor == null) {
      compressor = new ZstdCompressCtx().setLevel(LEVEL);
    }
    try {
      return compressor.compress(body);
    } finally {
      if (!idle.offer(compressor)) {
        compressor.close();
      }
    }
  }

  @Override
  public void close() {
    for (ZstdCompressCtx one = idle.poll(); one != null; one = idle.poll()) {
      one.close();
    }
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
