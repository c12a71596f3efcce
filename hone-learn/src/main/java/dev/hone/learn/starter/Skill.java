package dev.hone.learn.starter;

import dev.hone.core.chat.ToolSpec;
import java.util.List;

/** What the starter policy can do with a tool. */
public enum Skill {
  CALENDAR_ADD("calendar_add", "the calendar", "title", "date", "time", "reminder#"),
  CALENDAR_LIST("calendar_list", "the calendar", "date"),
  TIMER("timer_set", "timers", "minutes#", "label"),
  WEATHER("weather_get", "the weather", "city", "units"),
  NOTE("note_add", "notes", "text", "tag"),
  MAIL("mail_send", "mail", "to", "text", "cc"),
  LIGHTS("lights_set", "lights", "room", "state", "brightness#"),
  SEARCH("search_web", "searching the web", "query", "count#"),
  FILE("file_read", "files", "path");

  private final String tool;
  private final String topic;
  private final List<String> parameters;

  Skill(String tool, String topic, String... parameters) {
    this.tool = tool;
    this.topic = topic;
    this.parameters = List.of(parameters);
  }

  /** The tool's name. */
  public String tool() {
    return tool;
  }

  /** How a reply names it that has no such tool. */
  String topic() {
    return topic;
  }

  /** Whether calling it only tells something and changes nothing. */
  boolean onlyReads() {
    return switch (this) {
      case CALENDAR_LIST, WEATHER, SEARCH, FILE -> true;
      case CALENDAR_ADD, TIMER, NOTE, MAIL, LIGHTS -> false;
    };
  }

  boolean numeric(String parameter) {
    return parameters.contains(parameter + "#");
  }

  /** The tool as a prompt lists it. */
  public ToolSpec spec() {
    StringBuilder properties = new StringBuilder();
    for (String parameter : parameters) {
      boolean number = parameter.endsWith("#");
      String name = number ? parameter.substring(0, parameter.length() - 1) : parameter;
      properties
          .append(properties.isEmpty() ? "" : ",")
          .append('"')
          .append(name)
          .append("\":{\"type\":\"")
          .append(number ? "integer" : "string")
          .append("\"}");
    }
    return new ToolSpec(tool, "", "{\"type\":\"object\",\"properties\":{" + properties + "}}");
  }
}
