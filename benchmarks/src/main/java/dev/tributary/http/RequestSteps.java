package dev.tributary.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tributary.benchmarks.BenchGraph;
import dev.tributary.json.JsonText;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** From a request's body to its operation and variables. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class RequestSteps {

  private final RequestReader reader = new RequestReader(500);

  private final byte[] body =
      ("{\"query\":"
              + new String(JsonText.quote(BenchGraph.operation()), UTF_8)
              + ",\"variables\":{\"first\":3,\"id\":\"7\"}}")
          .getBytes(UTF_8);

  @Benchmark
  public RequestReading requestParsed() {
    return reader.read(body);
  }
}
