package dev.hone.app.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A part of the configuration that is read key by key. Each getter declares its key with a default
 * and a sentence; what was in the file and never asked for is unknown. Owned by one thread.
 */
final class Section {

  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})\\s*(ms|s|m|h|d)");

  private final String path;
  private final @Nullable JsonNode node;
  private final List<ConfigKey> keys;
  private final Map<String, @Nullable Section> known = new LinkedHashMap<>();

  private Section(String path, @Nullable JsonNode node, List<ConfigKey> keys) {
    this.path = path;
    this.node = node;
    this.keys = keys;
  }

  static Section root(@Nullable JsonNode node) {
    if (node != null && !node.isNull() && !node.isMissingNode() && !node.isObject()) {
      throw new ConfigException("the configuration must be a list of 'key: value' lines");
    }
    return new Section("", node != null && node.isObject() ? node : null, new ArrayList<>());
  }

  /** Every key that was declared so far, in order. */
  List<ConfigKey> keys() {
    return List.copyOf(keys);
  }

  Section section(String name) {
    JsonNode child = node == null ? null : node.get(name);
    if (child != null && !child.isObject() && !child.isNull()) {
      throw new ConfigException(full(name) + " must hold 'key: value' lines, but is " + child);
    }
    Section section =
        new Section(full(name), child != null && child.isObject() ? child : null, keys);
    known.put(name, section);
    return section;
  }

  /** Sections whose names are free, in the order of the file; their keys are not listed. */
  Map<String, Section> named(String name, String about) {
    keys.add(new ConfigKey(full(name), "(none)", about));
    JsonNode child = node == null ? null : node.get(name);
    if (child != null && !child.isObject() && !child.isNull()) {
      throw new ConfigException(full(name) + " must hold 'name: …' lines, but is " + child);
    }
    Section parent =
        new Section(
            full(name), child != null && child.isObject() ? child : null, new ArrayList<>());
    known.put(name, parent);
    Map<String, Section> sections = new LinkedHashMap<>();
    if (parent.node != null) {
      for (String one : parent.node.propertyNames()) {
        sections.put(one, parent.section(one));
      }
    }
    return sections;
  }

  String text(String name, String fallback, String about) {
    JsonNode value = take(name, fallback.isEmpty() ? "(none)" : fallback, about);
    if (value == null) {
      return fallback;
    }
    if (!value.isValueNode()) {
      throw new ConfigException(full(name) + " must be a text, but is " + value);
    }
    return value.asString();
  }

  /** A list of texts; empty when it is not there. */
  List<String> texts(String name, String about) {
    JsonNode value = take(name, "(none)", about);
    if (value == null) {
      return List.of();
    }
    if (!value.isArray()) {
      throw new ConfigException(full(name) + " must be a list such as [a, b], but is " + value);
    }
    List<String> texts = new ArrayList<>();
    for (JsonNode one : value) {
      if (!one.isValueNode()) {
        throw new ConfigException(full(name) + " must be a list of texts, but holds " + one);
      }
      texts.add(one.asString());
    }
    return texts;
  }

  /** Lists of texts whose names are free, in the order of the file; one text is a list of one. */
  Map<String, List<String>> lists(String name, String about) {
    JsonNode value = take(name, "(none)", about);
    Map<String, List<String>> lists = new LinkedHashMap<>();
    if (value == null) {
      return lists;
    }
    if (!value.isObject()) {
      throw new ConfigException(full(name) + " must hold 'name: [a, b]' lines, but is " + value);
    }
    for (String one : value.propertyNames()) {
      JsonNode list = value.get(one);
      if (list.isString()) {
        lists.put(one, List.of(list.asString()));
      } else if (list.isArray() && list.valueStream().allMatch(JsonNode::isString)) {
        lists.put(one, list.valueStream().map(JsonNode::asString).toList());
      } else {
        throw new ConfigException(
            full(name) + "." + one + " must be a list of names such as [a, b], but is " + list);
      }
    }
    return lists;
  }

  /** Texts whose names are free. */
  Map<String, String> pairs(String name) {
    JsonNode value = take(name, "(none)", "");
    Map<String, String> pairs = new LinkedHashMap<>();
    if (value == null) {
      return pairs;
    }
    if (!value.isObject() || !value.valueStream().allMatch(JsonNode::isString)) {
      throw new ConfigException(full(name) + " must hold 'from: to' lines, but is " + value);
    }
    for (String one : value.propertyNames()) {
      pairs.put(one, value.get(one).asString());
    }
    return pairs;
  }

  /** Numbers, switches and texts whose names are free, as they are written. */
  Map<String, String> values(String name, String about) {
    JsonNode value = take(name, "(none)", about);
    Map<String, String> values = new LinkedHashMap<>();
    if (value == null) {
      return values;
    }
    if (!value.isObject() || !value.valueStream().allMatch(JsonNode::isValueNode)) {
      throw new ConfigException(full(name) + " must hold 'name: value' lines, but is " + value);
    }
    for (String one : value.propertyNames()) {
      values.put(one, value.get(one).asString());
    }
    return values;
  }

  boolean flag(String name, boolean fallback, String about) {
    JsonNode value = take(name, Boolean.toString(fallback), about);
    if (value == null) {
      return fallback;
    }
    if (!value.isBoolean()) {
      throw new ConfigException(full(name) + " must be true or false, but is " + value);
    }
    return value.asBoolean();
  }

  int integer(String name, int fallback, int least, int most, String about) {
    JsonNode value = take(name, Integer.toString(fallback), about);
    if (value == null) {
      return fallback;
    }
    if (!value.isIntegralNumber() || !value.canConvertToInt()) {
      throw new ConfigException(full(name) + " must be a whole number, but is " + value);
    }
    return inRange(name, value.asInt(), least, most);
  }

  double number(String name, double fallback, double least, double most, String about) {
    JsonNode value = take(name, Double.toString(fallback), about);
    if (value == null) {
      return fallback;
    }
    if (!value.isNumber()) {
      throw new ConfigException(full(name) + " must be a number, but is " + value);
    }
    double number = value.asDouble();
    if (!(number >= least && number <= most)) {
      throw new ConfigException(
          full(name) + " must be from " + least + " to " + most + ", but is " + number);
    }
    return number;
  }

  Duration duration(String name, Duration fallback, String about) {
    JsonNode value = take(name, write(fallback), about);
    if (value == null) {
      return fallback;
    }
    Matcher matcher = DURATION.matcher(value.asString().strip());
    if (!matcher.matches()) {
      throw new ConfigException(
          full(name) + " must be a time such as 500ms, 30s, 5m, 2h or 1d, but is " + value);
    }
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      default -> Duration.ofDays(amount);
    };
  }

  /** Refuses what nobody asked for, here and below, naming the nearest right key. */
  void finish() {
    if (node != null) {
      for (String name : node.propertyNames()) {
        if (!known.containsKey(name)) {
          throw new ConfigException(
              "unknown key '"
                  + full(name)
                  + "'"
                  + NearestName.of(name, known.keySet())
                      .map(nearest -> "; did you mean '" + full(nearest) + "'?")
                      .orElse("; known here: " + String.join(", ", known.keySet())));
        }
      }
    }
    for (Section section : known.values()) {
      if (section != null) {
        section.finish();
      }
    }
  }

  private int inRange(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new ConfigException(
          full(name) + " must be from " + least + " to " + most + ", but is " + value);
    }
    return value;
  }

  private @Nullable JsonNode take(String name, String fallback, String about) {
    known.put(name, null);
    keys.add(new ConfigKey(full(name), fallback, about));
    JsonNode value = node == null ? null : node.get(name);
    return value == null || value.isNull() ? null : value;
  }

  private String full(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  private static String write(Duration duration) {
    return duration.toMillis() % 1000 == 0
        ? duration.toSeconds() + "s"
        : duration.toMillis() + "ms";
  }
}
