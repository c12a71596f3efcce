package dev.hone.learn.starter;

import java.util.List;

/**
 * How people put one preference.
 *
 * @param orders begin with a plain verb and take an opening such as "Please"; the last two are held
 *     out
 * @param statements whole sentences that take none; the last one is held out
 * @param off ask for the plain way again
 */
record Wording(List<String> orders, List<String> statements, List<String> off) {

  static final int HELD_OUT_ORDERS = 2;
  static final int HELD_OUT_STATEMENTS = 1;

  static Wording of(Instruction instruction) {
    return instruction.preference() == Preference.PLAIN && instruction.value() != null
        ? StyleWording.without(Preference.everything(instruction.value()))
        : of(instruction.preference());
  }

  static Wording of(Preference preference) {
    return switch (preference) {
      case UNITS ->
          new Wording(
              List.of(
                  "tell temperatures in {v}",
                  "measure in {v}",
                  "change the units to {v}",
                  "set the temperature unit to {v}",
                  "convert temperatures to {v}",
                  "give temperatures in {v}",
                  "use {v} for the weather",
                  "show the weather in {v}",
                  "tell me the temperature in {v}",
                  "report temperatures in {v}",
                  "use {v}",
                  "use {v} for temperatures",
                  "give me the weather in degrees {v}",
                  "state temperatures in {v}",
                  "switch temperatures to {v}"),
              List.of(
                  "My unit is {v}",
                  "We use {v} here",
                  "The unit should be {v}",
                  "In {v}, not Celsius",
                  "I want temperatures in {v}",
                  "I prefer {v}",
                  "I think in {v}",
                  "Temperatures in {v}",
                  "{v}, not Celsius",
                  "Not Celsius, {v}",
                  "The weather should be in {v}",
                  "I need the temperature in {v}",
                  "I wanted {v}",
                  "You should have used {v}",
                  "All temperatures should be in {v}"),
              List.of(
                  "use Celsius", "give temperatures in Celsius", "show the weather in Celsius"));
      case DATE_ORDER ->
          new Wording(
              List.of(
                  "write dates {v} first",
                  "put the {v} at the beginning of dates",
                  "format dates with the {v} first",
                  "let dates begin with the {v}",
                  "place the {v} first in dates",
                  "use dates with the {v} first",
                  "write dates with the {v} first",
                  "put the {v} first in dates",
                  "start dates with the {v}",
                  "show dates {v} first",
                  "use {v} first dates",
                  "give dates with the {v} first",
                  "write the {v} first in a date",
                  "begin dates with the {v}"),
              List.of(
                  "Dates begin with the {v}",
                  "The {v} is first in my dates",
                  "I write dates {v} first",
                  "Dates need the {v} first",
                  "I want dates with the {v} first",
                  "Dates should start with the {v}",
                  "I read dates {v} first",
                  "In dates the {v} comes first",
                  "The {v} should come first in dates",
                  "The {v} goes first in a date"),
              List.of("write dates with the year first", "start dates with the year"));
      case CLOCK ->
          new Wording(
              List.of(
                  "write the time with am or pm",
                  "use 12 hour times",
                  "add am or pm to times",
                  "show the time with am and pm",
                  "switch to the 12 hour clock",
                  "use the 12 hour clock",
                  "show times with am and pm",
                  "write times with am or pm",
                  "give times in the 12 hour format",
                  "tell times with am and pm",
                  "use am and pm",
                  "put am or pm after the time",
                  "state times on a 12 hour clock"),
              List.of(
                  "I use the 12 hour clock",
                  "Times with am and pm please",
                  "I do not read 24 hour times",
                  "My clock has 12 hours",
                  "I want am and pm",
                  "Times should have am or pm",
                  "I prefer the 12 hour clock",
                  "I want times with am and pm",
                  "No 24 hour times",
                  "I only read am and pm"),
              List.of("use the 24 hour clock", "write times in the 24 hour format"));
      case ASK_BEFORE ->
          new Wording(
              List.of(
                  "ask me if you may {v}",
                  "ask for permission before you {v}",
                  "ask me for approval before you {v}",
                  "check first before you {v}",
                  "have me confirm before you {v}",
                  "seek my okay before you {v}",
                  "let me decide before you {v}",
                  "wait for my yes before you {v}",
                  "ask me before you {v}",
                  "ask before you {v}",
                  "check with me before you {v}",
                  "ask me first before you {v}",
                  "ask for my okay before you {v}",
                  "wait for my okay before you {v}",
                  "ask whether you may {v}",
                  "confirm with me before you {v}",
                  "let me confirm before you {v}",
                  "get my approval before you {v}"),
              List.of(
                  "I want to confirm before you {v}",
                  "I have to agree before you {v}",
                  "You need my permission before you {v}",
                  "You may only {v} after I say yes",
                  "I must approve before you {v}",
                  "I want to be asked before you {v}",
                  "You should have asked me before you {v}",
                  "Never {v} without asking me",
                  "Do not {v} without asking",
                  "Do not {v} before I say yes",
                  "I want to say yes before you {v}",
                  "You may not {v} unless I agree"),
              List.of("stop asking before you {v}", "just {v} when I say so"));
      case BRIEF ->
          new Wording(
              List.of(
                  "be concise",
                  "say less",
                  "write short replies",
                  "shorten your answers",
                  "keep replies brief",
                  "give brief replies",
                  "cut it short",
                  "write less",
                  "get to the point",
                  "use fewer words",
                  "reduce your replies to the minimum",
                  "be brief",
                  "keep it short",
                  "keep your replies short",
                  "answer briefly",
                  "give short answers",
                  "use as few words as possible",
                  "be short",
                  "make your replies shorter",
                  "keep your answers brief",
                  "cut it down to the minimum"),
              List.of(
                  "I like it short",
                  "Less text please",
                  "I do not need so many words",
                  "Your answers are too wordy",
                  "This is too much text",
                  "Keep it brief please",
                  "One word is enough",
                  "I want short replies",
                  "Short answers please",
                  "That is too long",
                  "Too many words",
                  "Your replies are too long",
                  "Shorter please",
                  "That was too wordy"),
              List.of("give me the details", "write longer replies"));
      case WARM ->
          new Wording(
              List.of(
                  "sound warm",
                  "write warmly",
                  "reply in a friendly way",
                  "answer warmly",
                  "be a bit friendlier",
                  "be nicer",
                  "sound nicer",
                  "use friendly words",
                  "answer kindly",
                  "be more polite and warm",
                  "say something nice",
                  "say a kind word",
                  "add a warm word",
                  "be encouraging",
                  "say a friendly word first",
                  "be warm",
                  "be friendly",
                  "be kind",
                  "sound friendly",
                  "use a warm tone",
                  "be more friendly",
                  "write in a warm tone",
                  "be warmer",
                  "answer in a friendly tone",
                  "sound a bit warmer"),
              List.of(
                  "I would like more warmth",
                  "Say something nice",
                  "A kind word would be nice",
                  "A little kindness please",
                  "Your replies are cold",
                  "Your tone is unfriendly",
                  "I miss some warmth",
                  "A friendly tone please",
                  "That sounded cold",
                  "I want a warm tone",
                  "A bit more warmth",
                  "You sound cold",
                  "That was cold",
                  "I like friendly replies",
                  "Your tone is too cold"),
              List.of("be neutral", "use a neutral tone"));
      case LANGUAGE ->
          new Wording(
              List.of(
                  "answer in {v}",
                  "reply in {v}",
                  "speak {v}",
                  "write in {v}",
                  "use {v}",
                  "switch to {v}",
                  "talk to me in {v}",
                  "give your replies in {v}",
                  "respond in {v}"),
              List.of(
                  "I want answers in {v}",
                  "My language is {v}",
                  "I speak {v}",
                  "In {v}, not English",
                  "{v} please",
                  "I only understand {v}",
                  "I want replies in {v}"),
              List.of("answer in English", "speak English", "reply in English"));
      case SIGN_MAIL ->
          new Wording(
              List.of(
                  "end my mails with {v}",
                  "close my mails with {v}",
                  "put {v} at the end of my mails",
                  "use {v} as my signature",
                  "put the name {v} under mails",
                  "write {v} under every mail",
                  "finish mails with {v}",
                  "put my name {v} under my mails",
                  "use the signature {v} in mails",
                  "sign off my mails with {v}",
                  "sign my mails with {v}",
                  "sign mails as {v}",
                  "put {v} under my mails",
                  "sign mails with {v}",
                  "sign every mail with {v}",
                  "add my name {v} to mails",
                  "write {v} at the end of my mails",
                  "use {v} as the signature of mails",
                  "put my name {v} at the end of mails"),
              List.of(
                  "The mails should carry my name {v}",
                  "My signature is {v}",
                  "My mails must be signed {v}",
                  "Mails end with {v}",
                  "My mails end with {v}",
                  "My mails are signed {v}",
                  "I sign my mails with {v}",
                  "You should have signed it with {v}",
                  "My mails should be signed with {v}",
                  "Mails need the signature {v}",
                  "My mails should end with {v}"),
              List.of("leave my mails unsigned", "stop signing my mails"));
      case COPY_MAIL ->
          new Wording(
              List.of(
                  "send {v} a copy of my mails",
                  "copy my mails to {v}",
                  "put {v} in copy",
                  "add {v} to cc on my mails",
                  "cc mails to {v}",
                  "include {v} in cc",
                  "send copies of mails to {v}",
                  "let {v} have a copy of each mail",
                  "put {v} on cc of every mail",
                  "cc {v} on my mails",
                  "copy {v} on every mail",
                  "put {v} in cc",
                  "send a copy of my mails to {v}",
                  "add {v} in cc",
                  "cc {v}",
                  "put {v} in copy of my mails",
                  "cc my mails to {v}",
                  "keep {v} in cc on mails"),
              List.of(
                  "{v} wants a copy of my mails",
                  "{v} is to be in cc",
                  "My mails need {v} in cc",
                  "{v} should be in copy",
                  "{v} gets a copy",
                  "{v} should get a copy of my mails",
                  "I want {v} in cc",
                  "{v} must be in cc",
                  "You should have copied {v}",
                  "My mails go to {v} in cc",
                  "{v} gets a copy of each mail"),
              List.of("stop the cc on my mails", "send mails without cc"));
      case TAG_NOTES ->
          new Wording(
              List.of(
                  "put {v} as the tag on notes",
                  "use {v} as the tag of notes",
                  "label notes with the tag {v}",
                  "save notes under the tag {v}",
                  "set the tag of my notes to {v}",
                  "save my notes with the tag {v}",
                  "attach the tag {v} to notes",
                  "store notes with the tag {v}",
                  "tag my notes with {v}",
                  "use the tag {v} for notes",
                  "put the tag {v} on notes",
                  "give notes the tag {v}",
                  "mark my notes with {v}",
                  "tag notes {v}",
                  "add the tag {v} to my notes",
                  "file notes under the tag {v}"),
              List.of(
                  "The tag of my notes is {v}",
                  "Notes need the tag {v}",
                  "All notes get the tag {v}",
                  "My notes belong under the tag {v}",
                  "The tag should be {v}",
                  "My notes need the tag {v}",
                  "Notes should be tagged {v}",
                  "I want the tag {v} on my notes",
                  "My notes are tagged {v}",
                  "You should have tagged it {v}",
                  "Each note needs the tag {v}"),
              List.of("stop tagging my notes", "save notes without a tag"));
      case REMINDER ->
          new Wording(
              List.of(
                  "use a reminder of {v} minutes",
                  "remind me of events {v} minutes before",
                  "set the reminder to {v} minutes",
                  "remind me {v} minutes before events",
                  "set a reminder {v} minutes before",
                  "add a reminder of {v} minutes to events",
                  "give events a reminder of {v} minutes",
                  "remind me {v} minutes before",
                  "put a {v} minute reminder on events",
                  "set reminders {v} minutes before my events",
                  "warn me {v} minutes before an event"),
              List.of(
                  "Remind me {v} minutes before, please",
                  "The reminder should be {v} minutes",
                  "I want a reminder {v} minutes before events",
                  "Events need a reminder of {v} minutes",
                  "My reminder is {v} minutes",
                  "Events should remind me {v} minutes before",
                  "I need to be reminded {v} minutes before events"),
              List.of("add events without a reminder", "stop the reminders"));
      case TIMER_LABEL ->
          new Wording(
              List.of(
                  "name my timers {v}",
                  "give my timers the name {v}",
                  "put {v} on my timers",
                  "title timers {v}",
                  "use {v} as the label of timers",
                  "label my timers {v}",
                  "name timers {v}",
                  "call my timers {v}",
                  "put the label {v} on timers",
                  "give timers the label {v}",
                  "label timers with {v}",
                  "use the label {v} for timers",
                  "set timers with the label {v}"),
              List.of(
                  "The label of my timers is {v}",
                  "My timers need the label {v}",
                  "My timers carry the label {v}",
                  "My timers should be called {v}",
                  "Timers need the label {v}",
                  "I want the label {v} on timers",
                  "My timers are labelled {v}",
                  "Each timer gets the label {v}"),
              List.of("set timers without a label", "stop labelling timers"));
      case BRIGHTNESS ->
          new Wording(
              List.of(
                  "set the brightness to {v}",
                  "switch lights on at {v} percent",
                  "put the lights at {v} percent",
                  "set the lights to {v} percent",
                  "use {v} percent brightness",
                  "dim the lights to {v} percent",
                  "keep the lights at {v} percent",
                  "turn lights on at {v} percent",
                  "use a brightness of {v}",
                  "turn lights on with brightness {v}",
                  "limit the lights to {v} percent"),
              List.of(
                  "{v} percent is bright enough",
                  "The lights should have {v} percent",
                  "I want the lights at {v} percent",
                  "Lights should be at {v} percent",
                  "My lights need {v} percent",
                  "The brightness should be {v}",
                  "I like the lights at {v} percent"),
              List.of("turn lights on without a brightness", "stop dimming the lights"));
      case SEARCH_COUNT ->
          new Wording(
              List.of(
                  "show {v} results",
                  "search with {v} results",
                  "give me {v} results",
                  "return {v} results",
                  "limit the results to {v}",
                  "use {v} results",
                  "search for {v} results",
                  "get {v} results when you search",
                  "limit searches to {v} results",
                  "ask for {v} results",
                  "fetch {v} results",
                  "look for {v} results",
                  "use {v} results for a search",
                  "take {v} results from a search"),
              List.of(
                  "{v} results are enough",
                  "I like {v} results",
                  "My searches need {v} results",
                  "The number of results should be {v}",
                  "I want {v} results from a search",
                  "Searches should have {v} results",
                  "{v} results are what I want",
                  "I need {v} results",
                  "A search should give {v} results"),
              List.of("search without a limit", "stop limiting the results"));
      case FILE_FOLDER ->
          new Wording(
              List.of(
                  "look in the folder {v}",
                  "look for my files in the folder {v}",
                  "use {v} as the folder for files",
                  "take my files from the folder {v}",
                  "search for files in {v}",
                  "read my files in {v}",
                  "find files in the folder {v}",
                  "use the folder {v}",
                  "look for files in {v}",
                  "read files from the folder {v}",
                  "take files from {v}",
                  "use the folder {v} for files",
                  "open files from {v}",
                  "find my files in the folder {v}",
                  "search the folder {v} for files",
                  "get files from the folder {v}"),
              List.of(
                  "My files lie in the folder {v}",
                  "Files belong to the folder {v}",
                  "You find my files in {v}",
                  "The folder of my files is {v}",
                  "Everything is in the folder {v}",
                  "My files are in {v}",
                  "Files are in the folder {v}",
                  "My folder is {v}",
                  "All my files are in the folder {v}",
                  "The files lie in {v}"),
              List.of("read files without a folder", "leave the folder away"));
      case BULLETS ->
          new Wording(
              List.of(
                  "write one result per line",
                  "use dashes instead of numbers",
                  "put a dash before each item",
                  "begin each line with a dash",
                  "make a list of the results",
                  "list the results with dashes",
                  "list search results as bullets",
                  "use bullets for results",
                  "put results in a list",
                  "write results as a list",
                  "show results as bullet points",
                  "use bullet points",
                  "give results as bullets",
                  "format results as a bullet list"),
              List.of(
                  "Bullets please",
                  "I want a list",
                  "I want results as bullets",
                  "Results should be a list",
                  "I like bullet points",
                  "A list please",
                  "One result per line",
                  "Results belong in a bullet list"),
              List.of("write results in one line", "stop using bullets"));
      case BEGIN_WITH ->
          new Wording(
              List.of(
                  "let your replies begin with {v}",
                  "put {v} at the start of each reply",
                  "put {v} first in every reply",
                  "use {v} as the opening of your replies",
                  "begin your replies with {v}",
                  "start every reply with {v}",
                  "start your replies with {v}",
                  "open each answer with {v}",
                  "begin every answer with {v}",
                  "start with {v}",
                  "begin with {v}",
                  "open your replies with {v}"),
              List.of(
                  "Replies begin with {v}",
                  "I want {v} at the start of your replies",
                  "Your replies should begin with {v}",
                  "I want replies that start with {v}",
                  "Every answer should start with {v}",
                  "Your answers must begin with {v}"),
              List.of("start your replies normally", "begin replies without an opening"));
      case END_WITH ->
          new Wording(
              List.of(
                  "let your replies end with {v}",
                  "put {v} at the end of each reply",
                  "put {v} last in every reply",
                  "use {v} as the closing of your replies",
                  "end your replies with {v}",
                  "finish every reply with {v}",
                  "close each answer with {v}",
                  "end every answer with {v}",
                  "finish with {v}",
                  "end with {v}",
                  "finish your replies with {v}",
                  "close your replies with {v}"),
              List.of(
                  "Replies end with {v}",
                  "I want {v} at the end of your replies",
                  "Your replies should end with {v}",
                  "I want replies that end with {v}",
                  "Every answer should end with {v}",
                  "Your answers must finish with {v}"),
              List.of("end your replies normally", "finish replies without a closing"));
      case CALL_ME ->
          new Wording(
              List.of(
                  "use {v} as my name",
                  "address me by the name {v}",
                  "call me by my name {v}",
                  "call me {v}",
                  "address me as {v}",
                  "use my name {v}",
                  "call me {v} in your replies",
                  "use the name {v} for me",
                  "say my name {v}",
                  "speak to me as {v}",
                  "greet me as {v}"),
              List.of(
                  "You may call me {v}",
                  "I like to be called {v}",
                  "I am called {v}",
                  "I go by {v}",
                  "I want to be called {v}",
                  "You should call me {v}",
                  "People call me {v}"),
              List.of("leave my name away", "stop using my name"));
      case FOLLOW_UP ->
          new Wording(
              List.of(
                  "ask if there is something else",
                  "ask me what else you can do",
                  "close with a question",
                  "ask if you can help more",
                  "ask if I need anything else",
                  "end with a question",
                  "ask what else I need",
                  "offer more help",
                  "ask a follow up question",
                  "ask whether there is more to do",
                  "offer more help at the end",
                  "ask if there is anything else"),
              List.of(
                  "I like to be asked if I need more",
                  "You forgot to ask if I need more",
                  "I want to be asked if I need more",
                  "You should ask if I need anything else",
                  "A follow up question would be nice",
                  "You never ask if I need more"),
              List.of("stop asking if I need more", "leave the question at the end away"));
      case SMILEY ->
          new Wording(
              List.of(
                  "put smileys in your replies",
                  "end with a smiley",
                  "give me a smiley",
                  "add a smiley",
                  "use a smiley",
                  "put a smiley at the end",
                  "smile in your replies",
                  "use smileys",
                  "add a smiley to your replies",
                  "send a smiley with each reply",
                  "include a smiley"),
              List.of(
                  "Smileys please",
                  "I would like a smiley",
                  "I like smileys",
                  "A smiley would be nice",
                  "I miss a smiley",
                  "I want a smiley in your replies",
                  "Where is the smiley"),
              List.of("leave the smiley away", "stop using smileys"));
      case NAME_TOOL ->
          new Wording(
              List.of(
                  "write which tool you used",
                  "tell the name of the tool",
                  "show which tool you used",
                  "say which tool you used",
                  "name the tool",
                  "mention the tool you used",
                  "tell me the tool",
                  "name the tool you used",
                  "say the name of the tool",
                  "tell me which tool you used",
                  "state which tool you used"),
              List.of(
                  "I need to know which tool it was",
                  "The name of the tool is missing",
                  "I want to know which tool you used",
                  "I want to see the name of the tool",
                  "The tool should be named",
                  "Your replies should name the tool"),
              List.of("leave the tool away", "stop naming the tool"));
      case PLAIN, LONG, EXCLAIM, NO_FULL_STOP, ONE_SENTENCE, ANSWER_FIRST, HEADING, CHECK_RESULT ->
          StyleWording.of(preference);
    };
  }
}
