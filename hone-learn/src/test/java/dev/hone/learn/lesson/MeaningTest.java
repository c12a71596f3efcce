package dev.hone.learn.lesson;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.core.lesson.Meaning;
import dev.hone.core.lesson.Relation;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MeaningTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          SAME        | Use Celsius.                                  | Always use Celsius.
          SAME        | I want temperatures in Fahrenheit.            | Please give temperatures in Fahrenheit.
          SAME        | Use Fahrenheit, not Celsius.                  | I prefer Fahrenheit.
          SAME        | Please use the 24-hour clock.                 | Always use 24 hour time.
          SAME        | Write dates day first.                        | Put the day before the month.
          SAME        | Answer in German.                             | Reply in German from now on.
          SAME        | I want short answers.                         | Keep your answers short.
          SAME        | Be brief.                                     | Please be brief.
          SAME        | Please ask me before you send a mail.         | Always ask me first before sending mails.
          SAME        | Next time sign my mails with Lena.            | Always sign my mails with "Lena".
          SAME        | Always end your replies with "Over and out".  | End your replies with "Over and out."
          SAME        | Call me Captain.                              | Please call me "Captain".
          SAME        | Don't use emojis.                             | Never use emojis.
          SAME        | No emojis, please.                            | Please avoid emojis.
          SAME        | Begin your replies with "Ahoy".               | Always start your replies with Ahoy.
          SAME        | Use kilometres.                               | I prefer km.
          SAME        | Be more formal.                               | Please be formal.
          SAME        | Always add a joke.                            | Add a joke every time.
          SAME        | Never delete a file without asking me.        | Ask me before you delete a file.
          SAME        | Ich möchte kurze Antworten.                   | Bitte immer kurze Antworten.
          CONTRADICTS | Use Celsius.                                  | I want temperatures in Fahrenheit.
          CONTRADICTS | Use Celsius.                                  | Don't use Celsius.
          CONTRADICTS | Use Fahrenheit instead of Celsius.            | Use Celsius instead of Fahrenheit.
          CONTRADICTS | Use metric units.                             | Give temperatures in Fahrenheit.
          CONTRADICTS | Use miles.                                    | Please use kilometres.
          CONTRADICTS | Please use the 24-hour clock.                 | Use am/pm.
          CONTRADICTS | Use the 12-hour clock.                        | I want times in 24-hour format.
          CONTRADICTS | Write dates day first.                        | Write dates month first.
          CONTRADICTS | Write dates day first.                        | Use ISO dates.
          CONTRADICTS | Answer in German.                             | Answer in English.
          CONTRADICTS | Please speak French.                          | Reply in Spanish.
          CONTRADICTS | I want short answers.                         | I want detailed answers.
          CONTRADICTS | Be brief.                                     | Please give longer answers.
          CONTRADICTS | Please ask me before you send a mail.         | Don't ask me before you send a mail.
          CONTRADICTS | Please ask me before you send a mail.         | Stop asking me.
          CONTRADICTS | Please ask me before you send a mail.         | Send mails without asking.
          CONTRADICTS | Never send mails without asking.              | Send mails without asking me.
          CONTRADICTS | Sign my mails with Lena.                      | Next time sign my mails with Bob.
          CONTRADICTS | Sign my mails with Lena.                      | Don't sign my mails with Lena.
          CONTRADICTS | Always end your replies with "Over and out".  | End your replies with "Cheers".
          CONTRADICTS | Begin your replies with "Hello".              | Start your replies with "Ahoy".
          CONTRADICTS | Call me Captain.                              | Call me Max.
          CONTRADICTS | Use emojis.                                   | Don't use emojis.
          CONTRADICTS | Always add a joke.                            | Never add a joke.
          CONTRADICTS | Be formal.                                    | Be casual.
          CONTRADICTS | Use a warm tone.                              | Be matter-of-fact.
          CONTRADICTS | Write in lowercase.                           | Write in upper case.
          CONTRADICTS | Round prices to 2 decimals.                   | Round prices to 3 decimals.
          CONTRADICTS | List the newest first.                        | List the oldest first.
          CONTRADICTS | Antworte auf Deutsch.                         | Antworte auf Englisch.
          CONTRADICTS | Include the subject line.                     | Leave out the subject line.
          CONTRADICTS | Show distances in miles and be brief.         | Use km.
          INDEPENDENT | Use Celsius.                                  | Use kilometres.
          INDEPENDENT | Use Celsius.                                  | Answer in German.
          INDEPENDENT | I want short answers.                         | Write detailed mails.
          INDEPENDENT | Write mails in French.                        | Answer in German.
          INDEPENDENT | Please ask me before you send a mail.         | Ask me before you delete a file.
          INDEPENDENT | Please ask me before you send a mail.         | Don't ask me before you delete a file.
          INDEPENDENT | Sign my mails with Lena.                      | Always end your replies with "Over and out".
          INDEPENDENT | Begin your replies with "Ahoy".               | End your replies with "Ahoy".
          INDEPENDENT | End your replies with "Bye".                  | End your mails with "Regards".
          INDEPENDENT | Call me Captain.                              | Be brief.
          INDEPENDENT | Don't use emojis.                             | Don't use bullet points.
          INDEPENDENT | Be brief.                                     | Use a warm tone.
          INDEPENDENT | Always add a joke.                            | Always mention the source.
          INDEPENDENT | Use the 24-hour clock.                        | Write dates day first.
          INDEPENDENT | Please use metric units.                      | Please ask me before you send a mail.
          INDEPENDENT | Be formal.                                    | Answer in English.
          INDEPENDENT | Use Celsius.                                  | Don't use Fahrenheit.
          INDEPENDENT | Round prices to 2 decimals.                   | Write dates day first.
          INDEPENDENT | Write short mails.                            | Write short mails with a joke.
          INDEPENDENT | Mention the weather.                          | Tell me the score.
          """)
  void relatesTwoLessons(Relation relation, String older, String newer) {
    assertThat(Meaning.relation(older, newer)).as(older + " / " + newer).isEqualTo(relation);
    assertThat(Meaning.relation(newer, older)).as("symmetric").isEqualTo(relation);
  }

  @Test
  void aLessonSaysTheSameAsItselfWhateverItsDress() {
    long seed = 20260720;
    Random random = new Random(seed);
    List<String> wishes =
        List.of(
            "use Celsius",
            "write dates day first",
            "answer in German",
            "sign my mails with Lena",
            "end your replies with \"Over and out\"",
            "ask me before you send a mail",
            "be brief",
            "use emojis",
            "add a joke",
            "call me Captain");
    List<String> openings = List.of("", "please ", "always ", "from now on ", "next time ");
    for (int round = 0; round < 300; round++) {
      int wish = random.nextInt(wishes.size());
      int other = random.nextInt(wishes.size());
      String one = openings.get(random.nextInt(openings.size())) + wishes.get(wish);
      String two = openings.get(random.nextInt(openings.size())) + wishes.get(other) + ".";
      assertThat(Meaning.relation(one, two))
          .as("seed %d: %s / %s", seed, one, two)
          .isEqualTo(wish == other ? Relation.SAME : Relation.INDEPENDENT);
    }
  }
}
