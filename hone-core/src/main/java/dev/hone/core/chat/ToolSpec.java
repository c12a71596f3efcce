package dev.hone.core.chat;

/**
 * A tool that the model may call.
 *
 * @param name as the model must write it
 * @param description what the tool does, for the model; may be empty
 * @param parameters a JSON Schema of type object, as text
 */
public record ToolSpec(String name, String description, String parameters) {}
