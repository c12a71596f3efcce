package dev.hone.learn.judge;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads what a screen shows after a click or a key, in English, German, Spanish and French:
 * refusals in the words that programs use for them, and questions that stand in the way. A page may
 * speak of failures of its own ("the printer failed on Monday"); only forms that speak of this
 * action count.
 */
final class ScreenOutcome {

  private static final int CASELESS =
      Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.UNICODE_CHARACTER_CLASS;

  private static final Pattern REFUSED =
      Pattern.compile(
          "\\b(?:could ?n(?:o|')t|can(?:no|')t|unable to|failed to|has failed|went wrong|try again"
              + "|(?:upload|login|log-in|sign-in|payment|request|save|saving|download)\\w* failed"
              + "|not found|does(?: not|n't) exist|no longer (?:exists|available)|enter a valid|must (?:be|contain)"
              + "|is required|don't have permission|not (?:valid|supported|allowed)|invalid|incorrect|declined"
              + "|denied|rejected|expired)\\b"
              + "|\\b(?:fehlgeschlagen|konnten? nicht|kann nicht|nicht gefunden|gibt es (?:leider )?nicht"
              + "|schief ?gelaufen|ungültig\\w*|falsch|abgelehnt|verweigert|nicht (?:unterstützt|erlaubt|gültig)"
              + "|keine berechtigung|abgelaufen|eine gültige|pflichtfeld)\\b"
              + "|\\b(?:no se (?:pudo|ha podido|puede)|no encontrad[oa]|no existe|salió mal|(?:no )?válid[oa]"
              + "|inválid[oa]|incorrect[oa]s?|rechazad[oa]|denegad[oa]|no es compatible|no está permitid[oa]"
              + "|no tiene permiso|caducad[oa]|error al|obligatorio)\\b"
              + "|\\b(?:impossible de|introuvable|n'existe pas|invalide|incorrecte?|refusée?|échoué|expirée?)\\b"
              + "|\\b(?:timeouterror|error:|fehler:|erreur :)"
              + "|\\b(?:page|seite|página)\\W{1,3}(?:40[0-9]|50[0-9])\\b",
          CASELESS);

  private static final Pattern ASKS =
      Pattern.compile(
          "\\b(?:dialog\\w*|diálogo|dialogue)\\b[^\\n]*\\?"
              + "|\\b(?:enter|geben sie|introduzca|saisissez)\\b[^\\n]*\\b(?:code|código)\\b"
              + "|\\bcookies?\\b[^\\n]*\\b(?:accept|annehmen|akzeptieren|aceptar|accepter)\\b"
              + "|\\bcaptcha\\b",
          CASELESS);

  private ScreenOutcome() {}

  static Optional<ToolOutcome> read(String text) {
    if (REFUSED.matcher(text).find()) {
      return Optional.of(ToolOutcome.failed("the screen refuses it"));
    }
    return ASKS.matcher(text).find()
        ? Optional.of(ToolOutcome.unclear("the screen asks back"))
        : Optional.of(ToolOutcome.worked());
  }
}
