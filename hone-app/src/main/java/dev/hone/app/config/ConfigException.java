package dev.hone.app.config;

/** A configuration that cannot be used. The message names the key and says what would be right. */
public final class ConfigException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public ConfigException(String message) {
    super(message);
  }
}
