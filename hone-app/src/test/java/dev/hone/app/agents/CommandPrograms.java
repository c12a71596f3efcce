package dev.hone.app.agents;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Programs that run once for each turn, each session in a folder of its own. */
final class CommandPrograms {

  private CommandPrograms() {}

  private static Path work(Path folder, Task task) throws IOException {
    return Files.createDirectories(folder.resolve("work").resolve(task.session()));
  }

  private static Map<String, String> home(Path folder) throws IOException {
    Map<String, String> environment = new HashMap<>();
    environment.put("HOME", Files.createDirectories(folder.resolve("home")).toString());
    return environment;
  }

  /** Speaks Messages. */
  static Program claudeCode(Path folder, HoneUnderTest hone) {
    Map<String, UUID> sessions = new ConcurrentHashMap<>();
    return new Program() {
      @Override
      public String name() {
        return "Claude Code";
      }

      @Override
      public String say(Task task) throws IOException, InterruptedException {
        Map<String, String> environment = home(folder);
        environment.put("ANTHROPIC_BASE_URL", hone.url());
        environment.put("ANTHROPIC_API_KEY", hone.key());
        environment.put("DISABLE_AUTOUPDATER", "1");
        UUID known = sessions.get(task.session());
        UUID id = known == null ? UUID.randomUUID() : known;
        sessions.put(task.session(), id);
        return Installed.run(
            work(folder, task),
            environment,
            Installed.modules("claude-code").resolve(".bin/claude").toString(),
            "-p",
            task.actions().equals(java.util.List.of("compact")) ? "/compact" : task.text(),
            known == null ? "--session-id" : "--resume",
            id.toString(),
            "--model",
            "claude-sonnet-4-5",
            "--allowedTools",
            "Bash,Read,Write,Agent");
      }
    };
  }

  /** Speaks Responses. */
  static Program codex(Path folder, HoneUnderTest hone, int contextWindow) throws IOException {
    Map<String, String> threads = new ConcurrentHashMap<>();
    Path home = Files.createDirectories(folder.resolve("codex"));
    Files.writeString(
        home.resolve("config.toml"),
        """
        model = "scripted"
        model_provider = "hone"
        model_context_window = %d
        model_auto_compact_token_limit = %d
        approval_policy = "never"
        sandbox_mode = "danger-full-access"
        [model_providers.hone]
        name = "hone"
        base_url = "%s/v1"
        env_key = "HONE_KEY"
        wire_api = "responses"
        """
            .formatted(contextWindow, contextWindow * 9 / 10, hone.url()));
    return new Program() {
      @Override
      public String name() {
        return "Codex";
      }

      @Override
      public String say(Task task) throws IOException, InterruptedException {
        Map<String, String> environment = home(folder);
        environment.put("CODEX_HOME", home.toString());
        environment.put("HONE_KEY", hone.key());
        String codex = Installed.modules("codex").resolve(".bin/codex").toString();
        String thread = threads.get(task.session());
        Path work = work(folder, task);
        if (thread != null) {
          return Installed.run(
              work,
              environment,
              codex,
              "exec",
              "--json",
              "--skip-git-repo-check",
              "resume",
              thread,
              task.text());
        }
        String printed =
            Installed.run(
                work, environment, codex, "exec", "--json", "--skip-git-repo-check", task.text());
        printed
            .lines()
            .filter(line -> line.contains("thread.started"))
            .map(line -> JsonMapper.shared().readTree(line).path("thread_id").stringValue())
            .forEach(id -> threads.put(task.session(), id));
        return printed;
      }
    };
  }

  /** Speaks Chat Completions. */
  static Program pi(Path folder, HoneUnderTest hone, int contextWindow) throws IOException {
    Path home = Files.createDirectories(folder.resolve("pi"));
    JsonNode models =
        JsonMapper.shared()
            .readTree(
                """
                {"providers":{"hone":{"baseUrl":"%s/v1","api":"openai-completions","apiKey":"%s",
                 "models":[{"id":"scripted","contextWindow":%d,"maxTokens":2000}]}}}
                """
                    .formatted(hone.url(), hone.key(), contextWindow));
    Files.writeString(home.resolve("models.json"), models.toString());
    Files.writeString(
        home.resolve("settings.json"),
        "{\"compaction\":{\"enabled\":true,\"reserveTokens\":3000,\"keepRecentTokens\":2000}}");
    return new Program() {
      @Override
      public String name() {
        return "pi";
      }

      @Override
      public String say(Task task) throws IOException, InterruptedException {
        Map<String, String> environment = home(folder);
        environment.put("PI_CODING_AGENT_DIR", home.toString());
        environment.put("PI_OFFLINE", "1");
        Path sessions = home.resolve("sessions").resolve(task.session());
        boolean first = !Files.exists(sessions);
        Files.createDirectories(sessions);
        return Installed.run(
            work(folder, task),
            environment,
            "node",
            Installed.modules("pi").resolve(".bin/pi").toString(),
            "-p",
            "--provider",
            "hone",
            "--model",
            "scripted",
            "--session-dir",
            sessions.toString(),
            first ? "--print" : "--continue",
            task.text());
      }
    };
  }

  /** Speaks Chat Completions, and says nothing of its sessions. */
  static Program qwen(Path folder, HoneUnderTest hone) {
    Map<String, UUID> sessions = new ConcurrentHashMap<>();
    return new Program() {
      @Override
      public String name() {
        return "Qwen Code";
      }

      @Override
      public String say(Task task) throws IOException, InterruptedException {
        Map<String, String> environment = home(folder);
        environment.put("OPENAI_BASE_URL", hone.url() + "/v1");
        environment.put("OPENAI_API_KEY", hone.key());
        environment.put("OPENAI_MODEL", "scripted");
        UUID known = sessions.get(task.session());
        UUID id = known == null ? UUID.randomUUID() : known;
        sessions.put(task.session(), id);
        return Installed.run(
            work(folder, task),
            environment,
            "node",
            Installed.modules("qwen-code").resolve(".bin/qwen").toString(),
            "--auth-type",
            "openai",
            "--chat-recording",
            "-y",
            known == null ? "--session-id" : "--resume",
            id.toString(),
            "-p",
            task.text());
      }
    };
  }
}
