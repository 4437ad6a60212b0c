package dev.tributary.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BodyRelayTest {

  private final Source source = new Source();
  private final Sink sink = new Sink();

  private Future<Void> pass(long length) {
    return BodyRelay.pass(source, sink, length, () -> sink.events.add("ending"));
  }

  @Test
  void aBodyThatComesWholeGoesInOneWriteWithItsEnd() {
    Future<Void> passed = pass(5);

    source.send("hello");
    assertThat(sink.events).isEmpty();
    source.end();

    assertThat(sink.events).containsExactly("ending", "end hello");
    assertThat(passed.succeeded()).isTrue();
  }

  @Test
  void nothingWaitsForThePiecesAfterIt() {
    Future<Void> passed = pass(10);

    source.send("hello");
    assertThat(sink.events).containsExactly("hello");
    source.send("world");
    source.end();

    assertThat(sink.events).containsExactly("hello", "world", "ending", "end");
    assertThat(passed.succeeded()).isTrue();
  }

  @Test
  void whatNobodyHasAnnouncedGoesAsItComes() {
    pass(-1);

    source.send("hello");
    assertThat(sink.events).containsExactly("hello");
  }

  @Test
  void aBodyWithoutAnythingHasAnEnd() {
    Future<Void> passed = pass(-1);

    source.end();

    assertThat(sink.events).containsExactly("ending", "end");
    assertThat(passed.succeeded()).isTrue();
  }

  @Test
  void moreThanWasAnnouncedComesInOrder() {
    pass(5);

    source.send("hello");
    source.send("more");
    source.end();

    assertThat(sink.events).containsExactly("hello", "more", "ending", "end");
  }

  @Test
  void aSideThatTakesNoMoreMakesTheOtherWait() {
    pass(-1);
    source.send("a");
    sink.full = true;
    source.send("b");
    assertThat(source.demand).isZero();

    sink.drain();
    assertThat(source.demand).isPositive();
  }

  @Test
  void whatBreaksBeforeOrAfterTheFirstPieceIsTold() {
    Future<Void> before = pass(5);
    source.send("hello");
    source.fail(new IllegalStateException("broken"));
    source.end();
    assertThat(before.cause()).hasMessage("broken");
    assertThat(sink.events).isEmpty();

    Future<Void> after = pass(-1);
    source.send("hello");
    source.fail(new IllegalStateException("broken"));
    assertThat(after.cause()).hasMessage("broken");
    assertThat(sink.events).containsExactly("hello");
  }

  @Test
  void aSideThatCannotBeWrittenToIsTold() {
    Future<Void> first = pass(-1);
    sink.broken = true;
    source.send("hello");
    assertThat(first.cause()).hasMessage("gone");

    Future<Void> last = pass(5);
    source.send("hello");
    source.end();
    assertThat(last.cause()).hasMessage("gone");
  }

  /** Where a body comes from. */
  private static final class Source implements ReadStream<Buffer> {
    private @Nullable Handler<Buffer> handler;
    private @Nullable Handler<Void> endHandler;
    private @Nullable Handler<Throwable> exceptionHandler;
    private long demand = Long.MAX_VALUE;

    void send(String text) {
      if (handler != null) {
        handler.handle(Buffer.buffer(text));
      }
    }

    void end() {
      if (endHandler != null) {
        endHandler.handle(null);
      }
    }

    void fail(Throwable cause) {
      if (exceptionHandler != null) {
        exceptionHandler.handle(cause);
      }
    }

    @Override
    public Source exceptionHandler(@Nullable Handler<Throwable> told) {
      exceptionHandler = told;
      return this;
    }

    @Override
    public Source handler(@Nullable Handler<Buffer> told) {
      handler = told;
      return this;
    }

    @Override
    public Source pause() {
      demand = 0;
      return this;
    }

    @Override
    public Source resume() {
      return fetch(Long.MAX_VALUE);
    }

    @Override
    public Source fetch(long amount) {
      demand = amount;
      return this;
    }

    @Override
    public Source endHandler(@Nullable Handler<Void> told) {
      endHandler = told;
      return this;
    }
  }

  /** Where it goes. */
  private static final class Sink implements WriteStream<Buffer> {
    private final List<String> events = new ArrayList<>();
    private @Nullable Handler<Void> drainHandler;
    private boolean full;
    private boolean broken;

    void drain() {
      full = false;
      if (drainHandler != null) {
        drainHandler.handle(null);
      }
    }

    private Future<Void> did(String event) {
      if (broken) {
        return Future.failedFuture("gone");
      }
      events.add(event);
      return Future.succeededFuture();
    }

    @Override
    public Sink exceptionHandler(@Nullable Handler<Throwable> told) {
      return this;
    }

    @Override
    public Future<Void> write(Buffer data) {
      return did(data.toString());
    }

    @Override
    public Future<Void> end() {
      return did("end");
    }

    @Override
    public Future<Void> end(Buffer data) {
      return did("end " + data);
    }

    @Override
    public Sink setWriteQueueMaxSize(int most) {
      return this;
    }

    @Override
    public boolean writeQueueFull() {
      return full;
    }

    @Override
    public Sink drainHandler(@Nullable Handler<Void> told) {
      drainHandler = told;
      return this;
    }
  }
}
