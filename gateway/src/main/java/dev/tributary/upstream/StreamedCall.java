package dev.tributary.upstream;

import dev.tributary.execute.RequestScope;
import dev.tributary.execute.UpstreamFailure;
import dev.tributary.telemetry.CallMade;
import dev.tributary.upstream.ServiceRequest.Effect;
import io.netty.handler.codec.DecoderException;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One request that is passed on to a service, from choosing an instance to the end of its answer.
 * Whoever passes it on tells what happens. Confined to one event loop.
 */
public final class StreamedCall {

  /** Sent twice, they do what they do once (RFC 9110, 9.2.2), and have no body as a rule. */
  private static final Set<HttpMethod> SAFE =
      Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

  private final ServiceClients clients;
  private final ServiceClient client;
  private final ServiceOptions options;
  private final Attempts attempts;
  private final ServiceFailures failures;
  private final ServiceCall call;
  private final boolean repeatable;
  private @Nullable HttpConnection connection;
  private boolean onUsedConnection;
  private boolean repeated;
  private boolean admitted;
  private int status;

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
    this.clients = clients;
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
    this.call = new ServiceCall(clients, failures, attempts);
  }

  /**
   * Connects to an instance when the call's turn comes, and to another one when that fails: nothing
   * has been sent then.
   *
   * @param scope says how long a connection may be waited for
   * @param begun is given the request, on a connection
   * @param not is told why there is none
   */
  public void connect(
      RequestScope scope, Consumer<HttpClientRequest> begun, Consumer<UpstreamFailure> not) {
    if (admitted) {
      connectNow(scope, begun, not);
      return;
    }
    admitted = true;
    call.enter(
        clients.rank(failures.service(), scope),
        () -> connectNow(scope, begun, not),
        refused -> not.accept(fail(refused)));
  }

  private void connectNow(
      RequestScope scope, Consumer<HttpClientRequest> begun, Consumer<UpstreamFailure> not) {
    long patience = Math.max(1, TimeUnit.NANOSECONDS.toMillis(scope.remainingNanos()));
    call.connect(
        to -> client.request(to.setConnectTimeout(patience)),
        request -> begun.accept(connected(request)),
        cause ->
            not.accept(
                fail(
                    cause instanceof UpstreamFailure known ? known : failures.unreachable(cause))));
  }

  private HttpClientRequest connected(HttpClientRequest request) {
    HttpConnection own = request.connection();
    connection = own;
    onUsedConnection = client.hasAnswered(own);
    // The response's future tells of it, too.
    request.exceptionHandler(broken -> {});
    return request;
  }

  /**
   * The request was sent, and there is no answer. Whether it may be sent once more is decided here:
   * when that can do no harm, and either another instance is there or the connection had been idle
   * for so long that the service most likely closed it just then.
   */
  public boolean mayRepeat() {
    if (call.hasEnded() || !repeatable) {
      return false;
    }
    if (onUsedConnection && !repeated) {
      repeated = true;
      attempts.left();
      call.retried();
      return true;
    }
    attempts.failed();
    return call.takesAnother();
  }

  /** How it went, so far. */
  public CallMade made() {
    return call.made(status);
  }

  /** The head of the answer has come. */
  public void answered(int code) {
    if (call.hasEnded()) {
      return;
    }
    status = code;
    call.begins(code);
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
    call.answered(status, (int) Math.min(Integer.MAX_VALUE, length));
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
    call.failed(failure);
    return failure;
  }

  /** How long the service has for the head of its answer. */
  public long timeoutMillis() {
    return options.timeout().toMillis();
  }
}
