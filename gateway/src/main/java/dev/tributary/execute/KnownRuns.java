package dev.tributary.execute;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.tributary.execute.GraphQlAnswer.Outcome;
import dev.tributary.operation.Operation;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Runs that may come again. A popular operation is often answered by its services just as it was a
 * moment ago, and what was made of that then need not be made again. That is no cache of answers:
 * every request makes its own calls, with its own caller's credentials, and gets what comes of
 * their answers.
 *
 * <p>What is remembered costs memory and a copy of every byte. So a run is remembered from the
 * second time that an operation is run with the same variables, and where answers change from run
 * to run, it is tried the more seldom the more often they have changed.
 *
 * <p>Safe for use by many threads.
 */
final class KnownRuns {

  /** What nobody repeats is forgotten: it may be somebody's private data. */
  private static final Duration KEPT = Duration.ofMinutes(1);

  /** A run of which a few more would take all of the memory is not worth it. */
  private static final int LARGEST_PART = 8;

  private static final int SIGHTINGS = 1 << 12;

  /** At most every 1,024th run is remembered where answers never are the same. */
  private static final int MOST_CHANGES = 10;

  /** Runs that were followed make up for earlier changes. */
  private static final int OFTEN = 4;

  private final long bytes;
  private final @Nullable Cache<Key, State> states;

  /** Hashes of what was run lately: a false one costs a copy, and a lost one a run. */
  private final AtomicIntegerArray sightings = new AtomicIntegerArray(SIGHTINGS);

  /**
   * @param bytes memory for what is remembered; 0 to remember nothing
   */
  KnownRuns(long bytes) {
    this.bytes = bytes;
    this.states =
        bytes == 0
            ? null
            : Caffeine.newBuilder()
                .maximumWeight(bytes)
                .expireAfterAccess(KEPT)
                .weigher((Key key, State state) -> key.weight() + state.weight())
                .build();
  }

  /** What is known of an operation with certain variables. */
  private sealed interface State {
    int weight();
  }

  /** It has been run, and came to this. */
  private static final class Known implements State {
    final KnownRun run;
    final int changes;

    /** Written without care: any recent value will do. */
    int followed;

    Known(KnownRun run, int changes) {
      this.run = run;
      this.changes = changes;
    }

    @Override
    public int weight() {
      return run.weight();
    }
  }

  /** One of the next runs is to be remembered. */
  private static final class Awaited implements State {
    final int changes;
    private final AtomicInteger before;

    Awaited(int changes) {
      this.changes = changes;
      this.before = new AtomicInteger((1 << Math.min(changes, MOST_CHANGES)) - 1);
    }

    /** True once: not all that run at the same time need to be remembered. */
    boolean isNext() {
      return before.getAndDecrement() == 0;
    }

    @Override
    public int weight() {
      return 100;
    }
  }

  private record Key(CompiledOperation operation, VariableValues variables) {

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Key key
          && operation == key.operation
          && variables.equals(key.variables);
    }

    @Override
    public int hashCode() {
      return 31 * System.identityHashCode(operation) + variables.hashCode();
    }

    int weight() {
      return 100 + variables.weight();
    }
  }

  /**
   * Runs an operation.
   *
   * @param isPlain whether nothing but the answers of services has a say in what comes of it
   * @param execution runs it from its beginning, with the calls it is to make
   */
  Future<GraphQlAnswer> run(
      CompiledOperation operation,
      VariableValues variables,
      boolean isPlain,
      Upstream upstream,
      RequestScope scope,
      Spending spending,
      Function<Upstream, Future<GraphQlAnswer>> execution) {
    if (states == null
        || !isPlain
        || operation.steps().isEmpty()
        || operation.operation().kind() != Operation.Kind.QUERY) {
      return execution.apply(upstream);
    }
    Key key = new Key(operation, variables);
    State state = states.getIfPresent(key);
    if (state == null && isSeenAgain(key.hashCode())) {
      state = states.get(key, unknown -> new Awaited(0));
    }
    return switch (state) {
      case Known known ->
          Rerun.along(
                  known.run,
                  operation,
                  upstream,
                  scope,
                  spending,
                  calls -> {
                    states.asMap().replace(key, known, new Awaited(changes(known)));
                    return execution.apply(calls);
                  })
              .onSuccess(answer -> known.followed++);
      case Awaited awaited when awaited.isNext() ->
          remembered(states, key, awaited, upstream, scope, execution);
      case Awaited waiting -> execution.apply(upstream);
      case null -> execution.apply(upstream);
    };
  }

  private static int changes(Known known) {
    return known.followed >= OFTEN ? 0 : known.changes + 1;
  }

  private boolean isSeenAgain(int hash) {
    int place = (hash ^ (hash >>> 16)) & (SIGHTINGS - 1);
    return sightings.getAndSet(place, hash) == hash;
  }

  private Future<GraphQlAnswer> remembered(
      Cache<Key, State> states,
      Key key,
      Awaited awaited,
      Upstream upstream,
      RequestScope scope,
      Function<Upstream, Future<GraphQlAnswer>> execution) {
    NotedCalls calls = new NotedCalls(upstream);
    return execution
        .apply(calls)
        .onComplete(
            ran -> {
              State next = new Awaited(awaited.changes + 1);
              if (ran.succeeded()
                  && ran.result().outcome() == Outcome.EXECUTED
                  && !scope.record().hasErrors()
                  && calls.isAllAnswered()
                  && calls.bytes() + ran.result().body().length() <= bytes / LARGEST_PART) {
                next =
                    new Known(
                        KnownRun.of(key.operation, calls.made(), ran.result().body()),
                        awaited.changes);
              }
              states.asMap().replace(key, awaited, next);
            });
  }
}
