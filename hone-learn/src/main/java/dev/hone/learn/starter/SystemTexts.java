package dev.hone.learn.starter;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** How system prompts begin. */
final class SystemTexts {

  private static final int HELD_OUT = 2;
  private static final List<String> NAMELESS =
      List.of(
          "You are a helpful assistant.",
          "You are a helpful assistant.",
          "You are a small assistant.",
          "You are a personal assistant.",
          "Help the user.",
          "You help with daily tasks.",
          "Be helpful.",
          "You are an assistant with tools.",
          "You are Hone, a small assistant.",
          "You are Hone.",
          "You help one user with small tasks.",
          "Assist the user with the tools you have.");
  private static final List<String> NAMED =
      List.of(
          "You are {self}.",
          "You are {self}, a helpful assistant.",
          "Your name is {self}.",
          "You are an assistant called {self}.",
          "You are {self}, a personal assistant.");

  private SystemTexts() {}

  static String opening(
      SplittableRandom random, String self, boolean named, boolean heldOutWording) {
    List<String> texts = named ? NAMED : NAMELESS;
    int held = named ? 1 : HELD_OUT;
    int most = heldOutWording ? texts.size() : texts.size() - held;
    return Phrase.fill(texts.get(random.nextInt(most)), Map.of("self", self));
  }
}
