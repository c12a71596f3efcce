package dev.hone.app.chat;

import dev.hone.app.Json;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The starter policy's tools, played by this process so that one can try them: a calendar that
 * remembers, weather that depends on the city's name, mail that goes nowhere. Owned by one thread.
 */
final class ToyTools {

  private static final double FAHRENHEIT_PER_CELSIUS = 1.8;
  private static final int FAHRENHEIT_AT_ZERO = 32;
  private static final int KELVIN_AT_ZERO = 273;
  private static final int COLDEST = -5;
  private static final int SPAN = 35;

  private record Event(String title, String date, String time) {}

  private final List<Event> events = new ArrayList<>();

  /** What the tool gives back, as JSON. */
  String call(String name, String arguments) {
    JsonNode given;
    try {
      given = Json.MAPPER.readTree(arguments);
    } catch (JacksonException e) {
      return error("the arguments are not JSON");
    }
    ObjectNode result = Json.MAPPER.createObjectNode();
    switch (name) {
      case "calendar_add" -> {
        events.add(new Event(text(given, "title"), text(given, "date"), text(given, "time")));
        result.put("ok", true);
      }
      case "calendar_list" -> {
        var list = result.putArray("events");
        events.stream()
            .filter(event -> event.date.equals(text(given, "date")))
            .forEach(e -> list.addObject().put("title", e.title).put("time", e.time));
      }
      case "weather_get" -> {
        String units = given.path("units").asString("celsius");
        int celsius = COLDEST + Math.floorMod(text(given, "city").hashCode(), SPAN);
        result.put("temperature", convert(celsius, units)).put("units", units);
      }
      case "search_web" ->
          result
              .putArray("results")
              .add("about " + text(given, "query"))
              .add("more on " + text(given, "query"));
      case "file_read" -> {
        return error("not found");
      }
      case "timer_set", "note_add", "mail_send", "lights_set" -> result.put("ok", true);
      default -> {
        return error("unknown tool");
      }
    }
    return result.toString();
  }

  private static int convert(int celsius, String units) {
    return switch (units) {
      case "fahrenheit" -> (int) Math.round(celsius * FAHRENHEIT_PER_CELSIUS) + FAHRENHEIT_AT_ZERO;
      case "kelvin" -> celsius + KELVIN_AT_ZERO;
      default -> celsius;
    };
  }

  private static String text(JsonNode given, String name) {
    return given.path(name).asString("");
  }

  private static String error(String what) {
    return Json.MAPPER.createObjectNode().put("error", what).toString();
  }
}
