package dev.hone.app.config;

import dev.hone.core.TenantId;
import dev.hone.learn.trainer.JointLessons;
import dev.hone.learn.trainer.Sharing;
import dev.hone.store.WorkBoard.Breadth;
import java.util.HashMap;
import java.util.Map;

/** Reads who trains one version together. */
final class SharingConfig {

  private static final int MOST_USERS = 100_000;

  private SharingConfig() {}

  static Sharing read(Section training) {
    Sharing.Choice usual =
        choice(
            training,
            Sharing.none().usual(),
            new String[] {
              "Who has a version of their own: each user, or all of an agent or tenant together.",
              "A shared version learns: lessons that hold for all (shared), or each one's (own).",
              "Different users with samples before a shared version is trained."
            });
    Map<TenantId, Sharing.Choice> tenants = new HashMap<>();
    training
        .named("tenants", "For each tenant by id: its own scope, joint-lessons and joint-users.")
        .forEach(
            (name, own) ->
                tenants.put(new TenantId(name), choice(own, usual, new String[] {"", "", ""})));
    return new Sharing(usual, tenants);
  }

  private static Sharing.Choice choice(Section section, Sharing.Choice usual, String[] about) {
    return new Sharing.Choice(
        breadth(section.text("scope", name(usual.breadth()), about[0])),
        lessons(section.text("joint-lessons", name(usual.lessons()), about[1])),
        section.integer("joint-users", usual.leastUsers(), 1, MOST_USERS, about[2]));
  }

  private static Breadth breadth(String name) {
    return switch (name) {
      case "user" -> Breadth.USER;
      case "agent" -> Breadth.AGENT;
      case "tenant" -> Breadth.TENANT;
      default ->
          throw new ConfigException(
              "training.scope must be user, agent or tenant, but is '" + name + "'");
    };
  }

  private static String name(Breadth breadth) {
    return switch (breadth) {
      case USER -> "user";
      case AGENT -> "agent";
      case TENANT -> "tenant";
    };
  }

  private static JointLessons lessons(String name) {
    return switch (name) {
      case "shared" -> JointLessons.SHARED;
      case "own" -> JointLessons.OWN;
      default ->
          throw new ConfigException(
              "training.joint-lessons must be shared or own, but is '" + name + "'");
    };
  }

  private static String name(JointLessons lessons) {
    return switch (lessons) {
      case SHARED -> "shared";
      case OWN -> "own";
    };
  }
}
