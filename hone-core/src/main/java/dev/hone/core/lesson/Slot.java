package dev.hone.core.lesson;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place that a user fills with words of their own ("sign with …", "call me …"), or wants filled
 * or not at all (a smiley, bullets). Two lessons about the same slot say the same if they fill it
 * with the same, and contradict each other if not.
 *
 * @param cue that a lesson is about it
 * @param filled whether it takes words or a number of the user's own
 * @param own words that belong to the slot itself, not to what fills it
 */
record Slot(String name, Pattern cue, boolean filled, Set<String> own) {

  private static final int FLAGS = Pattern.UNICODE_CHARACTER_CLASS;
  private static final Pattern TOKEN = Pattern.compile("[\\p{L}\\p{N}@._+-]*[\\p{L}\\p{N}]", FLAGS);
  private static final Pattern TAIL =
      Pattern.compile(
          "(?:[\\s,.!?]*\\b(?:please|bitte|from now on|in (?:the )?future|next time|okay|ok|instead"
              + "|always|por favor)\\b)*[\\s,.!?]*$",
          FLAGS);

  private static Slot of(String name, boolean filled, String cue, String own) {
    return new Slot(
        name, Pattern.compile(cue, FLAGS), filled, new HashSet<>(Arrays.asList(own.split(" "))));
  }

  private static final String MAILS = "(?:e-?mails?|mails?|letters?|messages?)";

  private static final String REPLIES =
      "(?:(?:each|every|all|the|your|of) )*(?:repl(?:y|ies)|answers?|responses?)\\b";

  /** In the order in which they are looked for; a lesson is about the first whose cue it has. */
  private static final List<Slot> ALL =
      List.of(
          of(
              "copy",
              true,
              "\\bcc\\b|\\b(?:a )?copy of\\b|\\bcopied\\b|\\bgets? a copy\\b|\\bcopy \\S+ on\\b|\\bin copy\\b|\\bcop(?:y|ies) (?:of )?(?:my |every |each |all )?mails?\\b|\\bhave a copy\\b",
              "add keep cc copy copied copies gets get go mails mail each every of on in to have include send let is be"
                  + " should must want wants need needs"),
          of(
              "tag",
              true,
              "\\btag(?:ged|s)?\\b|\\bmark (?:my )?notes\\b|\\bnotes under\\b|\\bnotes with the tag\\b",
              "add tag tags tagged mark notes note file under with give on put each needs it as label save set attach"
                  + " store belong get gets"),
          of(
              "timer label",
              true,
              "\\btimers?\\b.*\\b(?:label(?:led)?|called|named?)\\b|\\b(?:label|name|call|title) (?:my |your )?timers?\\b"
                  + "|\\blabel\\b.*\\btimers?\\b|\\btimers?\\b.*\\bname\\b|\\bput \\S+ on (?:my |your )?timers?\\b",
              "timer timers label labelled called name named call title with give set gets on put each need needs as of"
                  + " carry"),
          of(
              "sign",
              true,
              "\\bsign(?:ed|ature|ing)?\\b|\\bunsigned\\b|\\bunter?schreibe?\\b|\\bfirma\\b|\\bsigne\\b"
                  + "|\\bunder (?:my |your |every |each )?"
                  + MAILS
                  + "|\\bend of (?:my |your )?"
                  + MAILS
                  + "|\\b"
                  + MAILS
                  + "\\b.*\\bend with\\b|\\b(?:end|close|finish) (?:my |your |every |all )?"
                  + MAILS
                  + "|\\bmy name \\S+ to mails|\\bcarry my name\\b",
              "sign signed signing signature unsigned unterschreibe firma signe mails mail email emails letters"
                  + " messages under end close finish put name add write at as with every it have should needs mit off carry"
                  + " must"),
          of(
              "reminder",
              true,
              "\\bremind(?:er|ers|ed)?\\b.*\\d|\\d.*\\bremind(?:er|ers|ed)?\\b|\\bwarn me \\d",
              "remind reminder reminders reminded minute minutes before event events warn set add give put be is"
                  + " meetings meeting of use should"),
          of(
              "brightness",
              true,
              "\\bbrightness\\b|\\bpercent is bright\\b|\\blights?\\b.*\\bpercent\\b|\\bpercent\\b.*\\blights?\\b|\\bdim(?:ming)?\\b.*\\blights?\\b",
              "brightness bright enough light lights percent dim dimming turn switch on at limit set put keep use like of"
                  + " have should be"),
          of(
              "result count",
              true,
              "\\d+ results?\\b|\\bresults?\\b.*\\b\\d+\\b",
              "results result search searches searching limit get fetch look take ask for give show return when from are"
                  + " what number of be enough with need"),
          of(
              "folder",
              true,
              "\\bfolder\\b|\\bfiles? (?:from|in|are in|lie in)\\b",
              "folder files file look read take open find search get from in are lie all use the is as for you belong to"
                  + " everything of my"),
          of(
              "bullets",
              false,
              "\\bbullets?\\b|\\b(?:as|in|be|is) a (?:bullet )?list\\b|\\ba list please\\b|\\bper line\\b|\\blist of the results\\b|\\blist (?:the )?results\\b"
                  + "|\\bwant a list\\b|\\bdash(?:es)?\\b",
              ""),
          of("smiley", false, "\\bsmileys?\\b|\\bsmile\\b|\\bemojis?\\b|\\bemoticons?\\b", ""),
          of(
              "follow-up",
              false,
              "\\b(?:any|some)thing else\\b|\\bhelp more\\b|\\bfollow[- ]?up\\b|\\bneed more\\b|\\bmore help\\b|\\bwhat else\\b"
                  + "|\\bmore to do\\b|\\bwith a question\\b|\\bquestion at the end\\b",
              ""),
          of(
              "tool name",
              false,
              "\\bwhich tool\\b|\\b(?:name|mention|naming) the tool\\b|\\btool (?:you used|it was|should be named)\\b"
                  + "|\\bname of the tool\\b|\\btell me the tool\\b",
              ""),
          of(
              "begin",
              true,
              "\\b(?:begin|start|open|beginne|empieza|comienza|commence)\\b.*\\b(?:with|mit|con|avec)\\b(?! the (?:day|month|year))"
                  + "|\\b(?:put|use|say|want(?! you)) (?<value>.+?) "
                  + "(?:at the (?:start|beginning) of|first in|as the opening of) "
                  + REPLIES,
              ""),
          of(
              "end",
              true,
              "\\b(?:end|close|finish|conclude|beende|termina|termine|finis)\\b.*\\b(?:with|mit|con|avec)\\b"
                  + "|\\b(?:put|use|say|want(?! you)) (?<value>.+?) "
                  + "(?:at the end of|last in|as the closing of) "
                  + REPLIES,
              ""),
          of(
              "call",
              true,
              "\\b(?:call|address|greet|nenne?) (?:me|mich)\\b|\\bspeak to me as\\b|\\bmy name\\b|\\bi go by\\b"
                  + "|\\bi(?:'m| am) called\\b|\\bto be called\\b|\\bname \\S+ for me\\b|\\bllámame\\b|\\bappelle-moi\\b",
              "call called address greet nenne nenn me mich speak name go by am people say use for to be as replies"
                  + " llámame appelle-moi"));

  /**
   * What a lesson puts into which slot.
   *
   * @param value {@code yes} if the slot takes no words, {@code none} if it is to stay empty; empty
   *     if nothing is said
   */
  record Filling(String slot, String value) {}

  /**
   * Reads a lesson.
   *
   * @param text in lower case
   * @param negated whether it says not to
   * @param fillers words that mean nothing here
   */
  static Optional<Filling> read(String text, boolean negated, Set<String> fillers) {
    for (Slot slot : ALL) {
      Matcher matcher = slot.cue().matcher(text);
      if (matcher.find()) {
        if (negated) {
          return Optional.of(new Filling(slot.name(), "none"));
        }
        return Optional.of(
            new Filling(slot.name(), slot.filled() ? slot.value(text, matcher, fillers) : "yes"));
      }
    }
    return Optional.empty();
  }

  private String value(String text, Matcher cue, Set<String> fillers) {
    if (own.contains("")) {
      // Word for word what stands within the cue, or else whatever follows it.
      String within = cue.group("value");
      String rest =
          within != null ? within : TAIL.matcher(text.substring(cue.end())).replaceFirst("");
      return String.join(" ", TOKEN.matcher(rest).results().map(r -> r.group()).toList());
    }
    Set<String> words = new TreeSet<>();
    TOKEN
        .matcher(text)
        .results()
        .map(found -> found.group())
        .filter(word -> !own.contains(word) && !fillers.contains(word))
        .forEach(words::add);
    return String.join(" ", words);
  }
}
