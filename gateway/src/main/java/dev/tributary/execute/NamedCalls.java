package dev.tributary.execute;

import dev.tributary.cache.NamedTags;
import dev.tributary.plan.FetchStep;
import dev.tributary.supergraph.Subgraph;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;

/**
 * Makes calls, and notes what {@code @cacheTag} names each by, when its request's answer is to be
 * kept whole: it is invalidated by all of them.
 */
record NamedCalls(Upstream upstream) implements Upstream {

  @Override
  public Future<Buffer> send(FetchStep step, Buffer body, RequestScope scope) {
    Freshness watched = scope.freshness();
    if (watched != null && watched.wantsNames()) {
      watched.named(NamedTags.of(body.getBytes(), scope.hint(step)));
    }
    return upstream.send(step, body, scope);
  }

  @Override
  public Personal personal(Subgraph subgraph, RequestScope scope) {
    return upstream.personal(subgraph, scope);
  }

  @Override
  public Future<Void> subscribe(
      FetchStep step, Buffer body, RequestScope scope, EventReceiver receiver) {
    return upstream.subscribe(step, body, scope, receiver);
  }
}
