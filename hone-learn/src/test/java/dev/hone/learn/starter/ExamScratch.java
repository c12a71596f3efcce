package dev.hone.learn.starter;

import dev.hone.core.VersionRef;
import dev.hone.core.chat.ChatMessage;
import dev.hone.core.engine.TrainingSequence;
import dev.hone.core.engine.TrainingSetup;
import dev.hone.engine.model.LocalTrainingRun;
import dev.hone.engine.model.ModelConfig;
import dev.hone.engine.model.ModelWeights;
import dev.hone.engine.text.ChatEncoder;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** Scratch: share of references that greedy decoding would give. folder, layers, size, show. */
final class ExamScratch {

  private ExamScratch() {}

  public static void main(String[] a) throws Exception {
    Path folder = Path.of(a[0]);
    int size = Integer.parseInt(a[2]);
    int show = Integer.parseInt(a[3]);
    ChatEncoder encoder = ChatEncoder.read(folder, Clock.systemUTC());
    ModelConfig config =
        ModelConfig.llama(
            encoder.tokenizer().vocabSize(),
            192,
            512,
            Integer.parseInt(a[1]),
            6,
            3,
            1024,
            List.of(1));
    TrainingSetup setup =
        new TrainingSetup(
            new VersionRef("starter", 0),
            new TrainingSetup.Trained.Full(),
            new TrainingSetup.Optimizer(0.9, 0.98, 1e-8, 0.1, 1.0),
            1,
            1);
    List<StarterExam.Question> questions = StarterExam.questions(99, size);
    List<TrainingSequence> sequences = new ArrayList<>();
    for (int i = 0; i < questions.size(); i++) {
      StarterExam.Question q = questions.get(i);
      int[] before = encoder.encode(q.prompt(), true);
      int[] answer = encoder.encodeAnswer(q.prompt(), q.reference());
      int[] all = Arrays.copyOf(before, before.length + answer.length);
      System.arraycopy(answer, 0, all, before.length, answer.length);
      boolean[] trained = new boolean[all.length];
      Arrays.fill(trained, before.length, all.length, true);
      sequences.add(new TrainingSequence(all, trained, i));
    }
    Map<Integer, int[]> wrong = new ConcurrentHashMap<>();
    double[] loss = new double[1];
    try (LocalTrainingRun run =
        new LocalTrainingRun(ModelWeights.random(config, 1), null, setup, (v, w, l) -> {})) {
      run.restore(folder.resolve(a.length > 4 ? a[4] : "checkpoint"));
      System.out.println("step " + run.steps());
      for (int i = 0; i < sequences.size(); i += 64) {
        loss[0] +=
            run.evaluate(
                sequences.subList(i, Math.min(sequences.size(), i + 64)),
                (sequence, position, logits, gradient, offset, vocabulary) -> {
                  int best = 0;
                  for (int v = 1; v < vocabulary; v++) {
                    if (logits[offset + v] > logits[offset + best]) {
                      best = v;
                    }
                  }
                  if (best != sequence.tokens()[position]) {
                    wrong.putIfAbsent(sequence.index(), new int[] {position, best});
                  }
                  return 0;
                });
      }
    }
    Map<String, int[]> shares = new TreeMap<>();
    Map<String, Integer> shown = new TreeMap<>();
    for (int i = 0; i < questions.size(); i++) {
      StarterExam.Question q = questions.get(i);
      int[] share = shares.computeIfAbsent(q.suite(), s -> new int[2]);
      share[1]++;
      int[] miss = wrong.get(i);
      if (miss == null) {
        share[0]++;
      } else if (shown.merge(q.suite(), 1, Integer::sum) <= show) {
        int[] all = sequences.get(i).tokens();
        ChatMessage first = q.prompt().messages().getFirst();
        System.out.println(
            q.suite()
                + " | "
                + first.content().replace("\n", "\\n")
                + " | "
                + q.prompt().messages().stream().skip(1).map(RoughEncoder::body).toList()
                + " | want "
                + RoughEncoder.body(q.reference())
                + " | at ..."
                + encoder
                    .tokenizer()
                    .decode(Arrays.copyOfRange(all, Math.max(0, miss[0] - 6), miss[0]))
                + " >> "
                + encoder.tokenizer().token(miss[1]));
      }
    }
    int column = 0;
    Map<String, int[]> families = new TreeMap<>();
    for (var e : shares.entrySet()) {
      System.out.printf("%-26s %3d%% ", e.getKey(), 100 * e.getValue()[0] / e.getValue()[1]);
      if (++column % 5 == 0) {
        System.out.println();
      }
      String family = e.getKey().replaceFirst("-(?!words).*", "");
      int[] f = families.computeIfAbsent(family, x -> new int[2]);
      f[0] += e.getValue()[0];
      f[1] += e.getValue()[1];
    }
    System.out.println();
    families.forEach((f, n) -> System.out.printf("%s %.1f%%  ", f, 100.0 * n[0] / n[1]));
    System.out.println();
  }
}
