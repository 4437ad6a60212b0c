package dev.tributary.http;

import dev.tributary.execute.GraphQlEngine;
import dev.tributary.execute.GraphQlRequest;
import dev.tributary.execute.RequestScope;
import dev.tributary.telemetry.RequestRecord;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers several operations of one HTTP request, each as if it were one of its own: it is counted
 * against cost and quotas by itself, and what is wrong with one is told in its place only. They run
 * at the same time, and have their header fields together: rules for those of services merge what
 * comes of all, of limits the last stands, and nothing is kept longer than each allows.
 */
final class GraphQlBatch {

  private static final Logger log = LoggerFactory.getLogger(GraphQlBatch.class);

  private final GraphQlEngine engine;
  private final RequestScope whole;
  private final Supplier<RequestRecord> records;
  private boolean mayBeKept = true;

  /**
   * @param whole the HTTP request's scope, its caller known
   * @param records begins the record of each operation
   */
  GraphQlBatch(GraphQlEngine engine, RequestScope whole, Supplier<RequestRecord> records) {
    this.engine = engine;
    this.whole = whole;
    this.records = records;
  }

  /** The JSON list of the answers, in the order of the operations; never fails. */
  Future<Buffer> answer(List<RequestReading> operations) {
    List<Future<Buffer>> answers = operations.stream().map(this::answer).toList();
    return Future.all(answers)
        .map(
            all -> {
              Buffer list = Buffer.buffer().appendByte((byte) '[');
              for (int i = 0; i < answers.size(); i++) {
                if (i > 0) {
                  list.appendByte((byte) ',');
                }
                list.appendBuffer(answers.get(i).result());
              }
              completeHeaders();
              return list.appendByte((byte) ']');
            });
  }

  private void completeHeaders() {
    if (!mayBeKept) {
      whole.responseHeaders().set(HttpHeaders.CACHE_CONTROL, "no-store");
    }
    // It is about one operation, whose error says it, and the answer is no refusal.
    whole.responseHeaders().remove(HttpHeaders.RETRY_AFTER);
  }

  private Future<Buffer> answer(RequestReading operation) {
    return switch (operation) {
      case RequestReading.Valid(GraphQlRequest request) -> answer(request);
      case RequestReading.Invalid(List<Refusal> refusals) -> {
        mayBeKept = false;
        refusals.forEach(refusal -> whole.record().error(refusal.code().name()));
        yield Future.succeededFuture(ErrorBody.of(refusals, whole.record().told()));
      }
      case RequestReading.Pending(Future<RequestReading> later) -> later.compose(this::answer);
      case RequestReading.Batch nested -> throw new IllegalStateException("a batch in a batch");
    };
  }

  private Future<Buffer> answer(GraphQlRequest request) {
    RequestRecord record = records.get();
    RequestScope scope = whole.part(record);
    record.authenticated(whole.caller().client());
    record.received();
    return Future.succeededFuture()
        .compose(begun -> engine.answer(request, scope))
        .map(
            answer -> {
              Buffer body = Buffer.buffer(answer.body().getBytes());
              answer.free();
              mayBeKept &= scope.isCacheTold() && !record.hasErrors();
              record.ended(answer.outcome().status(), body.length());
              return body;
            })
        .otherwise(
            bug -> {
              mayBeKept = false;
              log.error("An operation of a batch could not be answered", bug);
              record.ended(500, 0);
              return ErrorBody.of(List.of(Refusal.OUR_FAULT), record.told());
            });
  }
}
