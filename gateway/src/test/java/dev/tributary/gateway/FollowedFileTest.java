package dev.tributary.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FollowedFileTest {

  @TempDir private Path directory;

  @Test
  void contentIsNewsOnce() throws IOException {
    Path file = Files.writeString(directory.resolve("f"), "one");
    FollowedFile followed = new FollowedFile(file, "");
    assertThat(followed.news()).contains("one");
    assertThat(followed.news()).isEmpty();
    Files.writeString(file, " ");
    assertThat(followed.news()).isEmpty();
    Files.writeString(file, "two");
    assertThat(followed.news()).contains("two");
    assertThat(new FollowedFile(file, "two").news()).isEmpty();
    Files.delete(file);
    assertThatThrownBy(followed::news).isInstanceOf(IOException.class);
  }

  @Test
  void itIsFollowedThroughRemovalAndThroughWhatItsTakerThrows() throws Exception {
    Vertx vertx = Vertx.vertx();
    try {
      Path file = Files.writeString(directory.resolve("f"), "one");
      BlockingQueue<String> taken = new LinkedBlockingQueue<>();
      long timer =
          new FollowedFile(file, "one")
              .follow(
                  vertx,
                  Duration.ofMillis(10),
                  text -> {
                    taken.add(text);
                    throw new IllegalArgumentException(text);
                  });
      Files.delete(file);
      Files.writeString(directory.resolve("g"), "two");
      Files.move(directory.resolve("g"), file);
      assertThat(taken.poll(10, TimeUnit.SECONDS)).isEqualTo("two");
      Files.writeString(directory.resolve("g"), "three");
      Files.move(directory.resolve("g"), file, StandardCopyOption.REPLACE_EXISTING);
      assertThat(taken.poll(10, TimeUnit.SECONDS)).isEqualTo("three");
      vertx.cancelTimer(timer);
    } finally {
      Await.on(vertx.close());
    }
  }
}
