package dev.hone.engine.constrain;

import dev.hone.engine.constrain.ObjectShape.ObjectFrame;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Inside the name of a property; its object lies below.
 *
 * <p>Names that the schema does not know may hold only escapes that stand for one character in one
 * way, so that two spellings never mean the same name.
 *
 * @param low first property whose name agrees with what was read
 * @param high after the last such property
 * @param at bytes read
 * @param state of {@link Characters} for a name that the schema does not know; {@link
 *     Characters#REFUSED} if it cannot be one
 * @param free what was read, one char for each byte; empty if it cannot be such a name
 */
record NameFrame(int low, int high, int at, int state, String free) implements Frame {

  private static final String PLAIN_ESCAPES = "\"\\nrt";

  @Override
  public void step(int b, Stack rest, List<Stack> out) {
    ObjectFrame object = (ObjectFrame) rest.top();
    ObjectShape shape = object.shape();
    int depth = rest.depth();
    int exact = shape.exactly(low, high, at);
    if (b == '"' && (exact >= 0 || state == Characters.BETWEEN)) {
      Stack below = rest.rest();
      if (exact >= 0) {
        if (shape.mayName(exact, object.seen(), depth)) {
          out.add(below.push(object.named(exact)));
        }
      } else {
        Choice value = extra(object, depth);
        if (value != null && !object.extras().contains(free)) {
          out.add(below.push(object.namedExtra(free, value)));
        }
      }
      return;
    }
    int from = low;
    while (from < high && compare(shape, from, b) < 0) {
      from++;
    }
    int to = from;
    while (to < high && compare(shape, to, b) == 0) {
      to++;
    }
    int next = nextFree(b, object, depth);
    if (next != Characters.REFUSED) {
      out.add(rest.push(new NameFrame(from, to, at + 1, next, free + (char) b)));
    } else if (shape.quickest(from, to, object.seen(), depth) >= 0) {
      out.add(rest.push(new NameFrame(from, to, at + 1, Characters.REFUSED, "")));
    }
  }

  private int compare(ObjectShape shape, int index, int b) {
    byte[] name = shape.properties().get(index).name();
    return name.length <= at ? -1 : Integer.compare(name[at] & 0xFF, b);
  }

  private int nextFree(int b, ObjectFrame object, int depth) {
    if (state == Characters.REFUSED || extra(object, depth) == null) {
      return Characters.REFUSED;
    }
    boolean escaped = state != Characters.BETWEEN && free.endsWith("\\");
    if (escaped && PLAIN_ESCAPES.indexOf(b) < 0) {
      return Characters.REFUSED;
    }
    boolean full = at >= ObjectShape.MAX_EXTRA_NAME && state == Characters.BETWEEN;
    if (full && !isTaken(object, free)) {
      return Characters.REFUSED;
    }
    return Characters.next(state, b);
  }

  private static @Nullable Choice extra(ObjectFrame object, int depth) {
    return object.shape().extra(object.extras(), depth);
  }

  /** Whether the object has this name already, or knows it but cannot take it here. */
  private static boolean isTaken(ObjectFrame object, String name) {
    Set<String> extras = object.extras();
    return extras.contains(name)
        || object.shape().properties().stream()
            .anyMatch(property -> ObjectShape.nameText(property.name()).equals(name));
  }

  @Override
  public Stack finish(Stack rest, ByteArrayOutputStream out) {
    ObjectFrame object = (ObjectFrame) rest.top();
    ObjectShape shape = object.shape();
    int depth = rest.depth();
    int known = shape.quickest(low, high, object.seen(), depth);
    ObjectFrame named;
    if (known >= 0) {
      byte[] name = shape.properties().get(known).name();
      out.write(name, at, name.length - at);
      named = object.named(known);
    } else {
      Choice value = extra(object, depth);
      if (value == null) {
        throw new IllegalStateException("no name is possible");
      }
      ByteArrayOutputStream tail = new ByteArrayOutputStream();
      Characters.finish(state, tail);
      String name = free + ObjectShape.nameText(tail.toByteArray());
      while (isTaken(object, name)) {
        tail.write('a');
        name += "a";
      }
      out.writeBytes(tail.toByteArray());
      named = object.namedExtra(name, value);
    }
    out.write('"');
    return named.finish(rest.rest(), out);
  }
}
