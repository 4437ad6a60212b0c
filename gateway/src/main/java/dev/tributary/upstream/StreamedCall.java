package dev.tributary.upstream;

import dev.tributary.execute.UpstreamFailure;
import dev.tributary.telemetry.ServiceMeters;
import dev.tributary.upstream.ServiceRequest.Effect;
import io.netty.handler.codec.DecoderException;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One request that is passed on to a service, from choosing an instance to the end of its answer.
 * Whoever passes it on tells what happens. Confined to one event loop.
 */
public final class StreamedCall {

  /** Sent twice, they do what they do once (RFC 9110, 9.2.2), and have no body as a rule. */
  private static final Set<HttpMethod> SAFE =
      Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

  private final ServiceClient client;
  private final ServiceOptions options;
  private final Attempts attempts;
  private final ServiceFailures failures;
  private final ServiceMeters meters;
  private final boolean repeatable;
  private final long begun = System.nanoTime();
  private @Nullable ServiceCircuit circuit;
  private @Nullable HttpConnection connection;
  private boolean onUsedConnection;
  private boolean repeated;
  private boolean ended;
  private int status;
  private int retries;

  /**
   * @param body whether the request has one, or may have
   */
  StreamedCall(
      ServiceClients clients,
      StreamedService service,
      HttpMethod method,
      String target,
      MultiMap headers,
      boolean body) {
    ServiceClients.Streaming common = clients.streaming(service);
    this.client = common.client();
    this.options = service.options();
    this.repeatable = SAFE.contains(method) && !body;
    this.attempts =
        clients.attempts(
            service.name(),
            service.address(),
            new ServiceRequest(
                method, target, headers, null, repeatable ? Effect.NONE : Effect.SOME));
    this.failures = common.failures();
    this.meters = common.meters();
    this.circuit = common.circuit();
    meters.begun();
  }

  /**
   * Connects to an instance, and to another one when that fails: nothing has been sent then.
   *
   * @param patience how long a connection may be waited for
   * @return fails with {@link UpstreamFailure}
   */
  public Future<HttpClientRequest> connect(long patience) {
    ServiceCircuit asked = circuit;
    if (asked != null && retries == 0 && !repeated && !asked.admits()) {
      circuit = null;
      return Future.failedFuture(fail(failures.circuitOpen()));
    }
    return open(patience);
  }

  private Future<HttpClientRequest> open(long patience) {
    RequestOptions to = attempts.next();
    if (to == null) {
      return Future.failedFuture(fail(failures.unreachable("it has no instance to be asked")));
    }
    meters.waits();
    return client
        .request(to.setConnectTimeout(Math.max(1, patience)))
        .onComplete(got -> meters.waited())
        .map(this::connected)
        .recover(cause -> notConnected(cause, patience));
  }

  private HttpClientRequest connected(HttpClientRequest request) {
    HttpConnection own = request.connection();
    connection = own;
    onUsedConnection = client.hasAnswered(own);
    // The response's future tells of it, too.
    request.exceptionHandler(broken -> {});
    return request;
  }

  private Future<HttpClientRequest> notConnected(Throwable cause, long patience) {
    if (ended) {
      return Future.failedFuture(cause);
    }
    if (cause instanceof ConnectionPoolTooBusyException) {
      attempts.left();
      leaveCircuit();
      return Future.failedFuture(fail(failures.tooBusy(cause)));
    }
    attempts.failed();
    if (!attempts.takeAnother()) {
      return Future.failedFuture(fail(failures.unreachable(cause)));
    }
    retried();
    return open(patience);
  }

  /**
   * The request was sent, and there is no answer. Whether it may be sent once more is decided here:
   * when that can do no harm, and either another instance is there or the connection had been idle
   * for so long that the service most likely closed it just then.
   */
  public boolean mayRepeat() {
    if (ended || !repeatable) {
      return false;
    }
    if (onUsedConnection && !repeated) {
      repeated = true;
      attempts.left();
      retried();
      return true;
    }
    attempts.failed();
    boolean another = attempts.takeAnother();
    if (another) {
      retried();
    }
    return another;
  }

  private void retried() {
    retries++;
    meters.retried();
  }

  /** How often it was sent again, so far. */
  public int retries() {
    return retries;
  }

  /** The head of the answer has come. */
  public void answered(int code) {
    if (ended) {
      return;
    }
    status = code;
    HttpConnection own = connection;
    if (own != null) {
      client.answered(own);
    }
    attempts.answered(code);
  }

  /**
   * All of the answer has been passed on, or a connection that was upgraded has ended.
   *
   * @param length bytes of the answer's body
   */
  public void ended(long length) {
    if (end()) {
      long nanos = System.nanoTime() - begun;
      meters.answered(status, nanos, (int) Math.min(Integer.MAX_VALUE, length));
      if (circuit != null) {
        circuit.answered(status, nanos);
      }
    }
  }

  /** There is no answer, or only a part of one. */
  public UpstreamFailure failed(Throwable cause) {
    return switch (cause) {
      case UpstreamFailure known -> fail(known);
      case DecoderException malformed ->
          fail(failures.invalid("something that cannot be understood", malformed));
      case IllegalArgumentException malformed ->
          fail(failures.invalid("something that cannot be understood", malformed));
      default -> fail(status == 0 ? failures.unreachable(cause) : failures.cutShort(cause));
    };
  }

  /** The answer's head did not come in time. */
  public UpstreamFailure timedOut() {
    return fail(failures.timeout());
  }

  /** Nobody waits for the answer any more. */
  public void left() {
    fail(failures.cancelled());
  }

  private UpstreamFailure fail(UpstreamFailure failure) {
    if (end()) {
      attempts.failed(failure);
      long nanos = System.nanoTime() - begun;
      meters.failed(failure.code().name(), nanos);
      if (circuit != null) {
        circuit.failed(failure, nanos);
      }
    }
    return failure;
  }

  private void leaveCircuit() {
    if (circuit != null) {
      circuit.left();
      circuit = null;
    }
  }

  private boolean end() {
    if (ended) {
      return false;
    }
    ended = true;
    meters.over();
    return true;
  }

  /** What makes the request. */
  public HttpClient agent() {
    return client.agent();
  }

  /** How long the service has for the head of its answer. */
  public long timeoutMillis() {
    return options.timeout().toMillis();
  }
}
