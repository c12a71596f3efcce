package dev.hone.gateway.redact;

import java.util.function.Consumer;

/** Finds one kind of thing, in time linear in the length of the text whatever the text. */
@FunctionalInterface
interface Finder {

  void find(String text, Consumer<Span> found);
}
