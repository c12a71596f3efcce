package dev.hone.core.chat;

/**
 * One call of a tool by the model.
 *
 * @param id names the call, so that its result can be told apart; unique within a conversation
 * @param name the tool's name
 * @param arguments a JSON object as text, exactly as the model wrote it
 */
public record ToolCall(String id, String name, String arguments) {}
