package dev.hone.app.agents;

import java.io.IOException;

/** An agent program as its makers ship it. One turn of a session at a time. */
interface Program extends AutoCloseable {

  String name();

  /**
   * Says something in a session, which begins with its first turn.
   *
   * @return what the program printed
   * @throws IOException if the program failed
   */
  String say(Task task) throws IOException, InterruptedException;

  @Override
  default void close() {}
}
