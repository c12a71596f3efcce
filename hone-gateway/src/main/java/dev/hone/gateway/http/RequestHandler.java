package dev.hone.gateway.http;

/**
 * Answers requests, each on its own virtual thread. Answers errors itself; what it throws closes
 * the connection.
 */
@FunctionalInterface
public interface RequestHandler {

  void handle(Exchange exchange);
}
