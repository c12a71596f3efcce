package dev.hone.learn.starter;
import java.util.*;
import org.junit.jupiter.api.Test;
class DumpTest {
  @Test void dump() throws Exception {
    StringBuilder t = new StringBuilder();
    StarterCurriculum c = new StarterCurriculum(1);
    for (long i = 0; i < 400; i++) {
      t.append("#### ").append(i).append('\n');
      for (var m : c.example(i).messages()) { t.append(m.role()).append(": ").append(m.content()); m.toolCalls().forEach(x -> t.append(x.name()).append(x.arguments())); t.append('\n'); }
    }
    Homework h = Homework.heldOut(1);
    SplittableRandom r = new SplittableRandom(3);
    for (Preference p : Preference.values()) for (int i = 0; i < 3; i++) {
      var item = h.next();
      Instruction in = new Instruction(p, p.randomValue(r, Lexicon.training()));
      t.append("==== ").append(p).append(' ').append(in.value()).append(" | ").append(new Wordings(Wordings.Pool.BOTH).correction(r, in)).append(" | ").append(item.asked()).append('\n').append(item.told(List.of(in)).content()).append('\n');
    }
    java.nio.file.Files.writeString(java.nio.file.Path.of("/tmp/dump.txt"), t);
  }
}
