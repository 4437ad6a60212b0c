package dev.tributary.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.connect.ByType;
import dev.tributary.connect.Connect.Http;
import dev.tributary.connect.Connector;
import dev.tributary.connect.Connector.Kind;
import dev.tributary.connect.HttpHeader;
import dev.tributary.connect.ParameterStyles;
import dev.tributary.connect.Source;
import dev.tributary.execute.RequestScope;
import dev.tributary.execute.UpstreamFailure;
import dev.tributary.operation.Operation;
import dev.tributary.telemetry.UpstreamCall;
import dev.tributary.upstream.RestOptions.Problems;
import dev.tributary.upstream.ServiceRequest.Effect;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes one connector's calls: variables in, a mapped value out. Confined to one event loop. */
final class RestConnector {

  private static final Logger log = LoggerFactory.getLogger(RestConnector.class);

  private final Connector connector;
  private final RestOptions options;
  private final RestTransport transport;
  private final CallHeaders operatorHeaders;
  private final AnswerHeaders answerHeaders;
  private final boolean readsRequest;
  private final RestOutcome outcome;
  private final @Nullable TypeMapper byType;
  private final ParameterStyles styles;
  private final boolean readsContext;
  private final JsonNode config;
  private final JsonNode environment;

  RestConnector(Connector connector, RestTransport transport) {
    this.connector = connector;
    this.transport = transport;
    this.options = transport.service().options();
    this.operatorHeaders = transport.headers();
    this.readsRequest = connector.reads("request");
    this.outcome = new RestOutcome(connector);
    ByType mapping = connector.byType();
    this.byType = mapping == null ? null : new TypeMapper(mapping.types());
    this.styles = mapping == null ? ParameterStyles.NONE : mapping.styles();
    this.readsContext = connector.reads("context");
    this.answerHeaders = answerHeaders(connector, options.service());
    this.config = nested(options.config());
    this.environment = flat(options.environment());
  }

  /** What one call came to. */
  sealed interface Result {}

  /** The mapped value; null when there is none. */
  record Mapped(JsonNode value) implements Result {}

  /** A value in the path is null: there is nothing to ask for. */
  record Skipped() implements Result {}

  record Failed(RestFailure failure) implements Result {}

  Connector connector() {
    return connector;
  }

  /**
   * Fails only when the request was cancelled.
   *
   * @param inputs {@code args}, {@code this} or {@code batch}
   * @param wanted the fields of the result that are needed; null for all
   * @param record is told of the calls
   */
  Future<Result> call(
      Map<String, JsonNode> inputs,
      @Nullable MappingRequest wanted,
      Operation.Kind operation,
      RequestScope scope,
      UpstreamCall record) {
    Map<String, JsonNode> variables =
        variables(byType == null ? inputs : byType.inputs(inputs, connector), scope);
    MappingProblems problems = new MappingProblems();
    Http http = connector.connect().http();
    if (http == null) {
      Result computed = outcome.mapped(MappingValues.NODES.nullNode(), variables, wanted, problems);
      report(problems, scope);
      return Future.succeededFuture(computed);
    }
    Future<List<String>> forwarded = operatorHeaders.forwardedFrom(scope);
    return forwarded.succeeded()
        ? call(
            http,
            operatorHeaders.with(forwarded.result()),
            variables,
            wanted,
            operation,
            scope,
            record,
            problems)
        : forwarded.compose(
            fields ->
                call(
                    http,
                    operatorHeaders.with(fields),
                    variables,
                    wanted,
                    operation,
                    scope,
                    record,
                    problems));
  }

  private Future<Result> call(
      Http http,
      MultiMap operator,
      Map<String, JsonNode> variables,
      @Nullable MappingRequest wanted,
      Operation.Kind operation,
      RequestScope scope,
      UpstreamCall record,
      MappingProblems problems) {
    ServiceAddress address;
    MultiMap headers;
    Buffer body;
    try {
      RestUri.Built uri =
          RestUri.build(
              http, connector.source(), options.service().url(), styles, variables, problems);
      if (uri.hasEmptySegment() && connector.kind() != Kind.ROOT) {
        return Future.succeededFuture(new Skipped());
      }
      address = uri.address();
      headers = headers(http, operator, variables, scope, problems);
      body =
          http.body() == null
              ? null
              : RestBody.build(http.body(), headers, styles, variables, problems);
    } catch (RestUri.Refused refused) {
      report(problems, scope);
      answerHeaders.uncacheable(scope);
      return Future.succeededFuture(
          new Failed(RestFailure.invalidRequest("Connector error: " + refused.reason())));
    }
    ServiceRequest request =
        new ServiceRequest(
            HttpMethod.valueOf(http.method().name()),
            address.target(),
            headers,
            body,
            operation == Operation.Kind.QUERY ? Effect.NONE : Effect.SOME,
            transport.clients().rank(connector.service(), scope));
    return exchange(request, address, scope, record)
        .map(response -> result(response, variables, wanted, problems, scope))
        .recover(
            cause -> {
              answerHeaders.uncacheable(scope);
              return cause instanceof UpstreamFailure failure
                      && failure.code() != UpstreamFailure.Code.UPSTREAM_CANCELLED
                  ? Future.succeededFuture(new Failed(RestFailure.of(failure)))
                  : cause instanceof TooManyCalls
                      ? Future.succeededFuture(new Failed(RestFailure.limitExceeded()))
                      : Future.failedFuture(cause);
            });
  }

  /** Whether its calls depend on the client in ways that only its mapping knows. */
  boolean isPersonal() {
    return readsClient(connector)
        || answerHeaders.reachClients()
        || !options.service().propagation().mayShareAnswers();
  }

  private static AnswerHeaders answerHeaders(Connector connector, ServiceOptions options) {
    return readsClient(connector)
        ? AnswerHeaders.ofPersonalCalls(options)
        : new AnswerHeaders(options);
  }

  private static boolean readsClient(Connector connector) {
    Http http = connector.connect().http();
    Source source = connector.source();
    boolean forwards =
        Stream.concat(
                http == null ? Stream.of() : http.headers().stream(),
                source == null ? Stream.of() : source.headers().stream())
            .anyMatch(HttpHeader.Forwarded.class::isInstance);
    return forwards || connector.reads("request") || connector.reads("context");
  }

  // The call

  private MultiMap headers(
      Http http,
      MultiMap operator,
      Map<String, JsonNode> variables,
      RequestScope scope,
      MappingProblems problems)
      throws RestUri.Refused {
    MultiMap headers =
        RestHeaders.build(http, connector.source(), variables, scope.headers(), problems);
    // The operator's word stands above the schema's.
    for (String name : operator.names()) {
      headers.remove(name);
      headers.add(name, operator.getAll(name));
    }
    if (!headers.contains(HttpHeaders.ACCEPT)) {
      headers.set(HttpHeaders.ACCEPT, "application/json");
    }
    return headers;
  }

  private Future<RestResponse> exchange(
      ServiceRequest request, ServiceAddress address, RequestScope scope, UpstreamCall record) {
    RestMemo memo = scope.local(RestMemo.class, RestMemo::new);
    String source = connector.sourceKey();
    if (request.effect() == Effect.SOME) {
      memo.forget(source);
      RestBatches.of(scope).forget(source);
      return send(request, address, scope, record, memo);
    }
    return isShared(request)
        ? memo.share(
            key(request, address, source), () -> send(request, address, scope, record, memo))
        : send(request, address, scope, record, memo);
  }

  private boolean isShared(ServiceRequest request) {
    return request.effect() == Effect.NONE
        && (request.method() == HttpMethod.GET || connector.kind() == Kind.BATCH);
  }

  private static RestMemo.Key key(ServiceRequest request, ServiceAddress address, String source) {
    List<String> headers = new ArrayList<>();
    request
        .headers()
        .forEach(
            (name, value) -> {
              headers.add(name);
              headers.add(value);
            });
    return new RestMemo.Key(source, request.method(), address, headers, request.body());
  }

  /** The source has had as many calls of this request as it may. */
  private static final class TooManyCalls extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooManyCalls() {
      super(null, null, false, false);
    }
  }

  private Future<RestResponse> send(
      ServiceRequest request,
      ServiceAddress address,
      RequestScope scope,
      UpstreamCall record,
      RestMemo memo) {
    ServiceAnswer kept =
        request.effect() == Effect.NONE ? transport.kept(request, address, record) : null;
    if (kept != null) {
      return Future.succeededFuture(read(kept, scope));
    }
    Integer most = options.maxCallsPerRequest();
    if (most != null && memo.count(connector.sourceKey()) > most) {
      return Future.failedFuture(new TooManyCalls());
    }
    return transport
        .send(request, address, isShared(request), scope, record)
        .map(answer -> read(answer, scope));
  }

  // The answer

  private RestResponse read(ServiceAnswer answer, RequestScope scope) {
    if (answer.isSuccess()) {
      answerHeaders.passOn(answer, scope);
    } else {
      answerHeaders.uncacheable(scope);
    }
    return RestResponse.of(answer);
  }

  private Result result(
      RestResponse response,
      Map<String, JsonNode> before,
      @Nullable MappingRequest wanted,
      MappingProblems problems,
      RequestScope scope) {
    Result result = outcome.of(response, before, wanted, problems);
    if (result instanceof Failed) {
      answerHeaders.uncacheable(scope);
    }
    report(problems, scope);
    return result;
  }

  private void report(MappingProblems problems, RequestScope scope) {
    if (!problems.isEmpty() && options.problems() == Problems.TOLD) {
      scope
          .local(ToldProblems.class, ToldProblems::new)
          .add(connector.coordinate(), problems, scope.extensions());
    }
    if (!problems.isEmpty() && log.isDebugEnabled()) {
      log.debug("{}: {}", connector.coordinate(), problems);
    }
  }

  // Variables

  private Map<String, JsonNode> variables(Map<String, JsonNode> inputs, RequestScope scope) {
    Map<String, JsonNode> variables = new HashMap<>(inputs);
    variables.put("config", config);
    variables.put("env", environment);
    if (readsContext) {
      variables.put("context", RestContext.of(scope.caller()));
    }
    if (readsRequest) {
      ObjectNode request = MappingValues.NODES.objectNode();
      request.set("headers", RestResponse.asObject(scope.headers()));
      variables.put("request", request);
    }
    return variables;
  }

  /** {@code a.b} becomes {@code b} of {@code a}. */
  private static JsonNode nested(Map<String, String> values) {
    ObjectNode root = MappingValues.NODES.objectNode();
    // In one order, for ->entries.
    new TreeMap<>(values)
        .forEach(
            (name, value) -> {
              ObjectNode at = root;
              String[] steps = name.split("\\.", -1);
              for (int i = 0; i < steps.length - 1; i++) {
                at = at.get(steps[i]) instanceof ObjectNode known ? known : at.putObject(steps[i]);
              }
              at.put(steps[steps.length - 1], value);
            });
    return root;
  }

  private static JsonNode flat(Map<String, String> values) {
    ObjectNode root = MappingValues.NODES.objectNode();
    new TreeMap<>(values).forEach(root::put);
    return root;
  }
}
