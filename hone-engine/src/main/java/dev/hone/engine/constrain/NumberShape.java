package dev.hone.engine.constrain;

import java.io.ByteArrayOutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A number. Bounded in length, so that a poor model cannot write digits for ever: {@value
 * #MAX_WHOLE} digits before the point, {@value #MAX_FRACTION} behind it, {@value #MAX_EXPONENT} in
 * the exponent.
 *
 * @param integer neither point nor exponent
 */
record NumberShape(boolean integer) implements Shape {

  static final int MAX_WHOLE = 19;
  static final int MAX_FRACTION = 20;
  static final int MAX_EXPONENT = 2;

  @Override
  public void open(int b, Stack rest, List<Stack> out) {
    Part part = b == '-' ? Part.MINUS : b == '0' ? Part.ZERO : isDigit(b) ? Part.WHOLE : null;
    if (part != null) {
      out.add(rest.push(new Inside(integer, part, 1)));
    }
  }

  @Override
  public Least least() {
    return new Least(0, 1);
  }

  @Override
  public void writeLeast(ByteArrayOutputStream out) {
    out.write('0');
  }

  private static boolean isDigit(int b) {
    return b >= '0' && b <= '9';
  }

  /** How far a number has come; {@code MAX} is how many bytes the part may have. */
  private enum Part {
    MINUS(1, false),
    ZERO(1, true),
    WHOLE(MAX_WHOLE, true),
    POINT(1, false),
    FRACTION(MAX_FRACTION, true),
    EXPONENT(1, false),
    EXPONENT_SIGN(1, false),
    EXPONENT_DIGITS(MAX_EXPONENT, true);

    private final int most;
    private final boolean mayEnd;

    Part(int most, boolean mayEnd) {
      this.most = most;
      this.mayEnd = mayEnd;
    }
  }

  /**
   * A number that was begun.
   *
   * @param count bytes of the present part
   */
  private record Inside(boolean integer, Part part, int count) implements Frame {

    @Override
    public void step(int b, Stack rest, List<Stack> out) {
      Inside next = next(b);
      if (next != null) {
        out.add(rest.push(next));
      } else if (part.mayEnd && !rest.isEmpty()) {
        rest.top().step(b, rest.rest(), out);
      }
    }

    private @Nullable Inside next(int b) {
      if (isDigit(b)) {
        return switch (part) {
          case MINUS -> to(b == '0' ? Part.ZERO : Part.WHOLE);
          case ZERO -> null;
          case WHOLE, FRACTION, EXPONENT_DIGITS -> more();
          case POINT -> to(Part.FRACTION);
          case EXPONENT, EXPONENT_SIGN -> to(Part.EXPONENT_DIGITS);
        };
      }
      if (integer) {
        return null;
      }
      return switch (b) {
        case '.' -> part == Part.ZERO || part == Part.WHOLE ? to(Part.POINT) : null;
        case 'e', 'E' -> part.mayEnd && part != Part.EXPONENT_DIGITS ? to(Part.EXPONENT) : null;
        case '+', '-' -> part == Part.EXPONENT ? to(Part.EXPONENT_SIGN) : null;
        default -> null;
      };
    }

    private Inside to(Part next) {
      return new Inside(integer, next, 1);
    }

    private @Nullable Inside more() {
      return count < part.most ? new Inside(integer, part, count + 1) : null;
    }

    @Override
    public Stack finish(Stack rest, ByteArrayOutputStream out) {
      if (!part.mayEnd) {
        out.write('0');
      }
      return rest;
    }

    @Override
    public boolean mayEnd() {
      return part.mayEnd;
    }
  }
}
