package dev.hone.gateway.transfer;

import dev.hone.gateway.transfer.parquet.ParquetField;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The shapes that an export can have. */
public enum ExportShape {
  /** Everything that is kept of a step. */
  HONE(new HoneRows()),
  /** OpenAI's fine-tuning: {@code messages}, {@code tools}; earlier answers weigh nothing. */
  OPENAI(new OpenAiRows()),
  /** TRL, supervised: whole conversations as {@code messages}. */
  TRL_SFT(new ConversationRows()),
  /** TRL, supervised: {@code prompt} and {@code completion} of each step. */
  TRL_PROMPT(new CompletionRows()),
  /** TRL, preferences: {@code prompt}, {@code chosen}, {@code rejected}. */
  TRL_PREFERENCE(new PreferenceRows()),
  /** TRL, KTO: {@code prompt}, {@code completion}, {@code label}. */
  TRL_KTO(new LabelRows()),
  /** verl: {@code data_source}, {@code prompt}, {@code ability}, {@code reward_model}, …. */
  VERL(new VerlRows());

  private final Rows rows;

  ExportShape(Rows rows) {
    this.rows = rows;
  }

  Rows rows() {
    return rows;
  }

  /** The schema of a row in a Parquet file. */
  public List<ParquetField> schema() {
    return rows.schema();
  }

  public String wireName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * Reads {@link #wireName()}.
   *
   * @throws IllegalArgumentException if there is no such shape
   */
  public static ExportShape ofWireName(String name) {
    return Stream.of(values())
        .filter(shape -> shape.wireName().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no shape '"
                        + name
                        + "'; use "
                        + Stream.of(values())
                            .map(ExportShape::wireName)
                            .collect(Collectors.joining(", "))));
  }
}
