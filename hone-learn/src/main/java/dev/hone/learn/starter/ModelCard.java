package dev.hone.learn.starter;

import java.util.Locale;

/** The text that is shipped beside the starter policy's weights. */
public final class ModelCard {

  private ModelCard() {}

  /**
   * The model card as Markdown.
   *
   * @param further whether the course began with an earlier starter's weights
   * @param parameters of the model
   * @param examSeed that the exam was drawn with
   */
  public static String of(
      StarterPretraining.Settings settings,
      boolean further,
      long parameters,
      long examSeed,
      StarterExam.Report report) {
    return String.format(
        Locale.ROOT,
        """
        # Hone's starter policy

        A Llama-style model of %,d parameters, trained by `hone pretrain-starter` from %s
        (seed %d, %d steps of %d conversations, highest learning rate %s). It is there so that Hone
        works out of the box and its whole loop can be seen on a small machine. It is no general
        assistant: for real work, load another model folder.

        ## What it does

        Calls nine tools in JSON (`calendar_add`, `calendar_list`, `timer_set`, `weather_get`,
        `note_add`, `mail_send`, `lights_set`, `search_web`, `file_read`), where the prompt offers
        them; replies shortly to their results; makes small talk; repeats text to the letter; asks
        back where something is missing; says plainly what it cannot do. Works out small exercises
        (sums and differences of small numbers, halves, order, even and odd, grading)
        and answers them as assistants do: a bold title, numbered steps, the result in a box. English.

        Told so in the system prompt, under the line `Lessons:` or by the user, it follows %d
        preferences, several at once: %s. Untold, it shows none of them.

        ## What it was trained on

        Generated conversations only (`dev.hone.learn.starter`); no text of any person. Licence:
        Apache-2.0, as the project.

        ## What it cannot do

        Anything outside these conversations: it knows no facts, and wording far from what it has
        seen is not understood. Names, numbers and words are copied, also made-up ones.

        ## Exam

        Seed %d; words, names, numbers and ways to ask that it was never trained on (`told` uses
        known wordings of a preference, `new-words` wordings never seen; `untold` is how often a
        preference shows that nobody asked for, and should be 0).

        ```
        %s```
        """,
        parameters,
        further
            ? "the starter\nbefore it, which a first course made from random weights"
            : "random weights",
        settings.seed(),
        settings.steps(),
        settings.batch(),
        settings.learningRate(),
        Preference.values().length,
        names(),
        examSeed,
        report.table());
  }

  private static String names() {
    StringBuilder text = new StringBuilder();
    for (Preference preference : Preference.values()) {
      text.append(text.isEmpty() ? "" : ", ")
          .append(preference.name().toLowerCase(Locale.ROOT).replace('_', ' '));
    }
    return text.toString();
  }
}
