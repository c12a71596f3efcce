package dev.hone.learn.trainer;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Whose turn it is to be practised: users take turns, whoever has more prompts has no more turns;
 * each user's prompts come in an order that changes from pass to pass. Immutable.
 *
 * @param groups prompts of each user, by number; none is empty
 */
record Rota(List<List<Integer>> groups) {

  Rota {
    groups = groups.stream().map(List::copyOf).toList();
  }

  /** The prompt of a turn. */
  int at(long turn, long seed) {
    int count = groups.size();
    long round = turn / count;
    int group =
        count == 1 ? 0 : order(count, seed - round).get(Math.toIntExact(turn - round * count));
    List<Integer> prompts = groups.get(group);
    List<Integer> order = order(prompts.size(), seed + 7919L * group + round / prompts.size());
    return prompts.get(order.get((int) (round % prompts.size())));
  }

  private static List<Integer> order(int count, long seed) {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      order.add(i);
    }
    Collections.shuffle(order, new Random(seed));
    return order;
  }
}
