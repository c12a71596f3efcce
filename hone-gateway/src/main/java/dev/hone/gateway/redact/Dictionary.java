package dev.hone.gateway.redact;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A tenant's own terms, all at once: the automaton of Aho and Corasick over characters without
 * their case. At each place the longest term that ends there as a whole word is taken.
 */
final class Dictionary implements Finder {

  private static final class Node {
    private final Map<Character, Node> next = new HashMap<>(4);
    private final int depth;
    private @Nullable Node fallback;

    /** The nearest on the way of fallbacks, itself included, at which a term ends. */
    private @Nullable Node ending;

    private @Nullable String word;

    Node(int depth) {
      this.depth = depth;
    }
  }

  private final Node root = new Node(0);

  Dictionary(List<RedactionRules.Term> terms) {
    for (RedactionRules.Term term : terms) {
      Node node = root;
      String text = term.text().strip();
      for (int i = 0; i < text.length(); i++) {
        int depth = i + 1;
        node = node.next.computeIfAbsent(folded(text.charAt(i)), c -> new Node(depth));
      }
      if (node.word == null) {
        node.word = term.word();
      }
    }
    link();
  }

  /** Breadth first: the fallback of a node is shorter than the node. */
  private void link() {
    Deque<Node> waiting = new ArrayDeque<>();
    waiting.add(root);
    while (!waiting.isEmpty()) {
      Node node = waiting.remove();
      Node shorter = node.fallback;
      node.ending = node.word != null ? node : shorter == null ? null : shorter.ending;
      node.next.forEach(
          (c, child) -> {
            child.fallback = shorter == null ? root : step(shorter, c);
            waiting.add(child);
          });
    }
  }

  private Node step(Node from, char c) {
    for (Node node = from; node != null; node = node.fallback) {
      Node next = node.next.get(c);
      if (next != null) {
        return next;
      }
    }
    return root;
  }

  private static char folded(char c) {
    return Character.toLowerCase(Character.toUpperCase(c));
  }

  @Override
  public void find(String text, Consumer<Span> found) {
    Node node = root;
    for (int i = 0; i < text.length(); i++) {
      node = step(node, folded(text.charAt(i)));
      // Terms that end here, longest first: never more than the longest term has characters.
      for (Node end = node.ending; end != null; end = shorterEnding(end)) {
        int from = i + 1 - end.depth;
        String word = end.word;
        if (word != null && whole(text, from, i + 1)) {
          found.accept(new Span(from, i + 1, word));
          break;
        }
      }
    }
  }

  private static @Nullable Node shorterEnding(Node node) {
    return node.fallback == null ? null : node.fallback.ending;
  }

  private static boolean whole(String text, int from, int to) {
    return !(Characters.word(text, from) && Characters.word(text, from - 1))
        && !(Characters.word(text, to - 1) && Characters.word(text, to));
  }
}
