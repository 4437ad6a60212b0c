package dev.tributary.upstream;

import io.vertx.core.http.WebSocketFrame;
import java.io.ByteArrayOutputStream;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Puts the frames of text messages together (RFC 6455, 5.4). Vert.x does that, too, and fails on a
 * message whose first piece is empty. The same for clients' sockets and services'. Confined to one
 * event loop.
 */
public final class TextMessages {

  private final int mostBytes;
  private final Consumer<byte[]> messages;
  private @Nullable ByteArrayOutputStream begun;

  /**
   * @param mostBytes of a message
   * @param messages told of each, whole
   */
  public TextMessages(int mostBytes, Consumer<byte[]> messages) {
    this.mostBytes = mostBytes;
    this.messages = messages;
  }

  /** What came of a frame. */
  public enum Outcome {
    TAKEN,
    /** It is of a message that is larger than it may be. */
    TOO_LARGE,
    /** It cannot come here. */
    MISPLACED
  }

  /**
   * @param frame of text, binary data, or a continuation of these
   */
  public Outcome take(WebSocketFrame frame) {
    ByteArrayOutputStream before = begun;
    if (frame.isBinary() || frame.isText() == (before != null)) {
      return Outcome.MISPLACED;
    }
    byte[] piece = frame.binaryData().getBytes();
    if ((before == null ? 0 : before.size()) + piece.length > mostBytes) {
      return Outcome.TOO_LARGE;
    }
    if (before == null && frame.isFinal()) {
      messages.accept(piece);
      return Outcome.TAKEN;
    }
    ByteArrayOutputStream message = before == null ? new ByteArrayOutputStream() : before;
    message.writeBytes(piece);
    begun = frame.isFinal() ? null : message;
    if (frame.isFinal()) {
      messages.accept(message.toByteArray());
    }
    return Outcome.TAKEN;
  }
}
