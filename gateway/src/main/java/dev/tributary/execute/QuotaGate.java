package dev.tributary.execute;

import dev.tributary.cost.Estimate;
import dev.tributary.execute.GraphQlAnswer.Outcome;
import dev.tributary.json.JsonWriter;
import dev.tributary.quota.Decision;
import dev.tributary.quota.LimitStatus;
import dev.tributary.quota.QuotaPolicy;
import dev.tributary.quota.Quotas;
import dev.tributary.quota.RateLimitFields;
import dev.tributary.quota.Reservation;
import dev.tributary.quota.Spend;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets a request run when its client's quota has as much as it is estimated at, and settles what it
 * cost in the end.
 */
public final class QuotaGate {

  private final Quotas quotas;

  public QuotaGate(Quotas quotas) {
    this.quotas = quotas;
  }

  /**
   * How a request ended.
   *
   * @param <A> what it is answered with
   * @param actual what it cost; null when that was not counted
   * @param services the same by service; null when that is not known
   * @param failed whether a service did not answer
   * @param charge how {@code actual} came about
   */
  public record Ended<A>(
      A answer,
      @Nullable Long actual,
      @Nullable Map<String, Long> services,
      boolean failed,
      Charge charge) {

    /** What was counted may still give way to what was estimated. */
    public Ended(
        A answer, @Nullable Long actual, @Nullable Map<String, Long> services, boolean failed) {
      this(answer, actual, services, failed, Charge.COUNTED);
    }
  }

  /** How a cost came about. */
  public enum Charge {
    /** It was counted, and holds where costs are settled by what was counted. */
    COUNTED,
    /** The operator has set it: it holds in any case. */
    SET
  }

  /** Whether all requests pass, and nothing is counted. */
  public boolean isOff() {
    return quotas.policy().mode() == QuotaPolicy.Mode.OFF;
  }

  /**
   * Runs a request that is no operation, or refuses it.
   *
   * @param spend what it takes
   * @param execution runs it, and says when it has ended
   * @param refusal makes an answer of a refusal
   */
  public <A> Future<A> pass(
      Spend spend,
      RequestScope scope,
      Supplier<Future<Ended<A>>> execution,
      Function<GraphQlAnswer, A> refusal) {
    return isOff()
        ? execution.get().map(Ended::answer)
        : reserve(spend, false, scope, counted -> execution.get(), refusal);
  }

  /**
   * Runs a request, or refuses it.
   *
   * @param refused services that will not be asked: they cost nothing
   * @param reported whether the client is told how it stands in the answer too
   * @param execution runs it; told whether its actual cost is needed
   */
  Future<GraphQlAnswer> pass(
      Estimate estimate,
      Set<String> refused,
      @Nullable String operation,
      boolean reported,
      RequestScope scope,
      Function<Boolean, Future<Ended<GraphQlAnswer>>> execution) {
    return isOff()
        ? execution.apply(false).map(Ended::answer)
        : reserve(
            spend(estimate, refused, operation), reported, scope, execution, Function.identity());
  }

  private <A> Future<A> reserve(
      Spend spend,
      boolean reported,
      RequestScope scope,
      Function<Boolean, Future<Ended<A>>> execution,
      Function<GraphQlAnswer, A> refusal) {
    QuotaPolicy policy = quotas.policy();
    scope.record().askingQuota();
    Future<Decision> decision =
        quotas.reserve(scope.caller(), scope.headers(), scope.address(), spend);
    return decision.succeeded()
        ? decided(decision.result(), policy, spend, reported, scope, execution, refusal)
        : decision.compose(
            made -> decided(made, policy, spend, reported, scope, execution, refusal));
  }

  /** An operation takes one unit at least: a thousand that cost nothing are not nothing. */
  private static Spend spend(Estimate estimate, Set<String> refused, @Nullable String operation) {
    long total = estimate.total();
    Map<String, Long> services = new TreeMap<>(estimate.services());
    for (String service : refused) {
      Long part = services.remove(service);
      total -= part == null || total == Long.MAX_VALUE ? 0 : part;
    }
    return new Spend(Math.max(1, total), services, operation);
  }

  private <A> Future<A> decided(
      Decision decision,
      QuotaPolicy policy,
      Spend spend,
      boolean reported,
      RequestScope scope,
      Function<Boolean, Future<Ended<A>>> execution,
      Function<GraphQlAnswer, A> made) {
    tell(decision.limits(), scope);
    scope
        .record()
        .quota(
            quotas.tier(scope.caller(), scope.headers(), scope.address()),
            decision instanceof Decision.Refused no ? no.reason() : null);
    for (LimitStatus limit : decision.limits()) {
      scope.record().quotaLeft(limit.remaining(), limit.limit().burst());
    }
    if (reported) {
      report(decision.limits(), scope);
    }
    return switch (decision) {
      case Decision.Refused refusal ->
          policy.mode() == QuotaPolicy.Mode.ENFORCE
              ? Future.succeededFuture(made.apply(refused(refusal, scope)))
              : execution.apply(false).map(Ended::answer);
      case Decision.Admitted(Reservation reservation, List<LimitStatus> limits) ->
          run(reservation, policy, spend, execution);
    };
  }

  private <A> Future<A> run(
      Reservation reservation,
      QuotaPolicy policy,
      Spend spend,
      Function<Boolean, Future<Ended<A>>> execution) {
    Future<Ended<A>> ended;
    try {
      ended = execution.apply(policy.settling() != QuotaPolicy.Settling.ESTIMATE);
    } catch (RuntimeException bug) {
      quotas.settle(reservation, spend);
      throw bug;
    }
    return ended
        .onSuccess(end -> quotas.settle(reservation, actual(end, policy, spend)))
        .onFailure(bug -> quotas.settle(reservation, spend))
        .map(Ended::answer);
  }

  private static Spend actual(Ended<?> ended, QuotaPolicy policy, Spend estimate) {
    Long counted = ended.actual();
    if (counted == null
        || (policy.settling() == QuotaPolicy.Settling.ESTIMATE && ended.charge() != Charge.SET)) {
      return estimate;
    }
    boolean paid = ended.failed() && policy.settling() == QuotaPolicy.Settling.ACTUAL_UNLESS_FAILED;
    Map<String, Long> services = new TreeMap<>(estimate.services());
    Map<String, Long> answered = ended.services();
    if (answered != null) {
      services.replaceAll(
          (service, estimated) -> {
            long actual = answered.getOrDefault(service, 0L);
            return paid ? Math.max(estimated, actual) : actual;
          });
    }
    return new Spend(
        Math.max(1, paid ? Math.max(estimate.cost(), counted) : counted),
        services,
        estimate.operation());
  }

  private static void tell(List<LimitStatus> limits, RequestScope scope) {
    if (!limits.isEmpty()) {
      scope
          .responseHeaders()
          .set(RateLimitFields.POLICY, RateLimitFields.policy(limits))
          .set(RateLimitFields.LIMIT, RateLimitFields.limit(limits));
    }
  }

  private static void report(List<LimitStatus> limits, RequestScope scope) {
    JsonWriter out = new JsonWriter(128);
    String separator = "[";
    for (LimitStatus status : limits) {
      ascii(out, separator + "{\"name\":");
      out.string(status.limit().name());
      ascii(out, ",\"limit\":" + status.limit().quota());
      ascii(out, ",\"remaining\":" + status.remaining());
      ascii(out, ",\"resetMs\":" + status.resetMillis() + "}");
      separator = ",";
    }
    if (!limits.isEmpty()) {
      out.write(']');
      scope.extensions().put("quota", Buffer.buffer(out.toByteArray()));
    }
  }

  private static GraphQlAnswer refused(Decision.Refused refusal, RequestScope scope) {
    JsonWriter details = new JsonWriter(128);
    ascii(details, ",\"reason\":");
    details.string(refusal.reason());
    ascii(details, ",\"limit\":" + refusal.quota());
    ascii(details, ",\"remaining\":" + refusal.remaining());
    ascii(details, ",\"cost\":" + refusal.cost());
    String message;
    if (refusal.retryAfterMillis() < 0) {
      message =
          "This operation takes %d of the quota \"%s\", which is more than may be spent at once. Ask"
                  .formatted(refusal.cost(), refusal.reason())
              + " for less.";
    } else {
      long seconds = (refusal.retryAfterMillis() + 999) / 1_000;
      scope.responseHeaders().set("retry-after", Long.toString(seconds));
      ascii(details, ",\"retryAfterMs\":" + refusal.retryAfterMillis());
      message =
          switch (refusal.reason()) {
            case Decision.CONCURRENT ->
                "As many operations of this client as may run at once do so already. Try again"
                    + " later.";
            case Decision.UNAVAILABLE ->
                "Quotas cannot be counted at the moment. Try again in %d s.".formatted(seconds);
            default ->
                "The quota \"%s\" does not have the %d that this operation takes. Try again in %d s."
                    .formatted(refusal.reason(), refusal.cost(), seconds);
          };
    }
    return ErrorAnswers.of(
        Outcome.QUOTA_EXCEEDED, "QUOTA_EXCEEDED", message, details.toByteArray());
  }

  private static void ascii(JsonWriter out, String text) {
    out.write(text.getBytes(StandardCharsets.US_ASCII));
  }
}
