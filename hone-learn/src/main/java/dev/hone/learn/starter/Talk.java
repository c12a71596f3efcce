package dev.hone.learn.starter;

import java.util.List;

/** What can be said without a tool. */
enum Talk {
  GREETING(
      new Phrase("Hello!", "Hallo!", "¡Hola!", "Bonjour !"),
      "Hi",
      "Hello",
      "Hey",
      "Good morning",
      "Good evening",
      "Hello there",
      "Hi there"),
  INTRODUCTION(
      new Phrase("Hello {name}!", "Hallo {name}!", "¡Hola {name}!", "Bonjour {name} !"),
      "Hi, I am {name}.",
      "Hello, my name is {name}.",
      "I am {name}.",
      "My name is {name}.",
      "This is {name}.",
      "{name} here."),
  THANKS(
      new Phrase("You are welcome.", "Gern geschehen.", "De nada.", "De rien."),
      "Thanks",
      "Thank you",
      "Thank you very much",
      "Great, thanks",
      "Thanks a lot",
      "Cheers"),
  IDENTITY(
      new Phrase(
          "I am {self}, a small assistant.",
          "Ich bin {self}, ein kleiner Assistent.",
          "Soy {self}, un pequeño asistente.",
          "Je suis {self}, un petit assistant."),
      "Who are you?",
      "What are you?",
      "What is your name?",
      "Tell me who you are.",
      "Who am I talking to?",
      "Are you a human?"),
  ABILITIES(
      new Phrase(
          "I can use {tools}.",
          "Ich kann {tools} benutzen.",
          "Puedo usar {tools}.",
          "Je peux utiliser {tools}."),
      "What can you do?",
      "What can you do for me?",
      "How can you help me?",
      "Which tools do you have?",
      "Help me",
      "I need help",
      "List your tools",
      "Which tools can you use?",
      "What are you able to do?",
      "Help"),
  NO_ABILITIES(
      new Phrase(
          "I can only chat.",
          "Ich kann nur plaudern.",
          "Solo puedo charlar.",
          "Je peux seulement discuter."),
      "What can you do?",
      "What can you do for me?",
      "How can you help me?",
      "Which tools do you have?",
      "Help me",
      "I need help",
      "List your tools",
      "Which tools can you use?",
      "What are you able to do?",
      "Help"),
  IMPOSSIBLE(
      new Phrase(
          "Sorry, I cannot do that.",
          "Das kann ich leider nicht.",
          "Lo siento, no puedo hacer eso.",
          "Désolé, je ne peux pas faire cela."),
      "Write me a poem about {query}.",
      "Translate {query} into Italian.",
      "Tell me a joke about {query}.",
      "Book a flight to {city}.",
      "What is the capital of {city}?",
      "Order {query} for me.",
      "Call {name} on the phone.",
      "Play some music by {name}.",
      "Who invented {query}?",
      "Explain {query} to me.",
      "Draw a picture of {query}.",
      "Cook {query} for me.",
      "Buy {query} for me.",
      "Write a story about {name}.",
      "Pay {number} euros to {name}.",
      "Drive me to {city}.",
      "Sing a song about {query}.",
      "Delete my account.",
      "How many people live in {city}?",
      "Reserve a table for {number} in {city}."),
  REPEAT(
      new Phrase("{exact}", "{exact}", "{exact}", "{exact}"),
      "Repeat exactly: {exact}",
      "Repeat after me: {exact}",
      "Say exactly: {exact}",
      "Copy this: {exact}",
      "Echo: {exact}",
      "Repeat this word for word: {exact}",
      "Repeat: {exact}"),
  /** A date or a time put otherwise: what makes the preferences for it easy to learn. */
  REWRITE(
      new Phrase("{exact}", "{exact}", "{exact}", "{exact}"),
      "Write {source} {how}.",
      "Say {source} {how}.",
      "{source} {how} please.",
      "Now {source} {how}.",
      "Give me {source} {how}.",
      "Show {source} {how}."),
  FACT(
      new Phrase(
          "I will remember it.", "Ich merke es mir.", "Lo recordaré.", "Je m'en souviendrai."),
      "The {thing} is {value}.",
      "My {thing} is {value}.",
      "Remember that the {thing} is {value}.",
      "Just so you know, the {thing} is {value}.",
      "For later: the {thing} is {value}."),
  RECALL(
      new Phrase(
          "The {thing} is {value}.",
          "{thing}: {value}.",
          "{thing}: {value}.",
          "{thing} : {value}."),
      "What is the {thing}?",
      "Tell me the {thing}.",
      "Do you remember the {thing}?",
      "What was the {thing}?",
      "The {thing} again?"),
  NO_TOOL(
      new Phrase(
          "Sorry, I have no tool for {topic}.",
          "Dafür habe ich leider kein Werkzeug.",
          "Lo siento, no tengo herramienta para eso.",
          "Désolé, je n'ai pas d'outil pour cela.")),
  ASK_BACK(new Phrase("{question}", "{question}", "{question}", "{question}")),
  LEFT_ALONE(
      new Phrase(
          "Okay, I leave it.", "Gut, ich lasse es.", "Vale, lo dejo.", "D'accord, je laisse."),
      "No.",
      "No",
      "No, leave it.",
      "Do not.",
      "Better not.",
      "No thanks."),
  UNDERSTOOD(new Phrase("Understood.", "Verstanden.", "Entendido.", "Compris."));

  static final List<String> YES =
      List.of("Yes.", "Yes", "Yes please.", "Go ahead.", "Okay.", "Do it.", "Sure.", "Yes, do it.");

  private static final int HELD_OUT = 1;
  private static final int TRUNK = 4;

  private final Phrase answer;
  private final List<String> requests;

  Talk(Phrase answer, String... requests) {
    this.answer = answer;
    this.requests = List.of(requests);
  }

  Phrase answer() {
    return answer;
  }

  /** Requests to train on, or also those that are held out. */
  List<String> requests(boolean heldOutToo) {
    return heldOutToo || requests.size() <= TRUNK
        ? requests
        : requests.subList(0, requests.size() - HELD_OUT);
  }

  /** Whether the user's ways of being answered apply: not where exact text is wanted. */
  boolean styled() {
    return this != REPEAT && this != REWRITE;
  }
}
