package dev.tributary.execute;

import dev.tributary.execute.GraphQlAnswer.Outcome;
import dev.tributary.execute.PreparedOperation.Ready;
import dev.tributary.execute.StepProgram.RootTarget;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The subscriptions that run. Each is begun at one service (GraphQL specification, 6.2.3.1), and
 * what the service tells is completed by the rest of the plan, event by event.
 *
 * <p>Safe to use by several threads; each subscription is confined to its event loop.
 */
final class Subscriptions {

  private final Upstream upstream;
  private final CostGate costs;
  private final EngineOptions options;
  private final BiFunction<GraphQlAnswer, RequestScope, GraphQlAnswer> finishing;
  private final AtomicInteger count = new AtomicInteger();

  /** As many as are counted. */
  private final Set<Subscription> running = ConcurrentHashMap.newKeySet();

  /**
   * @param finishing what is done with every answer
   */
  Subscriptions(
      Upstream upstream,
      CostGate costs,
      EngineOptions options,
      BiFunction<GraphQlAnswer, RequestScope, GraphQlAnswer> finishing) {
    this.upstream = upstream;
    this.costs = costs;
    this.options = options;
    this.finishing = finishing;
  }

  /**
   * What all events of one subscription have in common.
   *
   * @param values the coerced variables
   * @param withheld the places that the caller may not see
   * @param document the operation's text
   */
  record Begun(
      Ready ready,
      Generation generation,
      Map<String, @Nullable Object> values,
      List<Withheld.Place> withheld,
      String document) {}

  int running() {
    return count.get();
  }

  /** Begins one, if its scope's client can take several answers. */
  Future<GraphQlAnswer> begin(Begun begun, Spending spending, RequestScope scope) {
    Subscriber subscriber = scope.subscriber();
    if (subscriber == null) {
      return answered(
          "SUBSCRIPTION_NEEDS_STREAM",
          "Subscriptions are answered over a WebSocket (graphql-transport-ws), or as"
              + " text/event-stream when that is all that is accepted.");
    }
    CompiledOperation operation = begun.ready.compiled();
    VariableValues variables = new VariableValues(begun.values);
    StepProgram primary = primary(operation);
    boolean[] conditions = operation.evaluate(variables);
    if (primary == null || primary.condition() >= 0 && !conditions[primary.condition()]) {
      return answered(
          "SUBSCRIPTION_WITHOUT_FIELD", "A subscription needs one field that is not left out.");
    }
    UpstreamFailure refusal = spending.refusal(primary);
    if (refusal != null) {
      return failed(refusal);
    }
    if (count.incrementAndGet() > options.subscriptions().most()) {
      count.decrementAndGet();
      return answered(
          Outcome.NOT_READY,
          "TOO_MANY_SUBSCRIPTIONS",
          "There are too many subscriptions now. Try again later.");
    }
    Subscription subscription =
        new Subscription(
            this, begun, primary, variables, scope, subscriber, options.subscriptions().waiting());
    running.add(subscription);
    return upstream
        .subscribe(primary.step(), body(primary, variables), scope, subscription)
        .map(
            accepted -> {
              subscription.begin();
              return new GraphQlAnswer(Outcome.SUBSCRIBED, Buffer.buffer());
            })
        .recover(
            failure -> {
              subscription.end();
              return failure instanceof UpstreamFailure told
                  ? failed(told)
                  : Future.failedFuture(failure);
            });
  }

  /** The step that the one root field is asked by. */
  private static @Nullable StepProgram primary(CompiledOperation operation) {
    for (StepProgram step : operation.steps()) {
      if (step.dependencies() == 0
          && step.target() instanceof RootTarget target
          && target.path().isEmpty()) {
        return step;
      }
    }
    return null;
  }

  private static Buffer body(StepProgram primary, VariableValues variables) {
    var body = primary.template().begin(variables);
    primary.template().end(body);
    return Buffer.buffer(body.toByteArray());
  }

  /** Answers one event as if it were what the primary step's service had answered. */
  Future<GraphQlAnswer> answer(
      Begun begun,
      StepProgram primary,
      VariableValues variables,
      Buffer event,
      RequestScope scope) {
    CompiledOperation operation = begun.ready.compiled();
    scope.hinted(begun.ready.hints());
    scope.record().prepared();
    scope.record().document(begun.document);
    scope.record().operation(operation.operation().name(), "subscription", operation);
    Upstream withEvent =
        (step, body, same) ->
            step == primary.step()
                ? Future.succeededFuture(event)
                : upstream.send(step, body, same);
    return costs
        .pass(
            begun.ready.cost(),
            operation.operation().name(),
            begun.values,
            scope,
            spending ->
                Execution.run(
                    operation,
                    withEvent,
                    scope,
                    options,
                    variables,
                    Map.of(),
                    begun.withheld,
                    spending))
        .map(answer -> finishing.apply(answer, scope));
  }

  /** One is over. */
  void ended(Subscription subscription) {
    if (running.remove(subscription)) {
      count.decrementAndGet();
    }
  }

  /**
   * A schema is served in the place of another. What was planned for the other asks services for
   * what they may not have any more, and shows callers what they may not see any more: it ends, and
   * clients are told to ask anew; not all at once, so that they do not come back all at once.
   */
  void replaced(Generation latest) {
    long spread = Math.max(1, options.subscriptions().spread().toMillis());
    for (Subscription subscription : running) {
      if (!subscription.isOf(latest)) {
        subscription.endWithin(1 + ThreadLocalRandom.current().nextLong(spread));
      }
    }
  }

  private static Future<GraphQlAnswer> failed(UpstreamFailure failure) {
    return Future.succeededFuture(
        ErrorAnswers.executed(failure.code().name(), failure.getMessage()));
  }

  private static Future<GraphQlAnswer> answered(String code, String message) {
    return answered(Outcome.REQUEST_ERROR, code, message);
  }

  private static Future<GraphQlAnswer> answered(Outcome outcome, String code, String message) {
    return Future.succeededFuture(ErrorAnswers.of(outcome, code, message));
  }
}
