package dev.hone.learn.starter;

import java.util.List;

/**
 * How people set an exercise and how it is worked.
 *
 * @param requests with {@code {slots}}; the last {@link SkillTexts#HELD_OUT} are never trained on
 * @param first step of the working, and the second
 * @param reason the result in half a sentence
 * @param idea how exercises of this kind are done, in general
 * @param check that the result is right
 */
record ProblemTexts(
    List<String> requests, Phrase first, Phrase second, Phrase reason, Phrase idea, Phrase check) {

  private static final Phrase SUM = same("{a} + {b} = {r}");
  private static final Phrase DIFFERENCE = same("{a} - {b} = {r}");

  private static Phrase same(String text) {
    return new Phrase(text, text, text, text);
  }

  private static Phrase sentence(Phrase phrase) {
    return new Phrase(
        phrase.english() + ".",
        phrase.german() + ".",
        phrase.spanish() + ".",
        phrase.french() + ".");
  }

  static ProblemTexts of(Homework.Kind kind) {
    return switch (kind) {
      case SUM ->
          new ProblemTexts(
              List.of(
                  "What is {a} + {b}?",
                  "What is {a} plus {b}?",
                  "Add {a} and {b}.",
                  "{a} + {b} = ?",
                  "Work out {a} + {b}.",
                  "How much is {a} plus {b}?",
                  "Calculate {a} + {b}.",
                  "Find the sum of {a} and {b}.",
                  "Explain how to add {a} and {b}.",
                  "Show me how to do {a} + {b}.",
                  "{name} has {a} {things} and gets {b} more. How many {things} are there now?",
                  "There are {a} {things} in one box and {b} in another. How many are there?",
                  "{name} buys {a} {things} and then {b} more {things}. How many in all?",
                  "{name} read {a} pages on one day and {b} on the next. How many pages in all?",
                  "Homework: {a} + {b}",
                  "My exercise is {a} + {b}.",
                  "I have to add {a} and {b} for school.",
                  "Please solve {a} + {b}.",
                  "Can you tell me what {a} plus {b} is?",
                  "{name} had {a} {things} and found {b}. How many {things} does {name} have now?"),
              new Phrase(
                  "We add {a} and {b}.",
                  "Wir addieren {a} und {b}.",
                  "Sumamos {a} y {b}.",
                  "On additionne {a} et {b}."),
              sentence(SUM),
              SUM,
              new Phrase(
                  "To add two numbers, we begin with the first one and count on, as many steps as"
                      + " the second one says.",
                  "Um zwei Zahlen zu addieren, beginnen wir mit der ersten und zählen so viele"
                      + " Schritte weiter, wie die zweite sagt.",
                  "Para sumar dos números, empezamos con el primero y contamos hacia delante tantos"
                      + " pasos como dice el segundo.",
                  "Pour additionner deux nombres, on part du premier et on avance d'autant de pas"
                      + " que le dit le second."),
              same("{r} - {b} = {a}."));
      case DIFFERENCE ->
          new ProblemTexts(
              List.of(
                  "What is {a} - {b}?",
                  "What is {a} minus {b}?",
                  "Take {b} away from {a}.",
                  "{a} - {b} = ?",
                  "Work out {a} - {b}.",
                  "How much is {a} minus {b}?",
                  "Calculate {a} - {b}.",
                  "Find the difference of {a} and {b}.",
                  "Explain how to take {b} from {a}.",
                  "Show me how to do {a} - {b}.",
                  "{name} has {a} {things} and gives {b} away. How many {things} are left?",
                  "There are {a} {things} in a box. {name} takes {b} out. How many are left?",
                  "{name} had {a} {things} and lost {b}. How many are left?",
                  "A book has {a} pages. {name} has read {b}. How many pages are left?",
                  "Homework: {a} - {b}",
                  "My exercise is {a} - {b}.",
                  "I have to take {b} from {a} for school.",
                  "Please solve {a} - {b}.",
                  "Can you tell me what {a} minus {b} is?",
                  "{name} bought {a} {things} and sold {b}. How many {things} are left?"),
              new Phrase(
                  "We take {b} away from {a}.",
                  "Wir ziehen {b} von {a} ab.",
                  "Restamos {b} de {a}.",
                  "On retire {b} de {a}."),
              sentence(DIFFERENCE),
              DIFFERENCE,
              new Phrase(
                  "To take one number from another, we begin with the larger one and count back, as"
                      + " many steps as the smaller one says.",
                  "Um eine Zahl von einer anderen abzuziehen, beginnen wir mit der größeren und"
                      + " zählen so viele Schritte zurück, wie die kleinere sagt.",
                  "Para restar un número de otro, empezamos con el mayor y contamos hacia atrás"
                      + " tantos pasos como dice el menor.",
                  "Pour retirer un nombre d'un autre, on part du plus grand et on recule d'autant"
                      + " de pas que le dit le plus petit."),
              same("{r} + {b} = {a}."));
      case HALF ->
          new ProblemTexts(
              List.of(
                  "What is half of {a}?",
                  "What is {a} divided by 2?",
                  "{a} / 2 = ?",
                  "Divide {a} by 2.",
                  "Find half of {a}.",
                  "Work out {a} / 2.",
                  "Explain how to halve {a}.",
                  "{name} gives half of {a} {things} away. How many {things} are left?",
                  "{name} and a friend share {a} {things}. How many does each of them get?",
                  "Homework: {a} / 2",
                  "Halve {a} for me.",
                  "Two children share {a} {things}. How many {things} does each one get?"),
              new Phrase(
                  "We divide {a} by 2.",
                  "Wir teilen {a} durch 2.",
                  "Dividimos {a} entre 2.",
                  "On divise {a} par 2."),
              same("{a} / 2 = {r}."),
              same("{a} / 2 = {r}"),
              new Phrase(
                  "To halve a number, we share it fairly between two, so that both of them have the"
                      + " same in the end.",
                  "Um eine Zahl zu halbieren, teilen wir sie gerecht auf zwei auf, so dass beide am"
                      + " Ende gleich viel haben.",
                  "Para hallar la mitad de un número, lo repartimos por igual entre dos, y al final"
                      + " los dos tienen lo mismo.",
                  "Pour trouver la moitié d'un nombre, on le partage en deux parts égales, et à la"
                      + " fin chacun a la même chose."),
              same("{r} + {r} = {a}."));
      case LARGEST ->
          new ProblemTexts(
              List.of(
                  "Which is the largest: {list}?",
                  "Find the largest number: {list}",
                  "What is the largest of {list}?",
                  "Which number is the largest, {list}?",
                  "Tell me the largest of these: {list}.",
                  "Homework: the largest of {list}",
                  "Explain which of {list} is the largest.",
                  "Largest number: {list}",
                  "Out of {list}, which is the largest?",
                  "I need the largest of these numbers: {list}"),
              new Phrase(
                  "We compare {list}.",
                  "Wir vergleichen {list}.",
                  "Comparamos {list}.",
                  "On compare {list}."),
              new Phrase(
                  "No number is larger than {r}.",
                  "Keine Zahl ist größer als {r}.",
                  "Ningún número es mayor que {r}.",
                  "Aucun nombre n'est plus grand que {r}."),
              new Phrase(
                  "no number is larger than {r}",
                  "keine Zahl ist größer als {r}",
                  "ningún número es mayor que {r}",
                  "aucun nombre n'est plus grand que {r}"),
              new Phrase(
                  "To find the largest number, we look at the tens first, and where they are the"
                      + " same we look at the ones.",
                  "Um die größte Zahl zu finden, sehen wir zuerst auf die Zehner, und wo sie gleich"
                      + " sind, sehen wir auf die Einer.",
                  "Para hallar el número mayor, miramos primero las decenas, y donde son iguales"
                      + " miramos las unidades.",
                  "Pour trouver le plus grand nombre, on regarde d'abord les dizaines, et si elles"
                      + " sont égales on regarde les unités."),
              same("{r} > {p}, {r} > {q}."));
      case SMALLEST ->
          new ProblemTexts(
              List.of(
                  "Which is the smallest: {list}?",
                  "Find the smallest number: {list}",
                  "What is the smallest of {list}?",
                  "Which number is the smallest, {list}?",
                  "Tell me the smallest of these: {list}.",
                  "Homework: the smallest of {list}",
                  "Explain which of {list} is the smallest.",
                  "Smallest number: {list}",
                  "Out of {list}, which is the smallest?",
                  "I need the smallest of these numbers: {list}"),
              new Phrase(
                  "We compare {list}.",
                  "Wir vergleichen {list}.",
                  "Comparamos {list}.",
                  "On compare {list}."),
              new Phrase(
                  "No number is smaller than {r}.",
                  "Keine Zahl ist kleiner als {r}.",
                  "Ningún número es menor que {r}.",
                  "Aucun nombre n'est plus petit que {r}."),
              new Phrase(
                  "no number is smaller than {r}",
                  "keine Zahl ist kleiner als {r}",
                  "ningún número es menor que {r}",
                  "aucun nombre n'est plus petit que {r}"),
              new Phrase(
                  "To find the smallest number, we look at the tens first, and where they are the"
                      + " same we look at the ones.",
                  "Um die kleinste Zahl zu finden, sehen wir zuerst auf die Zehner, und wo sie"
                      + " gleich sind, sehen wir auf die Einer.",
                  "Para hallar el número menor, miramos primero las decenas, y donde son iguales"
                      + " miramos las unidades.",
                  "Pour trouver le plus petit nombre, on regarde d'abord les dizaines, et si elles"
                      + " sont égales on regarde les unités."),
              same("{r} < {p}, {r} < {q}."));
      case SORTED ->
          new ProblemTexts(
              List.of(
                  "Sort these numbers: {list}",
                  "Put {list} in order.",
                  "Order these from small to large: {list}",
                  "Write {list} from small to large.",
                  "Sort {list}.",
                  "Homework: sort {list}",
                  "Please put these numbers in order: {list}",
                  "Explain how to sort {list}.",
                  "Bring {list} into order, the smallest first.",
                  "Can you sort {list} for me?"),
              new Phrase(
                  "The smallest number is {p}.",
                  "Die kleinste Zahl ist {p}.",
                  "El número menor es {p}.",
                  "Le plus petit nombre est {p}."),
              new Phrase(
                  "Then come {q} and {s}.",
                  "Dann kommen {q} und {s}.",
                  "Luego vienen {q} y {s}.",
                  "Puis viennent {q} et {s}."),
              same("{p} < {q} < {s}"),
              new Phrase(
                  "To sort numbers, we take the smallest one out first, then the smallest of those"
                      + " that are left, and so on.",
                  "Um Zahlen zu ordnen, nehmen wir zuerst die kleinste heraus, dann die kleinste"
                      + " von denen, die übrig sind, und so weiter.",
                  "Para ordenar números, sacamos primero el menor, luego el menor de los que"
                      + " quedan, y así hasta el final.",
                  "Pour trier des nombres, on sort d'abord le plus petit, puis le plus petit de"
                      + " ceux qui restent, et ainsi de suite."),
              same("{p} < {q} < {s}."));
      case PARITY ->
          new ProblemTexts(
              List.of(
                  "Is {a} even or odd?",
                  "Even or odd: {a}?",
                  "Tell me whether {a} is even or odd.",
                  "Say if {a} is odd or even.",
                  "{a}: even or odd?",
                  "Homework: is {a} odd or even?",
                  "Explain whether {a} is even or odd.",
                  "Find out if {a} is even or odd.",
                  "Would you call {a} even or odd?",
                  "Is the number {a} odd or even?"),
              new Phrase(
                  "The last digit of {a} is {d}.",
                  "Die letzte Ziffer von {a} ist {d}.",
                  "La última cifra de {a} es {d}.",
                  "Le dernier chiffre de {a} est {d}."),
              new Phrase(
                  "Two {goes} into {d}.",
                  "Zwei geht {geht} in {d} auf.",
                  "El dos {cabe} en {d}.",
                  "Le deux {entre} dans {d}."),
              new Phrase(
                  "its last digit is {d}",
                  "die letzte Ziffer ist {d}",
                  "su última cifra es {d}",
                  "son dernier chiffre est {d}"),
              new Phrase(
                  "To see of what kind a number is, we need its last digit only: the digits before"
                      + " it make no difference at all.",
                  "Um zu sehen, von welcher Art eine Zahl ist, brauchen wir nur ihre letzte Ziffer:"
                      + " die Ziffern davor ändern nichts.",
                  "Para ver de qué tipo es un número, solo hace falta su última cifra: las cifras"
                      + " de antes no cambian nada.",
                  "Pour voir de quelle sorte est un nombre, il suffit de son dernier chiffre : les"
                      + " chiffres d'avant ne changent rien."),
              same("{h} + {h}{one} = {a}."));
      case GRADE ->
          new ProblemTexts(
              List.of(
                  "Is {a} {op} {b} = {x} right?",
                  "Grade this: {a} {op} {b} = {x}",
                  "Please grade this homework: {a} {op} {b} = {x}",
                  "{name} wrote {a} {op} {b} = {x}. Is that right?",
                  "Check this exercise: {a} {op} {b} = {x}",
                  "A student says that {a} {op} {b} is {x}. Right or wrong?",
                  "Right or wrong: {a} {op} {b} = {x}",
                  "My result for {a} {op} {b} is {x}. Is it right?",
                  "Mark this answer: {a} {op} {b} = {x}",
                  "Give feedback on this answer: {a} {op} {b} = {x}",
                  "Correct {name}'s homework: {a} {op} {b} = {x}",
                  "{name} handed this in: {a} {op} {b} = {x}",
                  "Have a look at this solution: {a} {op} {b} = {x}"),
              new Phrase(
                  "The homework says {x}.",
                  "In der Aufgabe steht {x}.",
                  "En la tarea pone {x}.",
                  "Le devoir dit {x}."),
              same("{a} {op} {b} = {t}."),
              same("{a} {op} {b} = {t}"),
              new Phrase(
                  "To grade an exercise, we work it out for ourselves first, and then look whether"
                      + " the two results are the same.",
                  "Um eine Aufgabe zu bewerten, rechnen wir sie zuerst selbst, und sehen dann, ob"
                      + " die beiden Ergebnisse gleich sind.",
                  "Para corregir un ejercicio, primero lo calculamos nosotros, y luego miramos si"
                      + " los dos resultados son iguales.",
                  "Pour noter un exercice, on le calcule d'abord soi-même, puis on regarde si les"
                      + " deux résultats sont les mêmes."),
              same("{t} {inverse} {b} = {a}."));
    };
  }
}
