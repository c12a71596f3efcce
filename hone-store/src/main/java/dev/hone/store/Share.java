package dev.hone.store;

/** Who belongs to a share of all: always the same for the same name. */
final class Share {

  private Share() {}

  /** Whether what these parts name together is of the share. */
  static boolean takes(double share, String... parts) {
    long hash = 0xcbf29ce484222325L;
    for (String part : parts) {
      for (int i = 0; i < part.length(); i++) {
        hash = (hash ^ part.charAt(i)) * 0x100000001b3L;
      }
      hash = (hash ^ 0x1F) * 0x100000001b3L;
    }
    // FNV-1a leaves its high bits uneven for short texts; the finalizer of MurmurHash3 mixes them.
    hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
    hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
    hash ^= hash >>> 33;
    return (hash >>> 11) * 0x1.0p-53 < share;
  }
}
