package dev.hone.engine.constrain;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An object: properties in any order, none twice, the required ones before it closes. */
final class ObjectShape implements Shape {

  /** Most properties of one object that its schema does not name. */
  static final int MAX_EXTRA = 64;

  /** Longest name, in bytes, of a property that the schema does not name. */
  static final int MAX_EXTRA_NAME = 64;

  /**
   * A property that the schema names.
   *
   * @param name as it stands between the quotes, escapes and all
   */
  record Property(byte[] name, Choice value, boolean required) {}

  /** Sorted by name. */
  private final List<Property> properties;

  private final @Nullable Choice extra;

  /**
   * @param extra what properties that are not named must be; null if there may be none
   */
  ObjectShape(List<Property> properties, @Nullable Choice extra) {
    this.properties =
        properties.stream().sorted((a, b) -> Arrays.compareUnsigned(a.name, b.name)).toList();
    this.extra = extra;
  }

  @Override
  public void open(int b, Stack rest, List<Stack> out) {
    if (b == '{') {
      out.add(
          rest.push(new ObjectFrame(this, new BitSet(), Set.of(), ObjectFrame.Place.OPENED, null)));
    }
  }

  @Override
  public @Nullable Least least() {
    int height = 0;
    long length = 2;
    int count = 0;
    for (Property property : properties) {
      if (property.required) {
        Least smallest = property.value.least();
        if (smallest == null) {
          return null;
        }
        height = Math.max(height, smallest.height());
        length += property.name.length + 3 + smallest.length() + (count++ > 0 ? 1 : 0);
      }
    }
    return new Least(height + 1, length);
  }

  @Override
  public void writeLeast(ByteArrayOutputStream out) {
    out.write('{');
    writeMissing(new BitSet(), true, out);
    out.write('}');
  }

  /** Writes the required properties that are not there yet. */
  void writeMissing(BitSet seen, boolean first, ByteArrayOutputStream out) {
    boolean comma = !first;
    for (int i = 0; i < properties.size(); i++) {
      Property property = properties.get(i);
      if (property.required && !seen.get(i)) {
        if (comma) {
          out.write(',');
        }
        comma = true;
        out.write('"');
        out.writeBytes(property.name);
        out.write('"');
        out.write(':');
        property.value.writeLeast(out);
      }
    }
  }

  boolean isComplete(BitSet seen) {
    for (int i = 0; i < properties.size(); i++) {
      if (properties.get(i).required && !seen.get(i)) {
        return false;
      }
    }
    return true;
  }

  List<Property> properties() {
    return properties;
  }

  /**
   * What a property that the schema does not name must be, or null if there may be none (any more).
   *
   * @param depth arrays and objects that are open, this one included
   */
  @Nullable Choice extra(Set<String> extras, int depth) {
    return extra != null && extras.size() < MAX_EXTRA && extra.fits(depth) ? extra : null;
  }

  /** Whether the property may come now. */
  boolean mayName(int index, BitSet seen, int depth) {
    return !seen.get(index) && properties.get(index).value.fits(depth);
  }

  /** The property that is quickest to write, the required ones first; −1 if there is none. */
  int quickest(int low, int high, BitSet seen, int depth) {
    int best = -1;
    long bestCost = Long.MAX_VALUE;
    for (int i = low; i < high; i++) {
      Property property = properties.get(i);
      Least smallest = property.value.least();
      if (smallest != null && mayName(i, seen, depth)) {
        long cost = property.required ? 0 : property.name.length + smallest.length();
        if (cost < bestCost) {
          best = i;
          bestCost = cost;
        }
      }
    }
    return best;
  }

  /** Places inside an object, and what was named so far. */
  record ObjectFrame(
      ObjectShape shape, BitSet seen, Set<String> extras, Place place, @Nullable Choice pending)
      implements Frame {

    enum Place {
      OPENED,
      /** A name was read, the colon is due. */
      NAMED,
      FILLED,
      COMMA,
      COMMA_SPACE
    }

    @Override
    public void step(int b, Stack rest, List<Stack> out) {
      int depth = rest.depth() + 1;
      switch (place) {
        case OPENED -> {
          if (b == '}' && shape.isComplete(seen)) {
            out.add(rest);
          } else if (b == '"' && canName(depth)) {
            out.add(rest.push(this).push(name()));
          }
        }
        case NAMED -> {
          if (b == ':' && pending != null) {
            out.add(rest.push(at(Place.FILLED)).push(new Choice.Due(pending, true)));
          }
        }
        case FILLED -> {
          if (b == '}' && shape.isComplete(seen)) {
            out.add(rest);
          } else if (b == ',' && canName(depth)) {
            out.add(rest.push(at(Place.COMMA)));
          }
        }
        case COMMA, COMMA_SPACE -> {
          if (b == '"') {
            out.add(rest.push(this).push(name()));
          } else if (b == ' ' && place == Place.COMMA) {
            out.add(rest.push(at(Place.COMMA_SPACE)));
          }
        }
      }
    }

    private ObjectFrame at(Place next) {
      return new ObjectFrame(shape, seen, extras, next, null);
    }

    private NameFrame name() {
      return new NameFrame(0, shape.properties.size(), 0, Characters.BETWEEN, "");
    }

    private boolean canName(int depth) {
      return shape.extra(extras, depth) != null
          || shape.quickest(0, shape.properties.size(), seen, depth) >= 0;
    }

    ObjectFrame named(int index) {
      BitSet more = (BitSet) seen.clone();
      more.set(index);
      return new ObjectFrame(shape, more, extras, Place.NAMED, shape.properties.get(index).value);
    }

    ObjectFrame namedExtra(String name, Choice value) {
      Set<String> more = new HashSet<>(extras);
      more.add(name);
      return new ObjectFrame(shape, seen, Set.copyOf(more), Place.NAMED, value);
    }

    @Override
    public Stack finish(Stack rest, ByteArrayOutputStream out) {
      switch (place) {
        case OPENED -> shape.writeMissing(seen, true, out);
        case FILLED -> shape.writeMissing(seen, false, out);
        case NAMED -> {
          out.write(':');
          if (pending != null) {
            pending.writeLeast(out);
          }
          shape.writeMissing(seen, false, out);
        }
        case COMMA, COMMA_SPACE -> {
          out.write('"');
          return name().finish(rest.push(this), out);
        }
      }
      out.write('}');
      return rest;
    }

    @Override
    public boolean isContainer() {
      return true;
    }
  }

  /** The property of exactly this name in [low, high), or −1. */
  int exactly(int low, int high, int length) {
    return low < high && properties.get(low).name.length == length ? low : -1;
  }

  static String nameText(byte[] name) {
    return new String(name, StandardCharsets.ISO_8859_1);
  }
}
