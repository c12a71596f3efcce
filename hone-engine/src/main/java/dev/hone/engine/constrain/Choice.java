package dev.hone.engine.constrain;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A compiled schema: a value has one of several shapes. Filled while the schema is read (it may
 * refer to itself), then never changed.
 */
final class Choice {

  private final List<Shape> own = new ArrayList<>();
  private final List<Choice> included = new ArrayList<>();
  private List<Shape> shapes = List.of();
  private Shape.@Nullable Least least;
  private @Nullable Shape leastShape;
  private byte @Nullable [] leastBytes;

  void add(Shape shape) {
    own.add(shape);
  }

  void include(Choice other) {
    included.add(other);
  }

  /** Gathers the shapes of everything that is included, however deep. */
  void flatten() {
    Set<Choice> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    List<Shape> all = new ArrayList<>();
    gather(seen, all);
    shapes = all;
  }

  /** Leaves out every shape that is no object. */
  void keepObjects() {
    shapes = shapes.stream().filter(ObjectShape.class::isInstance).toList();
  }

  private void gather(Set<Choice> seen, List<Shape> all) {
    if (seen.add(this)) {
      all.addAll(own);
      included.forEach(choice -> choice.gather(seen, all));
    }
  }

  /** Looks at the shapes once more; says whether a smaller value was found. */
  boolean improve() {
    Shape.Least best = null;
    Shape bestShape = null;
    for (Shape shape : shapes) {
      Shape.Least candidate = shape.least();
      if (candidate != null && (best == null || candidate.compareTo(best) < 0)) {
        best = candidate;
        bestShape = shape;
      }
    }
    boolean changed = best != null && !best.equals(least);
    least = best;
    leastShape = bestShape;
    return changed;
  }

  /** Leaves out what has no value at all. */
  void prune() {
    shapes = shapes.stream().filter(shape -> shape.least() != null).toList();
  }

  Shape.@Nullable Least least() {
    return least;
  }

  /** Whether a value fits inside {@code depth} open arrays and objects. */
  boolean fits(int depth) {
    return least != null && depth + least.height() <= Acceptor.MAX_DEPTH;
  }

  void open(int b, Stack rest, List<Stack> out) {
    for (Shape shape : shapes) {
      Shape.Least smallest = shape.least();
      if (smallest != null && rest.depth() + smallest.height() <= Acceptor.MAX_DEPTH) {
        shape.open(b, rest, out);
      }
    }
  }

  void writeLeast(ByteArrayOutputStream out) {
    if (leastBytes == null) {
      if (leastShape == null) {
        throw new IllegalStateException("no value fits");
      }
      ByteArrayOutputStream own = new ByteArrayOutputStream();
      leastShape.writeLeast(own);
      leastBytes = own.toByteArray();
    }
    out.writeBytes(leastBytes);
  }

  /** A value of this choice is due. */
  record Due(Choice choice, boolean spaceAllowed) implements Frame {

    @Override
    public void step(int b, Stack rest, List<Stack> out) {
      if (b == ' ' && spaceAllowed) {
        out.add(rest.push(new Due(choice, false)));
      } else {
        choice.open(b, rest, out);
      }
    }

    @Override
    public Stack finish(Stack rest, ByteArrayOutputStream out) {
      choice.writeLeast(out);
      return rest;
    }
  }
}
