package dev.hone.app.simulate;

import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.ToolCall;
import java.io.PrintWriter;
import java.util.Locale;

/** Says how far the experiment is. Thread-safe. */
final class ProgressLines {

  /** A line every so many sessions of a world. */
  private static final int EVERY = 4;

  private final PrintWriter out;
  private final int worlds;
  private final boolean show;
  private final long begun = System.nanoTime();
  private int ended;

  /**
   * Lines.
   *
   * @param show also every session, word for word
   */
  ProgressLines(PrintWriter out, int worlds, boolean show) {
    this.out = out;
    this.show = show;
    this.worlds = worlds;
  }

  World.Progress of(Simulation.Plan plan, SimulationOptions options) {
    return new World.Progress() {
      @Override
      public void at(int session, int passing, int live) {
        session(plan, session, passing, live, options);
      }

      @Override
      public void said(int session, Talk talk) {
        if (show) {
          show(plan, session, talk);
        }
      }
    };
  }

  /** A whole session, for people who write users. */
  private synchronized void show(Simulation.Plan plan, int session, Talk talk) {
    WorldResult.Session result = talk.result();
    say(
        "%s  %s, session %d: %s, %s"
            .formatted(
                plan.label(),
                talk.user(),
                session,
                result.format() ? "as wanted" : "NOT as wanted",
                result.right() ? "right" : "WRONG"));
    talk.lessons().forEach(lesson -> out.println("          lesson: " + lesson));
    for (ChatMessage message : talk.conversation().messages()) {
      StringBuilder words = new StringBuilder(message.content().replace("\n", "\\n"));
      for (ToolCall call : message.toolCalls()) {
        words.append(' ').append(call.name()).append(call.arguments());
      }
      out.println("          " + message.role().wireName() + ": " + words.toString().strip());
    }
  }

  private synchronized void session(
      Simulation.Plan plan, int session, int passing, int live, SimulationOptions options) {
    if (session % EVERY == 0 && session < options.sessions()) {
      say(
          "%s  session %2d of %d: %d of %d users pass, %d versions live"
              .formatted(
                  plan.label(),
                  session,
                  options.sessions(),
                  passing,
                  options.users().size(),
                  live));
    }
  }

  synchronized void ended(Simulation.Plan plan, WorldResult result, int users) {
    ended++;
    long converged = result.users().stream().filter(user -> user.convergence().isPresent()).count();
    say(
        "%s  done in %.0f s (%d of %d worlds): %d of %d users converged"
            .formatted(plan.label(), result.seconds(), ended, worlds, converged, users));
  }

  private void say(String text) {
    out.println(String.format(Locale.ROOT, "%6.0f s  %s", seconds(), text));
    out.flush();
  }

  double seconds() {
    return (System.nanoTime() - begun) / 1e9;
  }
}
