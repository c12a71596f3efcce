package dev.hone.app;

import tools.jackson.databind.json.JsonMapper;

/** The one JSON mapper of this module; immutable. */
public final class Json {

  public static final JsonMapper MAPPER = JsonMapper.builder().build();

  private Json() {}
}
