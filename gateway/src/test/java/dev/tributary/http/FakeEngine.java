package dev.tributary.http;

import dev.tributary.execute.GraphQlAnswer;
import dev.tributary.execute.GraphQlEngine;
import dev.tributary.execute.GraphQlRequest;
import dev.tributary.execute.RequestScope;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.BiFunction;

/** Answers as it is told and remembers what it was asked. */
final class FakeEngine implements GraphQlEngine {

  static final String DATA = "{\"data\":{\"hello\":\"world\"}}";

  final BlockingQueue<GraphQlRequest> requests = new LinkedBlockingQueue<>();
  private volatile BiFunction<GraphQlRequest, RequestScope, Future<GraphQlAnswer>> answers =
      (request, scope) -> Future.succeededFuture(executed(DATA));

  void answers(BiFunction<GraphQlRequest, RequestScope, Future<GraphQlAnswer>> answers) {
    this.answers = answers;
  }

  void answers(GraphQlAnswer answer) {
    answers((request, scope) -> Future.succeededFuture(answer));
  }

  static GraphQlAnswer executed(String body) {
    return new GraphQlAnswer(GraphQlAnswer.Outcome.EXECUTED, Buffer.buffer(body));
  }

  @Override
  public Future<GraphQlAnswer> answer(GraphQlRequest request, RequestScope scope) {
    requests.add(request);
    return answers.apply(request, scope);
  }
}
