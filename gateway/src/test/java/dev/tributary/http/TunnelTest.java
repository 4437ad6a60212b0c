package dev.tributary.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of both ends of an upgraded connection. */
class TunnelTest {

  private final Vertx vertx = Vertx.vertx();
  private final Context loop = vertx.getOrCreateContext();

  @AfterEach
  void close() {
    on(vertx.close());
  }

  private static <T> T on(Future<T> future) {
    return on(future.toCompletionStage().toCompletableFuture());
  }

  private static <T> T on(CompletableFuture<T> future) {
    return future.orTimeout(10, TimeUnit.SECONDS).join();
  }

  /** What tunnels are confined to. */
  private <T> Future<T> inLoop(Supplier<Future<T>> begin) {
    Promise<T> done = Promise.promise();
    loop.runOnContext(now -> begin.get().onComplete(done));
    return done.future();
  }

  private Tunnel tunnel(Future<NetSocket> told, NetSocket service) {
    return on(inLoop(() -> Future.succeededFuture(new Tunnel(told, service))));
  }

  /** A connection of which the gateway has one end, and what is told when the other is closed. */
  private final class Connection {
    private final CompletableFuture<NetSocket> far = new CompletableFuture<>();
    private final CompletableFuture<Void> farClosed = new CompletableFuture<>();
    private final CompletableFuture<String> farReceived = new CompletableFuture<>();
    private final NetSocket near;

    Connection() {
      NetServer server = vertx.createNetServer();
      server.connectHandler(
          socket -> {
            socket.closeHandler(closed -> farClosed.complete(null));
            socket.handler((Buffer data) -> farReceived.complete(data.toString()));
            far.complete(socket);
          });
      on(server.listen(0, "127.0.0.1"));
      near =
          on(
              inLoop(
                  () ->
                      vertx
                          .createNetClient()
                          .connect(server.actualPort(), "127.0.0.1")
                          .onSuccess(NetSocket::pause)));
      on(far);
    }
  }

  @Test
  void aClientThatLeavesWhileItIsToldOfTheUpgradeLeavesNoServiceBehind() {
    Connection client = new Connection();
    Connection service = new Connection();
    Promise<NetSocket> told = Promise.promise();
    Tunnel tunnel = tunnel(told.future(), service.near);

    loop.runOnContext(now -> tunnel.clientIsGone());
    on(service.farClosed);
    loop.runOnContext(now -> told.complete(client.near));
    on(tunnel.over());
    on(client.farClosed);
  }

  @Test
  void aClientThatCannotBeToldLeavesNoServiceBehind() {
    Connection service = new Connection();
    Tunnel tunnel = tunnel(Future.failedFuture("gone"), service.near);

    on(service.farClosed);
    assertThat(tunnel.over().failed()).isTrue();
  }

  @Test
  void oncePutTogetherBothEndsGetWhatTheOtherSendsAndEndTogether() {
    Connection client = new Connection();
    Connection service = new Connection();
    Tunnel tunnel = tunnel(Future.succeededFuture(client.near), service.near);
    client.far.join().write("ping");
    service.far.join().write("pong");
    assertThat(on(service.farReceived)).isEqualTo("ping");
    assertThat(on(client.farReceived)).isEqualTo("pong");

    client.far.join().close();
    // What the client has sent last still goes to the service: its end is not the tunnel's to make.
    loop.runOnContext(now -> tunnel.clientIsGone());
    on(service.farClosed);
    on(tunnel.over());
  }
}
