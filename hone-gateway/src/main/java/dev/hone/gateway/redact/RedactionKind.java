package dev.hone.gateway.redact;

import java.util.Locale;

/** What is found by its form. */
public enum RedactionKind {
  EMAIL,
  /** International numbers, national ones with a leading zero or an area code. */
  PHONE,
  /** With a right checksum. */
  IBAN,
  /** 13 to 19 digits with a right checksum (Luhn's). */
  CARD,
  /** Versions 4 and 6. */
  IP,
  /** API keys by their prefixes, bearer tokens, values of settings named like secrets. */
  SECRET,
  /** JSON web tokens. */
  JWT,
  /** PEM blocks. */
  PRIVATE_KEY;

  /** The word in the placeholder. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
