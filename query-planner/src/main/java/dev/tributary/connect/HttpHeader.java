package dev.tributary.connect;

/**
 * One entry of {@code headers}. Names keep the case they are written in, and compare without it.
 */
public sealed interface HttpHeader {

  String name();

  /**
   * Every value of a header of the client's request; not sent when it has none.
   *
   * @param from the client's header
   */
  record Forwarded(String name, String from) implements HttpHeader {}

  record Written(String name, Template value) implements HttpHeader {}
}
