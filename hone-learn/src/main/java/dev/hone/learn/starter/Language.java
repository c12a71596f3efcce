package dev.hone.learn.starter;

/** The languages the starter policy can reply in. */
public enum Language {
  ENGLISH("English"),
  GERMAN("German"),
  SPANISH("Spanish"),
  FRENCH("French");

  private final String shown;

  Language(String shown) {
    this.shown = shown;
  }

  /** Its English name, as users write it. */
  public String shown() {
    return shown;
  }

  static Language ofShown(String name) {
    for (Language language : values()) {
      if (language.shown.equals(name)) {
        return language;
      }
    }
    throw new IllegalArgumentException("no such language: " + name);
  }
}
