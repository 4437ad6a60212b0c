package dev.tributary.upstream;

import static dev.tributary.upstream.ScriptedService.json;

import dev.tributary.upstream.ServiceOptions.Pool;
import dev.tributary.upstream.ServiceOptions.Protocol;
import dev.tributary.upstream.ServiceOptions.Sharing;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A scripted service, and who calls it. */
final class CalledService implements AutoCloseable {

  /** What the service answers unless a test says otherwise. */
  static final String DATA = "{\"data\":{\"a\":1}}";

  private final ScriptedService service = new ScriptedService().answers(json(DATA));
  private Caller caller = new Caller(service.url(), ServiceOptions.defaults());

  ScriptedService service() {
    return service;
  }

  Caller caller() {
    return caller;
  }

  /** Calls it with these options from now on. */
  void with(ServiceOptions options) {
    caller.close();
    caller = new Caller(service.url(), options);
  }

  static ServiceOptions options(
      Map<String, String> headers, List<String> forwarded, Pool pool, Sharing sharing) {
    return new ServiceOptions(
        null, Duration.ofSeconds(15), 1_000_000, pool, headers, forwarded, sharing);
  }

  static ServiceOptions pool(int connections, int waiting) {
    return options(
        Map.of(),
        List.of(),
        new Pool(
            Protocol.HTTP_1_1, connections, waiting, Duration.ofSeconds(3), Duration.ofSeconds(30)),
        Sharing.ON);
  }

  @Override
  public void close() {
    caller.close();
    service.close();
  }
}
