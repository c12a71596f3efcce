package dev.hone.app.config;

/**
 * A key of {@code hone.yaml}.
 *
 * @param name with dots between the parts
 * @param fallback the default, as it would be written
 * @param about one sentence
 */
public record ConfigKey(String name, String fallback, String about) {}
