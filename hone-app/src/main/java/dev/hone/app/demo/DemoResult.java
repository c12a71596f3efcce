package dev.hone.app.demo;

import dev.hone.app.Json;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a demo measured. Shares are from 0 to 1.
 *
 * @param preferences what the user wanted, in words
 * @param before share of unseen requests answered as the user likes, before anything was said
 * @param withLesson the same with lessons in the prompt
 * @param byWeights the same by the trained version with no lesson in the prompt
 * @param skillsBefore share of held-out skill prompts answered right by the base
 * @param skillsAfter the same by the trained version
 * @param interactions requests of the user until training began
 * @param lessonSeconds longest time from a correction to its lesson
 * @param trainingSeconds from the last interaction to the live version
 * @param swapRequests requests sent while versions changed
 * @param swapRefused how many of them were refused or broken
 * @param lessonTokensSaved prompt tokens not sent because lessons had graduated
 * @param seconds the whole demo
 * @param version the version that went live
 */
public record DemoResult(
    long seed,
    List<String> preferences,
    double before,
    double withLesson,
    double byWeights,
    double skillsBefore,
    double skillsAfter,
    int interactions,
    double lessonSeconds,
    double trainingSeconds,
    long swapRequests,
    long swapRefused,
    long lessonTokensSaved,
    double seconds,
    String version) {

  ObjectNode json() {
    ObjectNode node = Json.MAPPER.createObjectNode().put("seed", seed);
    var wanted = node.putArray("preferences");
    preferences.forEach(wanted::add);
    return node.put("before", before)
        .put("with_lesson", withLesson)
        .put("by_weights", byWeights)
        .put("skills_before", skillsBefore)
        .put("skills_after", skillsAfter)
        .put("interactions", interactions)
        .put("lesson_seconds", lessonSeconds)
        .put("training_seconds", trainingSeconds)
        .put("swap_requests", swapRequests)
        .put("swap_refused", swapRefused)
        .put("lesson_tokens_saved", lessonTokensSaved)
        .put("seconds", seconds)
        .put("version", version);
  }
}
