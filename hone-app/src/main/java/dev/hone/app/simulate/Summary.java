package dev.hone.app.simulate;

import dev.hone.app.simulate.SimulationOptions.Weights;
import dev.hone.learn.simulate.Convergence;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;

/**
 * What the worlds of an experiment come to, method by method.
 *
 * @param sessions of each user
 * @param users names, in the order of the file
 */
record Summary(int sessions, List<String> users, List<Row> rows, List<WorldResult.Saved> months) {

  Summary {
    users = List.copyOf(users);
    rows = List.copyOf(rows);
    months = List.copyOf(months);
  }

  /**
   * A method, with one way of sharing weights, over all users and seeds. Shares are from 0 to 1.
   *
   * @param converged share of users and seeds with three passes in a row
   * @param began mean number of the session that is the first of the three; who never has them
   *     counts with one more than there are sessions
   * @param shown the same for the third of them
   * @param beganOf {@code began} by user
   * @param passing share that passes, by session
   * @param format share with the wanted format, by session
   * @param right share with the right answer, by session
   * @param skillsBefore held-out skills of the base
   * @param skillsAfter of what answers in the end
   * @param lessons mean of a user
   * @param corrections mean of a user
   */
  record Row(
      Method method,
      Weights sharing,
      double converged,
      double began,
      double shown,
      Map<String, Double> beganOf,
      List<Double> passing,
      List<Double> format,
      List<Double> right,
      double skillsBefore,
      double skillsAfter,
      double lessons,
      double corrections,
      WorldResult.Releases releases) {}

  static Summary of(List<WorldResult> worlds, List<String> users, int sessions) {
    Map<String, List<WorldResult>> groups = new LinkedHashMap<>();
    for (WorldResult world : worlds) {
      groups
          .computeIfAbsent(world.sharing() + " " + world.method(), any -> new ArrayList<>())
          .add(world);
    }
    List<Row> rows = new ArrayList<>();
    groups.values().forEach(group -> rows.add(row(group, users, sessions)));
    List<WorldResult.Saved> months = new ArrayList<>();
    for (WorldResult world : worlds) {
      if (world.month() != null) {
        months.add(world.month());
      }
    }
    return new Summary(sessions, users, rows, months);
  }

  private static Row row(List<WorldResult> worlds, List<String> users, int sessions) {
    List<WorldResult.OfUser> all =
        worlds.stream().flatMap(world -> world.users().stream()).toList();
    Map<String, Double> beganOf = new LinkedHashMap<>();
    for (String user : users) {
      beganOf.put(
          user,
          mean(
              all.stream().filter(one -> one.name().equals(user)).toList(),
              one -> count(one, sessions, Convergence::began)));
    }
    return new Row(
        worlds.getFirst().method(),
        worlds.getFirst().sharing(),
        mean(all, one -> one.convergence().isPresent() ? 1 : 0),
        mean(all, one -> count(one, sessions, Convergence::began)),
        mean(all, one -> count(one, sessions, Convergence::shown)),
        beganOf,
        curve(all, sessions, WorldResult.Session::passed),
        curve(all, sessions, WorldResult.Session::format),
        curve(all, sessions, WorldResult.Session::right),
        mean(all, WorldResult.OfUser::skillsBefore),
        mean(all, WorldResult.OfUser::skillsAfter),
        mean(all, WorldResult.OfUser::lessons),
        mean(all, one -> one.sessions().stream().mapToInt(WorldResult.Session::corrections).sum()),
        releases(worlds));
  }

  private static double count(
      WorldResult.OfUser user, int sessions, ToIntFunction<Convergence> number) {
    Optional<Convergence> convergence = user.convergence();
    return convergence.isPresent() ? number.applyAsInt(convergence.get()) : sessions + 1;
  }

  private static List<Double> curve(
      List<WorldResult.OfUser> users, int sessions, Predicate<WorldResult.Session> good) {
    List<Double> curve = new ArrayList<>();
    for (int i = 0; i < sessions; i++) {
      int at = i;
      curve.add(mean(users, user -> good.test(user.sessions().get(at)) ? 1 : 0));
    }
    return curve;
  }

  private static <T> double mean(List<T> of, ToDoubleFunction<T> value) {
    return of.stream().mapToDouble(value).average().orElse(0);
  }

  private static WorldResult.Releases releases(List<WorldResult> worlds) {
    return new WorldResult.Releases(
        worlds.stream().mapToInt(world -> world.releases().runs()).sum(),
        worlds.stream().mapToInt(world -> world.releases().live()).sum(),
        sum(worlds, world -> world.releases().refused()),
        sum(worlds, world -> world.releases().stopped()));
  }

  private static Map<String, Integer> sum(
      List<WorldResult> worlds, Function<WorldResult, Map<String, Integer>> counts) {
    Map<String, Integer> sum = new TreeMap<>();
    for (WorldResult world : worlds) {
      counts.apply(world).forEach((reason, count) -> sum.merge(reason, count, Integer::sum));
    }
    return sum;
  }

  /** The mean over the last sessions of a curve, as many as convergence needs. */
  static double atTheEnd(List<Double> curve) {
    return mean(
        curve.subList(Math.max(0, curve.size() - Convergence.IN_A_ROW), curve.size()),
        Double::doubleValue);
  }
}
