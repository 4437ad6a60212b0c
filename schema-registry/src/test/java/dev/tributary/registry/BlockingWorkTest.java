package dev.tributary.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BlockingWorkTest {

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void closeVertx() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  @Test
  void whatComesAfterTheCloseIsRefused() {
    BlockingWork work = new BlockingWork(vertx, 1, 1);
    work.close();

    Future<String> late = work.run(() -> "done");

    assertThat(late.failed()).isTrue();
    assertThat(late.cause()).isInstanceOf(RejectedExecutionException.class);
  }
}
