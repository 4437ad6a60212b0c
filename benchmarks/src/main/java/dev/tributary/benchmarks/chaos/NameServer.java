package dev.tributary.benchmarks.chaos;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.datagram.DatagramPacket;
import io.vertx.core.datagram.DatagramSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Answers every question with SRV records of ports on this machine (RFC 1035, RFC 2782). */
final class NameServer implements AutoCloseable {

  private static final int HEADER = 12;
  private static final int POINTER_TO_QUESTION = 0xC00C;
  private static final int SRV = 33;
  private static final int INTERNET = 1;
  private static final int ANSWER_WITHOUT_ERROR = 0x8180;
  private static final byte[] HOST = "localhost".getBytes(StandardCharsets.US_ASCII);

  private final Vertx vertx = Vertx.vertx();
  private final DatagramSocket socket = vertx.createDatagramSocket();
  private final List<Integer> ports;

  NameServer(List<Integer> ports) {
    this.ports = List.copyOf(ports);
    socket.handler(this::answer);
    socket
        .listen(0, "127.0.0.1")
        .toCompletionStage()
        .toCompletableFuture()
        .orTimeout(10, TimeUnit.SECONDS)
        .join();
  }

  int port() {
    return socket.localAddress().port();
  }

  private void answer(DatagramPacket packet) {
    byte[] asked = packet.data().getBytes();
    int end = HEADER;
    while (asked[end] != 0) {
      end += asked[end] + 1;
    }
    // The end of the name, its type and its class.
    end += 1 + 2 + 2;
    ByteBuf answer = Unpooled.buffer();
    answer.writeBytes(asked, 0, 2).writeShort(ANSWER_WITHOUT_ERROR).writeShort(1);
    answer.writeShort(ports.size()).writeShort(0).writeShort(0);
    answer.writeBytes(asked, HEADER, end - HEADER);
    for (int port : ports) {
      answer.writeShort(POINTER_TO_QUESTION).writeShort(SRV).writeShort(INTERNET).writeInt(0);
      // Priority, weight and port; then a name of one label.
      answer.writeShort(6 + HOST.length + 2).writeShort(0).writeShort(1).writeShort(port);
      answer.writeByte(HOST.length).writeBytes(HOST).writeByte(0);
    }
    byte[] bytes = new byte[answer.readableBytes()];
    answer.readBytes(bytes);
    socket.send(Buffer.buffer(bytes), packet.sender().port(), packet.sender().host());
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
  }
}
