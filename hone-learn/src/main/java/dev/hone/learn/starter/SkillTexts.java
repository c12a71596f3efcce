package dev.hone.learn.starter;

import java.util.List;

/**
 * How people ask for a {@link Skill} and how it is answered.
 *
 * @param requests with {@code {slots}}; the last {@link #HELD_OUT} are never trained on
 * @param reply when the tool has done it
 * @param brief the same in few words; null where brevity changes nothing
 * @param question asks before it is done
 * @param vague a request that lacks something, and what is asked back; the words that complete it
 */
record SkillTexts(
    List<String> requests,
    Phrase reply,
    @org.jspecify.annotations.Nullable Phrase brief,
    Phrase question,
    List<String> vague,
    Phrase asksBack,
    String completion) {

  static final int HELD_OUT = 2;

  private static final Phrase DONE = new Phrase("Done.", "Erledigt.", "Hecho.", "Fait.");

  static SkillTexts of(Skill skill) {
    return switch (skill) {
      case CALENDAR_ADD ->
          new SkillTexts(
              List.of(
                  "Put {title} on {date} at {time}.",
                  "Add {title}, {date} at {time}, to my calendar.",
                  "Please book {title} for {date} at {time}.",
                  "Enter {title} in my calendar: {date}, {time}.",
                  "Create an event {title} on {date} at {time}.",
                  "Could you schedule {title} for {date} at {time}?",
                  "Plan {title} at {time} on {date}.",
                  "Add {title} on {date} at {time}.",
                  "Put {title} in my calendar on {date} at {time}.",
                  "I have {title} on {date} at {time}, please add it.",
                  "Please enter {title} for {date}, {time}.",
                  "Schedule {title} on {date} at {time}.",
                  "New event: {title}, {date}, {time}.",
                  "Calendar: {title} at {time} on {date}.",
                  "Can you add {title} to my calendar for {date} at {time}?",
                  "On {date} at {time} I have {title}.",
                  "Book {title} into my calendar on {date} at {time}.",
                  "Could you put {title} on {date} at {time}?"),
              new Phrase(
                  "Added {title} on {date} at {time}.",
                  "{title} am {date} um {time} eingetragen.",
                  "Añadido: {title} el {date} a las {time}.",
                  "Ajouté : {title} le {date} à {time}."),
              DONE,
              new Phrase(
                  "Shall I add {title} to the calendar?",
                  "Soll ich {title} eintragen?",
                  "¿Añado {title} al calendario?",
                  "Dois-je ajouter {title} au calendrier ?"),
              List.of("Add {title} to my calendar.", "Put {title} in my calendar."),
              new Phrase(
                  "On which day and at what time?",
                  "An welchem Tag und um wie viel Uhr?",
                  "¿Qué día y a qué hora?",
                  "Quel jour et à quelle heure ?"),
              "{date} at {time}");
      case CALENDAR_LIST ->
          new SkillTexts(
              List.of(
                  "Which events do I have on {date}?",
                  "Do I have anything on {date}?",
                  "What happens on {date}?",
                  "My plans for {date}?",
                  "Check my calendar for {date}.",
                  "Anything planned on {date}?",
                  "Tell me my events on {date}.",
                  "What is on {date}?",
                  "What do I have on {date}?",
                  "Show my events on {date}.",
                  "Events on {date}?",
                  "What is in my calendar on {date}?",
                  "Am I free on {date}?",
                  "List my events for {date}.",
                  "Tell me what happens on {date}.",
                  "What are my plans for {date}?"),
              new Phrase(
                  "On {date}: {events}.",
                  "Am {date}: {events}.",
                  "El {date}: {events}.",
                  "Le {date} : {events}."),
              null,
              new Phrase(
                  "Shall I look up {date}?",
                  "Soll ich {date} nachsehen?",
                  "¿Miro el {date}?",
                  "Dois-je regarder le {date} ?"),
              List.of("What is in my calendar?", "Show my events."),
              new Phrase(
                  "For which day?", "Für welchen Tag?", "¿Para qué día?", "Pour quel jour ?"),
              "{date}");
      case TIMER ->
          new SkillTexts(
              List.of(
                  "Set the timer to {minutes} minutes.",
                  "Could you start a timer of {minutes} minutes?",
                  "Run a {minutes} minute countdown.",
                  "Let me know in {minutes} minutes.",
                  "Please time {minutes} minutes.",
                  "Count {minutes} minutes.",
                  "Tell me in {minutes} minutes.",
                  "Set a timer for {minutes} minutes.",
                  "Timer {minutes} minutes.",
                  "Start a {minutes} minute timer.",
                  "{minutes} minutes timer please.",
                  "Wake me in {minutes} minutes.",
                  "I need a timer of {minutes} minutes.",
                  "Can you set a timer for {minutes} minutes?",
                  "Count down {minutes} minutes.",
                  "Please run a timer for {minutes} minutes.",
                  "Tell me when {minutes} minutes are over."),
              new Phrase(
                  "The timer is set for {minutes} minutes.",
                  "Der Timer läuft {minutes} Minuten.",
                  "Temporizador de {minutes} minutos.",
                  "Minuteur de {minutes} minutes lancé."),
              DONE,
              new Phrase(
                  "Shall I set a timer for {minutes} minutes?",
                  "Soll ich den Timer auf {minutes} Minuten stellen?",
                  "¿Pongo un temporizador de {minutes} minutos?",
                  "Dois-je lancer un minuteur de {minutes} minutes ?"),
              List.of("Set a timer.", "Start a timer."),
              new Phrase(
                  "For how many minutes?",
                  "Für wie viele Minuten?",
                  "¿De cuántos minutos?",
                  "De combien de minutes ?"),
              "{minutes}");
      case WEATHER ->
          new SkillTexts(
              List.of(
                  "Is it raining in {city}?",
                  "Do I need an umbrella in {city}?",
                  "How cold is it in {city}?",
                  "Is it warm in {city} today?",
                  "What is it like outside in {city}?",
                  "Will I freeze in {city}?",
                  "Check the weather in {city}.",
                  "Should I take a jacket in {city}?",
                  "Get me the forecast for {city}.",
                  "How many degrees in {city}?",
                  "What is the weather in {city}?",
                  "How warm is it in {city}?",
                  "Weather in {city}?",
                  "Temperature in {city} please.",
                  "Is it cold in {city}?",
                  "How is the weather in {city} now?",
                  "Tell me the weather in {city}.",
                  "What is the temperature in {city}?",
                  "Give me the weather for {city}.",
                  "Do I need a coat in {city}?",
                  "How hot is it in {city} today?"),
              new Phrase(
                  "It is {temperature} in {city}.",
                  "In {city} sind es {temperature}.",
                  "En {city} hay {temperature}.",
                  "Il fait {temperature} à {city}."),
              new Phrase("{temperature}.", "{temperature}.", "{temperature}.", "{temperature}."),
              new Phrase(
                  "Shall I look up the weather in {city}?",
                  "Soll ich das Wetter in {city} nachsehen?",
                  "¿Miro el tiempo en {city}?",
                  "Dois-je regarder la météo à {city} ?"),
              List.of("What is the weather?", "How warm is it?"),
              new Phrase(
                  "In which city?", "In welcher Stadt?", "¿En qué ciudad?", "Dans quelle ville ?"),
              "{city}");
      case NOTE ->
          new SkillTexts(
              List.of(
                  "Note down {text}.",
                  "Please write down: {text}",
                  "Save this as a note: {text}",
                  "Could you note {text}?",
                  "I want to note {text}.",
                  "Add to my notes: {text}",
                  "Write a note: {text}",
                  "Store the note {text}.",
                  "Note: {text}",
                  "Write down {text}.",
                  "Make a note: {text}",
                  "Save a note: {text}",
                  "Please note {text}.",
                  "Add a note saying {text}.",
                  "Take a note: {text}",
                  "Keep in mind: {text}",
                  "Jot down {text}.",
                  "Put this in my notes: {text}"),
              new Phrase(
                  "Noted: {text}.", "Notiert: {text}.", "Anotado: {text}.", "Noté : {text}."),
              DONE,
              new Phrase(
                  "Shall I save the note {text}?",
                  "Soll ich {text} notieren?",
                  "¿Anoto {text}?",
                  "Dois-je noter {text} ?"),
              List.of("Make a note.", "Take a note."),
              new Phrase(
                  "What should I note?",
                  "Was soll ich notieren?",
                  "¿Qué anoto?",
                  "Que dois-je noter ?"),
              "{text}");
      case MAIL ->
          new SkillTexts(
              List.of(
                  "Please send {to} this: {text}",
                  "Write to {to}: {text}",
                  "Mail to {to}: {text}",
                  "Send {text} to {to}.",
                  "Can you write {to} that {text}?",
                  "Please email {text} to {to}.",
                  "Message for {to}: {text}",
                  "Could you send {to} a mail saying {text}?",
                  "Send a mail to {to}: {text}",
                  "Mail {to}: {text}",
                  "Write {to} a mail: {text}",
                  "Send {to} a mail saying {text}.",
                  "Please mail {to} that {text}.",
                  "Tell {to} by mail: {text}",
                  "Email {to}: {text}",
                  "Can you mail {text} to {to}?",
                  "Let {to} know by mail: {text}",
                  "Send an email to {to} saying {text}."),
              new Phrase(
                  "The mail to {to} is sent.",
                  "Die Mail an {to} ist gesendet.",
                  "El correo a {to} está enviado.",
                  "Le mail à {to} est envoyé."),
              DONE,
              new Phrase(
                  "Shall I send the mail to {to}?",
                  "Soll ich die Mail an {to} senden?",
                  "¿Envío el correo a {to}?",
                  "Dois-je envoyer le mail à {to} ?"),
              List.of("Send a mail to {to}.", "Write {to} a mail."),
              new Phrase(
                  "What should it say?",
                  "Was soll darin stehen?",
                  "¿Qué debe decir?",
                  "Que doit-il dire ?"),
              "{text}");
      case LIGHTS ->
          new SkillTexts(
              List.of(
                  "Light {state} in the {room}.",
                  "Switch the lights {state} in the {room}.",
                  "Could you switch {state} the {room} lights?",
                  "Put the light in the {room} {state}.",
                  "Please turn {state} the light in the {room}.",
                  "Turn the {room} lights {state}.",
                  "The {room} lights should be {state}.",
                  "I need the lights {state} in the {room}.",
                  "Turn {state} the {room} lights.",
                  "Turn the lights in the {room} {state}.",
                  "Lights {state} in the {room}.",
                  "{room} lights {state}.",
                  "Switch {state} the light in the {room}.",
                  "Please put the {room} lights {state}.",
                  "Can you turn {state} the {room} lights?",
                  "I want the {room} lights {state}.",
                  "Switch the {room} lights {state} please."),
              new Phrase(
                  "The {room} lights are {state}.",
                  "Licht {room}: {state}.",
                  "Luz {room}: {state}.",
                  "Lumière {room} : {state}."),
              DONE,
              new Phrase(
                  "Shall I switch the {room} lights?",
                  "Soll ich das Licht {room} schalten?",
                  "¿Cambio la luz {room}?",
                  "Dois-je changer la lumière {room} ?"),
              List.of("Turn {state} the lights.", "Lights {state}."),
              new Phrase(
                  "In which room?",
                  "In welchem Raum?",
                  "¿En qué habitación?",
                  "Dans quelle pièce ?"),
              "{room}");
      case SEARCH ->
          new SkillTexts(
              List.of(
                  "Search for {query}.",
                  "Look for {query} on the internet.",
                  "Can you search for {query}?",
                  "Web search: {query}",
                  "What can you find about {query}?",
                  "Look {query} up online.",
                  "Run a search for {query}.",
                  "Please find {query} on the web.",
                  "Search the web for {query}.",
                  "Look up {query}.",
                  "Find {query} online.",
                  "Search: {query}",
                  "Please search for {query}.",
                  "Can you look for {query} on the web?",
                  "What does the web say about {query}?",
                  "Find me something about {query}.",
                  "Do a web search for {query}."),
              new Phrase(
                  "I found: {results}",
                  "Gefunden: {results}",
                  "Encontrado: {results}",
                  "Trouvé : {results}"),
              null,
              new Phrase(
                  "Shall I search for {query}?",
                  "Soll ich nach {query} suchen?",
                  "¿Busco {query}?",
                  "Dois-je chercher {query} ?"),
              List.of("Search the web.", "Look something up."),
              new Phrase(
                  "What should I search for?",
                  "Wonach soll ich suchen?",
                  "¿Qué busco?",
                  "Que dois-je chercher ?"),
              "{query}");
      case FILE ->
          new SkillTexts(
              List.of(
                  "Show the file {file}.",
                  "Print {file}.",
                  "What is written in {file}?",
                  "Could you read {file}?",
                  "Open {file} please.",
                  "I want to see {file}.",
                  "Get me {file}.",
                  "Let me see {file}.",
                  "Can you tell me what {file} says?",
                  "Read {file}.",
                  "Open the file {file}.",
                  "What is in {file}?",
                  "Show me {file}.",
                  "What does {file} say?",
                  "Please read the file {file}.",
                  "Tell me what is in {file}.",
                  "Can you open {file}?",
                  "Read me {file} please."),
              new Phrase(
                  "{file} says: {content}.",
                  "In {file} steht: {content}.",
                  "{file} dice: {content}.",
                  "{file} dit : {content}."),
              null,
              new Phrase(
                  "Shall I read {file}?",
                  "Soll ich {file} lesen?",
                  "¿Leo {file}?",
                  "Dois-je lire {file} ?"),
              List.of("Read a file.", "Open a file for me."),
              new Phrase("Which file?", "Welche Datei?", "¿Qué archivo?", "Quel fichier ?"),
              "{file}");
    };
  }
}
