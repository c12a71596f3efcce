package dev.hone.app.simulate;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Curves of shares over sessions, as SVG that stands by itself. */
final class CurveChart {

  private static final int WIDTH = 760;
  private static final int HEIGHT = 400;
  private static final int LEFT = 56;
  private static final int RIGHT = 190;
  private static final int TOP = 44;
  private static final int BOTTOM = 48;

  /** Told apart also by people who see fewer colours (Okabe and Ito 2008), and by their dashes. */
  private static final List<String> COLOURS =
      List.of("#000000", "#E69F00", "#D55E00", "#0072B2", "#009E73", "#CC79A7");

  private static final List<String> DASHES = List.of("2 3", "", "6 3", "9 3 2 3", "", "4 2");

  /**
   * A curve.
   *
   * @param shares from 0 to 1, of session 1, 2, …
   */
  record Curve(String name, List<Double> shares) {
    Curve {
      shares = List.copyOf(shares);
    }
  }

  private CurveChart() {}

  static String svg(String title, List<Curve> curves) {
    int sessions = curves.stream().mapToInt(curve -> curve.shares().size()).max().orElse(1);
    StringBuilder svg = new StringBuilder();
    line(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\""
            + " role=\"img\" font-family=\"sans-serif\" font-size=\"12\">",
        WIDTH,
        HEIGHT,
        WIDTH,
        HEIGHT);
    line(svg, "<title>%s</title>", escaped(title));
    line(svg, "<rect width=\"%d\" height=\"%d\" fill=\"#ffffff\"/>", WIDTH, HEIGHT);
    line(svg, "<text x=\"%d\" y=\"24\" font-size=\"15\">%s</text>", LEFT, escaped(title));
    grid(svg, sessions);
    List<Double> labels = new ArrayList<>();
    for (int i = 0; i < curves.size(); i++) {
      curve(svg, curves.get(i), i, sessions);
      labels.add(TOP + 14.0 + 22 * i);
    }
    for (int i = 0; i < curves.size(); i++) {
      legend(svg, curves.get(i).name(), i, labels.get(i));
    }
    svg.append("</svg>\n");
    return svg.toString();
  }

  private static void grid(StringBuilder svg, int sessions) {
    for (int percent = 0; percent <= 100; percent += 25) {
      double y = y(percent / 100.0);
      line(
          svg,
          "<line x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\" stroke=\"#dddddd\"/>",
          LEFT,
          y,
          WIDTH - RIGHT,
          y);
      line(
          svg,
          "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%d %%</text>",
          LEFT - 8,
          y + 4,
          percent);
    }
    for (int session = 1; session <= sessions; session++) {
      line(
          svg,
          "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%d</text>",
          x(session, sessions),
          HEIGHT - BOTTOM + 20,
          session);
    }
    line(
        svg,
        "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">session</text>",
        (LEFT + WIDTH - RIGHT) / 2.0,
        HEIGHT - 10);
  }

  private static void curve(StringBuilder svg, Curve curve, int index, int sessions) {
    StringBuilder points = new StringBuilder();
    for (int i = 0; i < curve.shares().size(); i++) {
      points.append(
          String.format(
              Locale.ROOT,
              "%s%.1f,%.1f",
              i == 0 ? "" : " ",
              x(i + 1, sessions),
              y(curve.shares().get(i))));
    }
    line(
        svg,
        "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2.2\""
            + " stroke-dasharray=\"%s\"><title>%s</title></polyline>",
        points,
        COLOURS.get(index % COLOURS.size()),
        dash(index),
        escaped(curve.name()));
  }

  private static void legend(StringBuilder svg, String name, int index, double y) {
    int x = WIDTH - RIGHT + 18;
    line(
        svg,
        "<line x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\" stroke=\"%s\" stroke-width=\"2.2\""
            + " stroke-dasharray=\"%s\"/>",
        x,
        y,
        x + 28,
        y,
        COLOURS.get(index % COLOURS.size()),
        dash(index));
    line(svg, "<text x=\"%d\" y=\"%.1f\">%s</text>", x + 36, y + 4, escaped(name));
  }

  private static String dash(int index) {
    String dash = DASHES.get(index % DASHES.size());
    return dash.isEmpty() ? "none" : dash;
  }

  private static double x(int session, int sessions) {
    double width = WIDTH - RIGHT - LEFT - 20.0;
    return LEFT + 10 + (sessions == 1 ? width / 2 : width * (session - 1) / (sessions - 1));
  }

  private static double y(double share) {
    return TOP + (HEIGHT - TOP - BOTTOM) * (1 - Math.clamp(share, 0, 1));
  }

  private static void line(StringBuilder svg, String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values)).append('\n');
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
