package dev.hone.learn.starter;

import java.util.List;

/** How people put the preferences that are about style, as {@link Wording} does for the others. */
final class StyleWording {

  private static final List<String> NO_PLAIN_OFF =
      List.of("format your answers again", "use bold, lists and a box again");

  private static final Wording LESS =
      new Wording(
          List.of(
              "use no {v}",
              "do not use {v}",
              "stop using {v}",
              "write without {v}",
              "answer without {v}",
              "leave out {v}",
              "leave {v} away",
              "avoid {v}",
              "drop {v}",
              "skip {v}",
              "stop with {v}",
              "do without {v}",
              "reply without any {v}",
              "give me the answer without {v}",
              "never use {v}",
              "refrain from {v}",
              "get rid of {v}"),
          List.of(
              "No {v}",
              "No {v} please",
              "No {v} here",
              "I do not want {v}",
              "I do not like {v}",
              "I said no {v}",
              "Without {v} please",
              "Please no {v}",
              "There should be no {v}",
              "I want no {v}",
              "Why the {v}",
              "I hate {v}",
              "Enough of {v}"),
          NO_PLAIN_OFF);

  private static final Wording PLAIN_TEXT =
      new Wording(
          List.of(
              "use no {v}",
              "do not use {v}",
              "stop using {v}",
              "write without {v}",
              "answer without {v}",
              "leave out {v}",
              "avoid {v}",
              "drop {v}",
              "write plain text",
              "use plain text",
              "answer in plain text",
              "write plain sentences",
              "write it like a student",
              "write as people write",
              "write like a human",
              "use plain sentences only",
              "just write normal text",
              "write normally",
              "keep it plain",
              "write simple text",
              "answer in plain words",
              "stop formatting",
              "write in running text",
              "make it look handwritten"),
          List.of(
              "No {v}",
              "No {v} please",
              "I do not want {v}",
              "I do not like {v}",
              "Please no {v}",
              "Plain text please",
              "Plain text only",
              "That looks like a machine wrote it",
              "My teacher sees that an assistant wrote this",
              "That is too much formatting",
              "I cannot hand in something with {v}",
              "It should look as if I wrote it",
              "I want plain text",
              "I want normal sentences",
              "Nobody writes like that",
              "This looks too much like AI",
              "I need plain sentences"),
          NO_PLAIN_OFF);

  private StyleWording() {}

  /** How to do without this or that. */
  static Wording without(boolean everything) {
    return everything ? PLAIN_TEXT : LESS;
  }

  static Wording of(Preference preference) {
    return switch (preference) {
      case LONG ->
          new Wording(
              List.of(
                  "write more",
                  "explain more",
                  "give more detail",
                  "explain it in detail",
                  "write at least a paragraph",
                  "write at least 50 words",
                  "write at least 100 tokens",
                  "write me at least a paragraph",
                  "write a long answer",
                  "give me a longer answer",
                  "make your answers longer",
                  "explain every step at length",
                  "go into detail",
                  "tell me more about it",
                  "be more detailed",
                  "write longer answers",
                  "give a full explanation",
                  "explain it thoroughly",
                  "elaborate",
                  "write a detailed explanation"),
              List.of(
                  "That is too short",
                  "That is too short, write more",
                  "That is too little",
                  "I need more detail",
                  "Your answers are too short",
                  "More detail please",
                  "I want a long answer",
                  "That is not enough",
                  "I want a full explanation",
                  "A longer answer please",
                  "This is far too short",
                  "I expected more than that",
                  "The explanation is too thin",
                  "I need a longer explanation"),
              List.of("answer at normal length", "stop explaining so much"));
      case EXCLAIM ->
          new Wording(
              List.of(
                  "use exclamation marks",
                  "end your sentences with an exclamation mark",
                  "end with an exclamation mark",
                  "put an exclamation mark at the end",
                  "finish sentences with an exclamation mark",
                  "write with exclamation marks",
                  "use ! instead of .",
                  "close sentences with !",
                  "end with !",
                  "sound excited"),
              List.of(
                  "I want exclamation marks",
                  "Exclamation marks please",
                  "I like exclamation marks",
                  "Sentences should end with !",
                  "I miss exclamation marks",
                  "More exclamation marks"),
              List.of("stop using exclamation marks", "end sentences with a full stop"));
      case NO_FULL_STOP ->
          new Wording(
              List.of(
                  "leave out the full stop at the end",
                  "use no full stop at the end",
                  "end without a full stop",
                  "stop putting a full stop at the end",
                  "write no period at the end",
                  "drop the last full stop",
                  "leave the final period away",
                  "end your replies without a period",
                  "skip the full stop at the end",
                  "omit the final full stop"),
              List.of(
                  "No full stop at the end",
                  "No period at the end please",
                  "I do not want a full stop at the end",
                  "I do not like the last full stop",
                  "Replies should not end with a full stop",
                  "The full stop at the end must go"),
              List.of("end with a full stop again", "use full stops as usual"));
      case ONE_SENTENCE ->
          new Wording(
              List.of(
                  "answer in one sentence",
                  "use one sentence only",
                  "write a single sentence",
                  "put it in one sentence",
                  "give me one sentence",
                  "keep it to one sentence",
                  "say it in a single sentence",
                  "limit yourself to one sentence",
                  "reply with just one sentence",
                  "fit it into one sentence"),
              List.of(
                  "One sentence please",
                  "One sentence is enough",
                  "I want a single sentence",
                  "Just one sentence",
                  "I only need one sentence",
                  "A single sentence will do"),
              List.of("use as many sentences as usual", "write more than one sentence again"));
      case ANSWER_FIRST ->
          new Wording(
              List.of(
                  "give the answer first",
                  "start with the answer",
                  "put the result first",
                  "say the result first",
                  "begin with the result",
                  "tell me the answer before the steps",
                  "give the result before the steps",
                  "put the answer at the top",
                  "open with the result",
                  "explain after the answer",
                  "lead with the answer"),
              List.of(
                  "The answer comes first",
                  "Answer first, then the steps",
                  "The result first please",
                  "I want the answer first",
                  "I want the result at the top",
                  "The steps come after the answer"),
              List.of("give the answer last", "put the result at the end"));
      case HEADING ->
          new Wording(
              List.of(
                  "use the heading {v}",
                  "put the heading {v} at the top",
                  "begin with the heading {v}",
                  "write the heading {v} over it",
                  "title it {v}",
                  "use {v} as the title",
                  "give your answers the title {v}",
                  "start with the title {v}",
                  "put the title {v} over your answers",
                  "set {v} as the heading",
                  "head your answers with {v}"),
              List.of(
                  "The heading is {v}",
                  "The title should be {v}",
                  "I want the heading {v}",
                  "It needs the heading {v}",
                  "The heading should say {v}",
                  "I want {v} as the title"),
              List.of("leave the heading away", "use the normal heading"));
      case CHECK_RESULT ->
          new Wording(
              List.of(
                  "check the result",
                  "check your answer",
                  "show a check",
                  "add a check",
                  "verify the result",
                  "prove that it is right",
                  "do a check at the end",
                  "show me that it is right",
                  "test your result",
                  "double check the result",
                  "include a verification"),
              List.of(
                  "I want a check",
                  "The check is missing",
                  "I need to see that it is right",
                  "A check please",
                  "There should be a check",
                  "I do not trust results without a check"),
              List.of("leave the check away", "stop checking the result"));
      case PLAIN -> LESS;
      case UNITS,
          DATE_ORDER,
          CLOCK,
          ASK_BEFORE,
          BRIEF,
          WARM,
          LANGUAGE,
          SIGN_MAIL,
          COPY_MAIL,
          TAG_NOTES,
          REMINDER,
          TIMER_LABEL,
          BRIGHTNESS,
          SEARCH_COUNT,
          FILE_FOLDER,
          BULLETS,
          BEGIN_WITH,
          END_WITH,
          CALL_ME,
          FOLLOW_UP,
          SMILEY,
          NAME_TOOL ->
          throw new IllegalArgumentException(preference + " is not worded here");
    };
  }
}
