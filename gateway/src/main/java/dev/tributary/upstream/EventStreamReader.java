package dev.tributary.upstream;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.BiConsumer;

/** Reads server-sent events (HTML Standard, 9.2.6) as their bytes come. */
final class EventStreamReader {

  private final int mostBytes;
  private final BiConsumer<String, byte[]> events;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private final ByteArrayOutputStream data = new ByteArrayOutputStream();
  private String type = "";
  private boolean hasData;
  private boolean afterReturn;

  /**
   * @param mostBytes of one event
   * @param events told the type and the data of each
   */
  EventStreamReader(int mostBytes, BiConsumer<String, byte[]> events) {
    this.mostBytes = mostBytes;
    this.events = events;
  }

  /**
   * @return false when an event is larger than it may be
   */
  boolean read(Buffer chunk) {
    for (int i = 0; i < chunk.length(); i++) {
      byte b = chunk.getByte(i);
      if (b == '\n' && afterReturn) {
        afterReturn = false;
      } else if (b == '\n' || b == '\r') {
        afterReturn = b == '\r';
        endLine();
      } else {
        afterReturn = false;
        line.write(b);
        if (line.size() + data.size() > mostBytes) {
          return false;
        }
      }
    }
    return true;
  }

  private void endLine() {
    byte[] bytes = line.toByteArray();
    line.reset();
    if (bytes.length == 0) {
      dispatch();
      return;
    }
    int colon = 0;
    while (colon < bytes.length && bytes[colon] != ':') {
      colon++;
    }
    String field = new String(bytes, 0, colon, StandardCharsets.UTF_8);
    int value = Math.min(bytes.length, colon + 1);
    if (value < bytes.length && bytes[value] == ' ') {
      value++;
    }
    switch (field) {
      case "event" -> type = new String(bytes, value, bytes.length - value, StandardCharsets.UTF_8);
      case "data" -> {
        if (hasData) {
          data.write('\n');
        }
        hasData = true;
        data.write(bytes, value, bytes.length - value);
      }
      // Comments, and what is for clients that come again.
      default -> {}
    }
  }

  private void dispatch() {
    String name = type;
    byte[] text = data.toByteArray();
    boolean isEvent = hasData || !name.isEmpty();
    type = "";
    hasData = false;
    data.reset();
    if (isEvent) {
      events.accept(name, text);
    }
  }
}
