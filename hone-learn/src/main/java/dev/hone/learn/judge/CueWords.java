package dev.hone.learn.judge;

/**
 * The words by which users correct, praise and move on, in English, German, Spanish and French. All
 * are looked for in one sentence in lower case with its quotations blanked out, so that quoted text
 * never counts as the user's own words.
 */
final class CueWords {

  private static final CueSet SET = new CueSet(0);

  private static Cue any(String... alternatives) {
    return SET.any(alternatives);
  }

  /** An opening that only says "no"; it is no part of the hint that may follow it. */
  static final Cue NO =
      any(
          "^hm+,\\s*(?=\\w)|^(?:no no|nope|no|nah|nein|nee|non|wrong|falsch|faux|incorrect|incorrecto|not like that"
              + "|that'?s wrong|that is wrong|so nicht|nicht so|así no|pas comme ça)"
              + "(?:\\s*[,.:;!–—-]+\\s*|\\s+(?=please\\b|bitte\\b|por favor\\b)|$)");

  /** The step was wrong, whatever else is said; holds also as an answer to a question. */
  static final Cue WRONG =
      any(
          "^(?:that'?s|that is|this is|it'?s|it is) (?:wrong|not (?:right|correct|what|how|it)\\b)",
          "^(?:wrong|incorrect|not like (?:that|this)|not what i|not quite)\\b",
          "^(?:but )?(?:i|we) (?:already |clearly )?(?:said|meant|asked (?:for|you)|told you|wanted)\\b",
          "^you (?:forgot|didn'?t|did not|ignored|missed|misunderstood|got (?:it|that) wrong)\\b",
          "^(?:please )?(?:redo|try again|do it again|fix (?:it|that|this)|undo)\\b",
          "^(?:das ist|das war) (?:falsch|nicht)\\b",
          "^(?:falsch|nicht so|so nicht)\\b",
          "^(?:aber )?ich (?:sagte|meinte|wollte|habe? (?:doch )?gesagt|bat)\\b",
          "^du hast\\b.*\\b(?:vergessen|nicht|falsch)\\b",
          "^(?:eso|esto) (?:no es|está mal|es incorrecto)\\b",
          "^(?:incorrecto|está mal|así no)\\b",
          "^(?:dije|quise decir|te dije|pedí|quería decir)\\b",
          "^(?:c'est|ce n'est|c’est|ce n’est) (?:faux|pas)\\b",
          "^(?:faux|pas comme (?:ça|cela))\\b",
          "^(?:j'ai|j’ai) (?:dit|demandé)\\b",
          "^je (?:voulais dire|t'ai dit|t’ai dit)\\b");

  /** Holds for later, whatever names or numbers stand in the sentence. */
  static final Cue LASTING =
      any(
          "\\b(?:always|never|next time|from now on|from here on|going forward|henceforth)\\b",
          "\\bin (?:the )?future\\b",
          "\\b(?:every|each) time\\b|\\bwhenever\\b|\\bas a rule\\b|\\bby default\\b",
          "\\bi(?:'d| would)? (?:always |rather )?(?:want|like|prefer) to be (?:asked|called|told)\\b",
          "\\b(?:ask|check with|confirm with|warn|tell) me (?:first|before|beforehand)\\b",
          "\\bask (?:me )?(?:for (?:my )?(?:permission|confirmation|approval) )?(?:first|before)\\b",
          "\\bwithout (?:asking|confirmation|checking)\\b",
          "\\b(?:stop|no need|don'?t|do not) (?:to )?ask(?:ing)?\\b",
          "^(?:please )?sign (?:off )?(?:my |all |the |your |every )?"
              + "(?:e-?mails?|mails?|messages?|letters?|repl(?:y|ies))\\b",
          "^(?:please )?(?:end|close|finish|begin|start|open)"
              + " (?:your|each|every|all)\\b(?: \\w+)? ?(?:repl|answer|mail|e-?mail|message|response|sentence)",
          "^(?:please )?(?:end|close|finish|begin|start|open)"
              + " (?:repl|answers|mails|e-?mails|messages|responses)",
          "^(?:please )?(?:call|address) me (?!back\\b|at\\b|later\\b|tomorrow\\b|when\\b|a\\b|an\\b|in\\b|on\\b)",
          // German
          "\\b(?:immer|nie|niemals|künftig|zukünftig|ab jetzt|ab sofort|von nun an|in zukunft)\\b",
          "\\b(?:das )?nächste(?:s|n)? mal\\b|\\bjedes mal\\b|\\bstandardmäßig\\b",
          "\\bfrag(?:e)? mich (?:\\w+ )?(?:vorher|zuerst|erst|bevor)\\b|\\bohne zu fragen\\b",
          "^(?:bitte )?unterschreib(?:e)?\\b|^(?:bitte )?nenn(?:e)? mich\\b",
          "^(?:bitte )?(?:beende|beginne) (?:deine|jede|alle)\\b",
          // Spanish
          "\\b(?:siempre|nunca|jamás)\\b|\\b(?:la )?próxima vez\\b|\\bcada vez\\b",
          "\\b(?:de ahora en adelante|a partir de ahora|en el futuro|por defecto)\\b",
          "\\bpreg[uú]ntame (?:antes|primero)\\b|\\bsin preguntar\\b",
          "^(?:por favor,? )?firma (?:mis|los|las|todos|todas)\\b|^(?:por favor,? )?llámame\\b",
          "^(?:por favor,? )?(?:termina|empieza|comienza) (?:tus|cada|todas|todos)\\b",
          // French
          "\\b(?:toujours|jamais|dorénavant|désormais)\\b|\\b(?:la )?prochaine fois\\b",
          "\\b(?:à partir de maintenant|à l['’]avenir|chaque fois|par défaut)\\b",
          "\\bdemandez?[- ]moi (?:avant|d['’]abord)\\b|\\bsans demander\\b",
          "^signe[zr]? (?:mes|les|tous|toutes)\\b|^appelle[z]?[- ]moi\\b",
          "^(?:termine|finis|commence)[z]? (?:tes|vos|chaque|toutes|tous)\\b");

  /** Sounds lasting and is not. */
  static final Cue NOT_LASTING =
      any(
          "^never ?mind\\b",
          "\\b(?:i|we|he|she|they|it|who)(?:'ve| have| has)? (?:always|never) (?!want|like|prefer|need)",
          "\\b(?:i|we)(?:'ll| will|'d| would(?: have)?) (?:always|never)\\b(?! (?:want|like|prefer))",
          "\\b(?:hätte|habe|hab|hatte|war|wäre|würde)\\b.*\\b(?:nie|niemals|immer)\\b",
          "\\b(?:nie|niemals|immer)\\b.*\\b(?:gedacht|gewusst|gehört|gesehen|geglaubt)\\b|\\bimmer (?:noch|mehr)\\b",
          "\\b(?:nunca|siempre|jamás) (?:(?:lo|la|me|se) )?(?:habría|había|he|hubiera|pensé|supe|vi|quise)\\b",
          "\\b(?:aurais|avais|ai) (?:jamais|toujours)\\b");

  /** Says how things should be; lasting only if nothing in it belongs to the one case. */
  static final Cue WISH =
      any(
          "^(?:but )?i(?:'d| would)? (?:really |always |rather )?(?:want|prefer|like|need)\\b",
          "^i (?:do not|don'?t) (?:want|like|need)\\b",
          "^(?:please |just |and )?(?:use|using|avoid|quote|be)\\b",
          "^(?:please |just )?keep (?:it|them|things|that|your|all|the|answers|replies|mails|messages)\\b",
          "^(?:please |just )?(?:answer|reply|respond|speak|talk)(?! (?:to|the|my|him|her|them)\\b)",
          "^(?:please |just )?(?:write|give|show|tell|put|format|say|state|name|add|include|mention|round|spell|make)\\b",
          "^(?:please )?(?:don'?t|do not) (?!forget|worry|know|think|mind|care)\\w+",
          "^(?:please )?stop \\w+ing\\b",
          "^(?:please )?no (?:more )?"
              // Not "no way", and not the Spanish "no me …", "no funciona".
              + "(?!(?:way|one|idea|need|thanks?|luck|matter|problem|worries|wonder|me|te|se|lo|la|le|les|nos|es|son"
              + "|hay|pasa|falta|era|está\\w*|estoy|quiero|sé|tengo|tiene|puedo|puede|entiendo|funciona|sirve|debería)\\b)\\w+",
          "\\bplease\\b.*\\binstead\\b|\\binstead\\b.*\\bplease\\b|\\brather than\\b|\\binstead of\\b",
          "^you should\\b|^you (?:must|need to|have to|ought to)\\b",
          "^(?:can|could|would|will) you (?:please )?(?:use|keep|be|answer|reply|write|stop|avoid|give|show|tell)\\b",
          // German
          "^ich (?:möchte|will|hätte gern(?:e)?|bevorzuge|mag|wünsche mir)\\b",
          "^bitte\\b.*\\b(?:statt|anstatt|stattdessen)\\b",
          "^(?:bitte )?(?:benutze?|verwende?|nutze?|antworte?|schreibe?|sprich|sei|gib|nimm|halte?)\\b",
          "^(?:bitte )?kein(?:e|en|er)?\\b|\\bnicht mehr\\b",
          "^du (?:sollst|solltest|musst)\\b",
          // Spanish
          "^(?:quiero|prefiero|me gustaría|necesito)\\b",
          "^(?:por favor,? )?(?:usa|utiliza|responde|contesta|escribe|habla|sé|evita|no (?:uses|pongas|escribas))\\b",
          "^(?:deberías|debes|tienes que)\\b",
          // French
          "^je (?:veux|préfère|voudrais|souhaite)\\b",
          "^(?:s['’]il (?:te|vous) pla[iî]t,? )?(?:utilise|réponds|répondez|écris|écrivez|parle|parlez|sois|évite|n['’]utilise)[zr]?\\b",
          "^(?:tu devrais|tu dois|vous devriez|il faut)\\b");

  /** Words that name a way of doing things rather than a thing done. */
  static final Cue MANNER =
      any(
          "\\b(?:fahrenheit|celsius|kelvin|metric|imperial|kilomet(?:er|re)s?|kilometern?|km|miles?|mph|kph)\\b",
          "\\b(?:24|12|twenty-four|twelve)[- ]?(?:hours?|h|uhr|stunden)\\b|\\b(?:24|12)h\\b|\\bam ?/ ?pm\\b|\\bam and pm\\b",
          "\\b(?:day|month|year)s? (?:first|before)\\b|\\biso\\b|\\b(?:dd|mm|yyyy)[./-]|\\bdate (?:format|order)\\b",
          "\\b(?:english|german|french|spanish|italian|dutch|portuguese|deutsch|englisch|französisch|spanisch"
              + "|inglés|español|alemán|francés|anglais|allemand|français|espagnol)\\b",
          "\\b(?:brief(?:ly)?|short(?:er|ly)?|concise(?:ly)?|terse|long(?:er)?|detailed|details?|thorough|verbose)\\b",
          "\\b(?:formal(?:ly)?|informal(?:ly)?|casual(?:ly)?|polite(?:ly)?|friendl(?:y|ier)|warm(?:ly|er)?|tone|style)\\b",
          "\\b(?:kurz|knapp|ausführlich|höflich|förmlich|duzen?|siezen?|breve|corto|corta|detallado|formal|court|bref|brève|poli)\\b",
          "\\b(?:emojis?|emoticons?|bullets?|bullet points|lists?|bold|markdown|headings?|exclamation|abbreviations?)\\b",
          "\\b(?:words|sentences?|lowercase|uppercase|capital(?:s| letters)|digits|decimals?|units?|greetings?|signature)\\b",
          "\\b(?:answers|replies|responses|mails|e-?mails|messages|dates|times|temperatures|distances|numbers|prices)\\b",
          "\\b(?:antworten|nachrichten|temperaturen|respuestas|mensajes|temperaturas|réponses|messages|températures)\\b");

  /** Names a way so plainly that it may stand alone: "in Spanish, not English". */
  static final Cue PLAIN_MANNER =
      any(
          "\\b(?:fahrenheit|celsius|kelvin|metric|imperial|kilomet(?:er|re)s?|miles?|mph|kph)\\b",
          "\\b(?:24|12|twenty-four|twelve)[- ]?(?:hours?|h)\\b|\\bam (?:and|or) pm\\b|\\bam ?/ ?pm\\b",
          "\\b(?:day|month|year)s? (?:goes |comes |should come )?first\\b|\\biso\\b",
          "\\b(?:english|german|french|spanish|italian|dutch|portuguese)\\b",
          "\\btoo (?:long|wordy|short|formal|cold|brief|many words)\\b|\\b(?:shorter|wordy|briefly|warmer|warmth)\\b",
          "\\b(?:was|sound) (?:too )?cold\\b",
          // How an answer is laid out
          "\\bplain (?:text|words|sentences)\\b|\\bformatting\\b|\\bmarkdown\\b|\\brunning text\\b|\\bbold\\b"
              + "|\\bnumbered (?:lists?|steps)\\b|\\blist numbers\\b|\\bno (?:more )?lists?\\b|\\bbox(?:es|ed)\\b",
          "\\bcapitals?\\b|\\ball caps\\b|\\b(?:lower|upper) ?case\\b|\\b(?:small|block) letters\\b|\\ball (?:lower|upper)case\\b",
          "\\bexclamation marks?\\b|\\bfull stops?\\b|\\b(?:final|no) period\\b|\\bdigits\\b|\\bnumbers (?:as|in|into) words\\b"
              + "|\\bspell(?:ed)? (?:\\w+ )?(?:\\w+ )?out\\b|\\bnumber words\\b",
          "\\b(?:one|a single|single) sentence\\b|\\b(?:square|round|angle) brackets\\b|\\bparentheses\\b"
              + "|\\b(?:quotation marks|asterisks|underscores)\\b",
          // How much it says, and in what order
          "\\btoo (?:little|thin)\\b|\\bmore detail(?:ed)?\\b|\\bin(?:to)? detail\\b|\\bparagraph\\b|\\belaborate\\b|\\bat length\\b"
              + "|\\bexplain (?:more|it thoroughly)\\b|\\bwrite (?:more|longer)\\b"
              + "|\\b(?:long|longer|full|detailed) (?:answers?|explanations?)\\b|\\bat least \\d+ (?:words|tokens)\\b",
          "\\b(?:answer|result) (?:comes )?(?:first|before|at the top)\\b|\\b(?:with|after) the (?:answer|result)\\b"
              + "|\\bsteps come after\\b",
          "\\b(?:repeat|restate|quote|see) (?:the|my) question\\b|\\bquestion (?:first|repeated|again|should)\\b"
              + "|\\b(?:check|verify|double check|test) (?:the|your) (?:result|answer)\\b|\\ba check\\b");

  /** Speaks of all things of a kind, of a habit, of the assistant's manners. */
  static final Cue GENERAL =
      any(
          "\\b(?:mails|e-mails|emails|notes|timers|events|reminders|my reminder|lights|searches|results|files|replies|answers"
              + "|dates|times|temperatures|bullets?|smileys?|emojis?)\\b",
          "\\b(?:brightness|percent|signature|signed|tag|tagged|label|labelled|folder|cc|tone|friendly|copied)\\b",
          "\\b(?:every|each) \\w+|\\ball my\\b|\\ba (?:search|date|tool|list)\\b|\\bany tool\\b",
          "\\bper line\\b|\\bfollow[- ]?up\\b|\\banything else\\b|\\b(?:which|the) tool\\b|\\bmy name\\b",
          "\\bas few words\\b|\\bminutes? before\\b|\\bminute reminder\\b|\\bwhat else\\b|\\bmore (?:help|to do)\\b",
          "\\b(?:begin|start|end|finish|open|close) with\\b");

  /** The user wants to be asked, or called by a name. */
  static final Cue HABIT =
      any(
          "\\bbefore you \\w+|\\bunless i \\w+|\\bmy (?:approval|permission|okay|ok|consent)\\b|\\buntil i\\b",
          "\\b(?:greet|address|call|speak to) me\\b|\\bi go by\\b|\\bpeople call me\\b|\\bi(?:'m| am) called\\b"
              + "|\\bthe name \\w+ for me\\b",
          "\\b(?:if|whether) (?:i need|there is) \\w+");

  /** Deeds done once; said after "no" they mend this case. */
  static final Cue DEED =
      any(
          "^(?:please |just )*(?:delete|remove|cancel|send|turn|switch|open|play|call|book|buy|order|schedule|create|start)"
              + "\\b(?! (?:me|to|with|your|each|every|a copy|a smiley|mails without|lights on (?:at|with)"
              + "|temperatures|dates|my (?:\\w+ )?timers|timers))",
          "^(?:but )?(?:i|we) (?:already |clearly )?(?:said|meant|asked|told)\\b");

  /** Asks for something to be done once. */
  static final Cue ACTION =
      any(
          "^(?:ok(?:ay)?,? |and |now[,:]? |then |please[,:]? |hey,? |hi,? |also |so |great,? |thanks,? )*"
              + "(?:enter|jot|wake|new event|calendar|how|count|keep in mind|take a note|do a|let \\S+ know|i have|weather|temperature|timer|events|set|send|create|add|book|schedule|remind|cancel|delete|remove|turn|switch|play|open|search|find|look"
              + "|save|note|note down|make|move|start|stop|dim|call|email|mail|write|tell|show|give|list|read|check|get"
              + "|translate|summari[sz]e|explain|calculate|convert|compare|plan|order|buy|put|change|rename|copy|run)\\b",
          "^(?:ok(?:ay)?,? |and |now |then |also |so |great,? |thanks,? )*"
              + "(?:am i|what|what's|when|where|who|whose|which|why|how|is|are|was|were|does|do you|did|has|have you|will it)\\b",
          "^(?:and|und|y|et) .*\\?$",
          "\\blights? (?:on|off)\\b|\\bminutes? timer\\b|\\bplease$|\\bplease add it\\b",
          "^(?:and |now |also |hey,? |ok(?:ay)?,? |please[,:]? )*(?:can|could|would|will) (?:you|i|we)\\b",
          "^i(?:'d| would)? (?:need|want|like) (?:to|a|an|another|you to|the|my|some)\\b",
          "^(?:und |bitte |jetzt |dann |also |nun |gut[,.]? )*(?:setz|setze|pack|leg|lege|bestell|bestelle|ruf|trag|füg|rechne|übersetze?|erkläre?|fasse?|gib|nenne?|sag|stell|stelle|zeig|zeige|schick|schicke|sende|erinnere|such|suche|mach|mache|lösche"
              + "|öffne|spiel|buche|plane|schreib|schreibe|notiere|speichere|lies|wie|was|wann|wo|wer|welche[rs]?|warum|kannst|könntest)\\b",
          "^(?:y |ahora |por favor,? |entonces |luego |después |bien[,.]? )*(?:pide|reserva|llama|traduce|explica|resume|añade|dame|di|haz|calcula|cuéntame|a qué|de qué|por qué|pon|envía|manda|muestra|muéstrame|recuérdame|busca|crea|borra|abre|guarda|apaga"
              + "|enciende|dime|escribe|lee|qué|cuál|cuándo|dónde|cómo|quién|puedes|podrías)\\b",
          "^(?:et |maintenant )*(?:mets|envoie|montre|rappelle|cherche|crée|supprime|ouvre|allume|éteins|dis|écris|note|lis"
              + "|quel|quelle|quand|où|comment|qui|pourquoi|peux-tu|pouvez-vous|pourrais-tu|est-ce)\\b");

  /** The user was content. */
  static final Cue PRAISE =
      any(
          "^(?:many |ok(?:ay)?,? )?(?:thanks|thank you|thx|cheers)\\b",
          "^(?:(?:that'?s|that is|it'?s|that was|looks|sounds) )?(?:very |really |just |so )?"
              + "(?:great|perfect|awesome|excellent|wonderful|brilliant|lovely|nice|cool|good|fine|right|correct)"
              + "(?: (?:job|work|one|answer|idea))?(?:[,.!]|$| thanks| thank)",
          "^(?:exactly|well done|good job|nice work|love it|that works|works|much better|better)\\b",
          "^(?:danke|vielen dank|dankeschön|super|prima|perfekt|toll|klasse|genau|gut gemacht|sehr gut|passt)\\b",
          "^(?:muchas )?gracias\\b|^(?:perfecto|genial|excelente|muy bien|exacto|estupendo)\\b",
          "^(?:merci|parfait|génial|excellent|très bien|exactement|super)\\b");

  /** The user agrees that it be done. */
  static final Cue APPROVAL =
      any(
          "^(?:yes|yep|yeah|yup|sure|ok|okay|alright|go ahead|do it|please do|send it|confirmed?|sounds good|of course"
              + "|ja|klar|gerne|mach das|in ordnung|sí|si|claro|vale|adelante|de acuerdo|oui|d['’]accord|vas-y|bien sûr)\\b");

  /** Takes back what was said before it. */
  static final Cue BUT = any("\\b(?:but|however|except|aber|jedoch|pero|mais)\\b");

  /** Belongs to one day, place or letter: what makes a wish a single case. */
  static final Cue SINGLE_CASE =
      any(
          "\\d",
          "\\b(?:today|tomorrow|tonight|yesterday|now|this (?:morning|evening|week|time|one)|next (?:week|month|year))\\b",
          "\\b(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday)s?\\b",
          "\\b(?:january|february|april|june|july|august|september|october|november|december)\\b",
          "\\b(?:heute|morgen|gestern|jetzt|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag)\\b",
          "\\b(?:hoy|mañana|ayer|ahora|lunes|martes|miércoles|jueves|viernes|sábado|domingo)\\b",
          "\\b(?:aujourd['’]hui|demain|hier|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)\\b",
          "\\S+@\\S+|https?:");

  /** Belongs to one day. */
  static final Cue ONE_DAY =
      any(
          "\\b(?:today|tomorrow|tonight|yesterday|this (?:morning|evening|week|time|one)|next (?:week|month|year))\\b",
          "\\b(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday)\\b");

  /** Points at something that only this conversation knows. */
  static final Cue POINTING =
      any(
          "\\b(?:it|this|that|them|these|those|him|her|another|one)\\b",
          "\\b(?:the|an?|my) (?:\\w+ )?(?:timer|alarm|event|meeting|appointment|reminder|note|mail|e-?mail|message|file"
              + "|document|lights?|lamp|song|weather|forecast|answer|list|ticket)\\b",
          "\\b(?:want|like|need) (?:to|an?|another|some|my|you to)\\b",
          "^i(?:'d| would) like (?:the|my)\\b",
          "\\b(?:möchte|will|hätte gern(?:e)?) (?:ein|eine|einen|das|den|die)\\b|\\bwissen\\b",
          "\\b(?:quiero|necesito|gustaría) (?:un|una|el|la|\\w+[aei]r)\\b",
          "\\b(?:veux|voudrais|souhaite) (?:un|une|le|la|\\w+(?:er|ir|oir|re))\\b");

  /** Continues the sentence before it. */
  static final Cue CONTINUES =
      any("^(?:it|they|that|this|these|those|otherwise|except|only|also|and|unless)\\b");

  private CueWords() {}
}
