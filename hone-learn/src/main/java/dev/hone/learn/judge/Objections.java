package dev.hone.learn.judge;

import java.util.List;

/**
 * The forms in which people say that an answer was not right without saying "wrong": they doubt it,
 * say that something is still so, ask for what they had asked for, want it otherwise, want it
 * undone, thank for nothing. English, German, Spanish and French; over one sentence in lower case
 * with quotations blanked out.
 */
final class Objections {

  private static final CueSet SET = new CueSet(0);

  private static Cue any(String... alternatives) {
    return SET.any(alternatives);
  }

  private static final Cue DOUBT =
      any(
          "^(?:are you (?:really |quite )?sure|is that (?:really|right|correct))\\b",
          "^(?:should(?:n'?t| not)|isn'?t|aren'?t|wasn'?t|weren'?t|hasn'?t|haven'?t|doesn'?t|didn'?t) "
              + "(?:that|this|it|you|they|there|the)\\b.*\\?$",
          "^(?:bist du|sind sie) (?:dir |sich )?(?:da )?sicher\\b",
          "^(?:müssten?|sollten?) (?:das|es|die|der|\\w+) (?:denn )?nicht\\b.*\\?$",
          "^(?:ist|sind|war|waren|hat|wäre|heißt) (?:das|es|der|die) (?:denn )?nicht\\b",
          "^(?:estás|está usted) (?:seguro|segura)\\b",
          "^no (?:deberían?|sería|serían|era|eran|tendrían?)\\b.*\\?$",
          "^(?:tu es|vous êtes|êtes-vous|es-tu) sûre?\\b",
          "^(?:ce n'est pas|ça ne devrait pas)\\b.*\\?$");

  private static final Cue STILL =
      any(
          "\\b(?:is|are|it|that|this|they|you) still\\b(?!.*\\?$)",
          "^still (?:not|no|wrong|the same|broken)\\b",
          "\\btoujours (?:pas|la même|le même|aussi)\\b(?!.*\\?$)");

  /** Says so only if the sentence does not begin with {@link #OF_ONESELF}. */
  private static final Cue STILL_SO =
      any(
          "\\b(?:immer noch|noch immer)\\b(?!.*\\?$)",
          "\\bsiguen?\\b(?!.*\\?$)",
          "\\b(?:todavía|aún) no\\b(?!.*\\?$)");

  private static final Cue OF_ONESELF = any("^(?:ich|wir|siguen?|yo)\\b");

  private static final Cue NO_USE =
      any(
          "\\b(?:does(?:n'?t| not)|did(?:n'?t| not)|is(?:n'?t| not)|not) (?:work(?:ing)?|help(?:ing|ful)?)\\b(?!.*\\?$)",
          "\\bno help\\b|\\bno use\\b",
          "\\b(?:hilft|funktioniert|klappt|stimmt|passt)\\b[^.?!]*\\bnicht\\b(?!.*\\?$)",
          "\\bno (?:me )?(?:funciona|funcionó|sirve|sirvió|ayuda)\\b(?!.*\\?$)",
          "\\bne (?:marche|fonctionne|sert) (?:pas|à rien|toujours)\\b(?!.*\\?$)",
          "^(?:useless|rubbish|nonsense|terrible|awful|garbage|ridiculous|unacceptable)\\b",
          "^(?:unbrauchbar|quatsch|unsinn|schrecklich|furchtbar)\\b",
          "^(?:inútil|tonterías?|pésimo|horrible)\\b|^(?:nul|n'importe quoi)\\b");

  private static final Cue ALARM =
      any(
          "^(?:oh|ay|ah|ach|wait|hey|lol|um)[, ]+(?:no|nein|non)\\b(?! (?:problem|worries|wonder))",
          "^(?:stop|halt|wait|espera|arrête)[,!]",
          "\\bno way\\b(?!.*\\?$)",
          "^(?:the |in the )?wrong \\w+|\\bwrong (?:person|one|file|place|day|customer|number|name)\\b",
          "^(?:der|die|das|den) falsche[rns]?\\b|^falsche[rsn]?\\b|\\bwar (?:der|die|das) falsche\\b",
          "\\b\\w+ equivocad[oa]s?\\b|\\b(?:mauvais|mauvaise) (?:personne|fichier|date|nom)\\b");

  private static final Cue UNDO =
      any(
          "\\b(?:put|change|turn|switch|bring) (?:it|them|that|this) back\\b",
          "\\b(?:restore|revert|undo) (?:it|that|them|this)\\b",
          "\\bstelle? (?:\\w+ ){0,3}wieder her\\b|\\bmache? (?:das|es|alles) (?:bitte )?(?:wieder )?rückgängig\\b",
          "\\b(?:devuélvel[oa]s?|deshazlo|restáural[oa])\\b|\\b(?:annule|remets)[- ](?:le|la|ça)\\b",
          "^you (?:just |only |also )?(?:deleted|removed|broke|overwrote|lost|skipped|misread|invented|made (?:it|that) up)\\b",
          "^du hast\\b.*\\b(?:gelöscht|entfernt|überschrieben|kaputt|verwechselt|erfunden)\\b",
          "^has (?:borrado|roto|quitado|olvidado|perdido|confundido)\\b|^tu as (?:supprimé|cassé|oublié|perdu)\\b");

  private static final Cue HAD_ASKED =
      any(
          "\\b(?:i|we) (?:only|just|clearly|specifically) (?:asked|wanted|said|meant)\\b",
          "\\b(?:like|as) (?:i|we) (?:asked|said|told)\\b",
          "\\b(?:hatte|habe|hab) ich (?:doch |aber |dir )?(?:gesagt|gemeint|gebeten|verlangt)\\b",
          "\\bdu solltest (?:doch|nur|bloß|lediglich)\\b",
          "\\b(?:te|os) (?:pedí|dije)\\b|\\byo quería\\b|\\bsolo tenías que\\b",
          "\\bje (?:t'ai|vous ai) (?:dit|demandé)\\b|\\bje voulais seulement\\b");

  private static final Cue OTHERWISE =
      any(
          "\\b(?:way|far|much|a bit|a little) too \\w+",
          "\\b(?:make|keep) (?:it|this|that) (?:a bit |a little |slightly )?(?:less \\w+|more \\w+|shorter|longer|simpler|clearer)\\b",
          "\\b(?:tone|cut|shorten|simplify) (?:it|this|that)\\b(?: down)?",
          "\\bviel zu \\w+|\\bgeht (?:das|es) (?:auch |bitte |vielleicht )*(?:etwas |ein bisschen |ein wenig )?\\w+er\\b",
          "\\bmache? (?:es|das) (?:bitte )?(?:etwas |ein bisschen |ein wenig )?(?:kürzer|länger|einfacher|klarer|\\w+licher)\\b",
          "\\b(?:hazlo|hacerlo) (?:un poco )?(?:más|menos)\\b|\\bdemasiado \\w+",
          "\\bbeaucoup trop \\w+|\\bun peu (?:plus|moins) \\w+",
          "\\b(?:heard (?:it|that)(?: one)?(?: before| already)?[.!]*$|already (?:know|heard) (?:it|that)\\b)",
          "\\bkenne? ich (?:schon|bereits)\\b|\\bya (?:lo|la) (?:conozco|sabía)\\b|\\bje (?:la|le) connais déjà\\b");

  private static final Cue THANKS_FOR_NOTHING =
      any(
          "\\b(?:thanks|thank you)\\b.*\\b(?:anyway|for nothing)\\b",
          "\\btrotzdem danke\\b|\\bdanke (?:trotzdem|für nichts)\\b",
          "\\bgracias\\b.*\\b(?:de todas formas|de todos modos|por nada|igualmente)\\b",
          "\\bmerci\\b.*\\b(?:quand même|pour rien)\\b");

  /** Kind words before a "but" that says no. */
  private static final Cue POLITE =
      any(
          "^(?:thanks|thank you|i appreciate|nice|good|great|sweet|lieb|danke|schön|gut|nett|te lo agradezco|gracias"
              + "|bien|buen|merci|c'est gentil)\\b.*\\b(?:but|aber|pero|mais)\\b.*"
              + "(?:n't\\b|\\b(?:not|no|never|cannot|too|wrong|nicht|kein\\w*|falsch|viel zu|demasiado|mal|pas|trop)\\b)");

  private static final Cue DENIAL =
      any(
          "^(?:that'?s|it'?s|this is|that is) (?:no|not an?|not the)\\b(?! (?:problem|bad|big))",
          "^(?:das|dies) (?:ist|war) kein\\w*\\b(?! (?:problem|ding|thema))",
          "^(?:eso|esto|ese|esa) (?:no es|sí que no)\\b");

  /** "Tuesday, not Thursday": one value against another, and nothing else. */
  private static final Cue CONTRAST =
      any(
          "^(?:(?:the|el|la|los|las|der|die|das|den|am|um|at|on|in|a|mi|my|meine?|le) )?[\\p{L}\\d:]+(?: [\\p{L}\\d:]+)?,"
              + " (?:not|nicht|no|pas) "
              + "(?!(?:sure|yet|now|bad|really|sicher|jetzt|noch|ahora|aún|seguro|mal|thanks|gracias)\\b)"
              + "(?:(?:the|el|la|los|las|der|die|das|den|am|um|at|on|in|a|mi|my|meine?|le) )?[\\p{L}\\d:]+[.!]*$");

  private static final List<Cue> ALWAYS =
      List.of(DOUBT, STILL, NO_USE, ALARM, UNDO, HAD_ASKED, OTHERWISE, THANKS_FOR_NOTHING, POLITE);

  private Objections() {}

  /**
   * Whether the sentence objects.
   *
   * @param asked the assistant had asked something; then a bare value or denial is its answer
   */
  static boolean isIn(CueText sentence, boolean asked) {
    for (Cue form : ALWAYS) {
      if (form.isIn(sentence)) {
        return true;
      }
    }
    if (STILL_SO.isIn(sentence) && !OF_ONESELF.isIn(sentence)) {
      return true;
    }
    return !asked && (DENIAL.isIn(sentence) || CONTRAST.isIn(sentence));
  }
}
